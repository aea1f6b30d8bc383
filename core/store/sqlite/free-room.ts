import { closeSync, existsSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'

/** With less than this left, a write that was refused was refused for want of room. */
const NO_ROOM_BYTES = 1024 * 1024

const PAGE_BYTES = 4096

/** What the system says when there is no room, no quota, or the file may not grow. */
const OUT_OF_ROOM = ['ENOSPC', 'EDQUOT', 'EFBIG']

/** Bytes that this user may still write to the disk of a folder, as far as the system tells. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** Whether a page more can be written behind the end of a database file or its WAL. */
export function hasRoomFor(file: string): boolean {
  const { bavail, bsize } = statfsSync(dirname(file))
  return bavail * bsize >= NO_ROOM_BYTES && canGrow(file)
}

export function isOutOfRoom(error: unknown): boolean {
  return OUT_OF_ROOM.includes((error as NodeJS.ErrnoException).code ?? '')
}

/** Quotas and limits are only seen by writing: here to a file with a hole, as long as the longer of the two. */
function canGrow(file: string): boolean {
  const end = Math.max(...[file, `${file}-wal`].map((path) => (existsSync(path) ? statSync(path).size : 0)))
  const probe = `${file}-probe`
  try {
    const descriptor = openSync(probe, 'w', 0o600)
    try {
      return writeSync(descriptor, Buffer.alloc(PAGE_BYTES), 0, PAGE_BYTES, end) === PAGE_BYTES
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    return !isOutOfRoom(error)
  } finally {
    rmSync(probe, { force: true })
  }
}
