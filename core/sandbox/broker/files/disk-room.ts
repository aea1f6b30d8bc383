import { statfs } from 'node:fs/promises'
import { PowerError } from '../power.ts'

/** Less than what a streamer is told to make room at (core/store/sqlite/room.ts), so that nothing falls silent before that. */
const MIN_FREE_BYTES = 128 * 1024 * 1024
/** How much is written between two looks at the disk. */
const BETWEEN_LOOKS = 4 * 1024 * 1024

export type DiskRoom = {
  /** Rejects with PowerError QuotaExceededError when the disk is nearly full. */
  take(bytes: number): Promise<void>
}

/** Leaves the core room on the disks that its folders are on: a full disk would keep events from being accepted. */
export function createDiskRoom({
  folders,
  minFreeBytes = MIN_FREE_BYTES,
}: {
  readonly folders: readonly string[]
  readonly minFreeBytes?: number | undefined
}): DiskRoom {
  let untilLook = 0

  async function look() {
    for (const folder of folders) {
      const disk = await statfs(folder).catch(() => undefined)
      if (disk && disk.bavail * disk.bsize < minFreeBytes) throw nearlyFull(minFreeBytes)
    }
  }

  return {
    async take(bytes) {
      if (untilLook < bytes) {
        await look()
        untilLook = BETWEEN_LOOKS
      }
      untilLook -= bytes
    },
  }
}

const nearlyFull = (minFreeBytes: number) =>
  new PowerError(
    'QuotaExceededError',
    `Plugins write no more while the disk has less than ${Math.round(minFreeBytes / 1024 / 1024)} MB left`,
  )
