import { randomBytes } from 'node:crypto'
import { rmSync, statSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { isOutOfRoom } from './free-room.ts'

const STEP_BYTES = 1024 * 1024

/** Space held in reserve on the disk. */
export type Ballast = {
  isThere(): boolean
  /** Gives the space back to the disk; false when there is none to give. */
  give(): boolean
  /** Takes the space again, without holding up anybody; false when there is not enough. */
  make(): Promise<boolean>
  /** What is being made is given up. Resolves when nothing of it is left. */
  stop(): Promise<void>
}

/**
 * A file of so many bytes that nobody reads. A full disk refuses even what would make room on it (SQLite deletes rows by
 * writing); what this file held is then the room to go on in. Random, because some file systems store zeros in no space.
 */
export function createBallast(file: string, bytes: number): Ballast {
  const part = `${file}.part`
  let isStopped = false
  let isThere = sizeOf(file) === bytes
  let making: Promise<boolean> | undefined
  rmSync(part, { force: true })

  async function fill() {
    const handle = await open(part, 'w', 0o600)
    try {
      for (let at = 0; at < bytes && !isStopped; at += STEP_BYTES) {
        await handle.writeFile(randomBytes(Math.min(STEP_BYTES, bytes - at)))
      }
    } finally {
      await handle.close()
    }
  }

  async function make() {
    try {
      await fill()
      if (isStopped) return false
      await rename(part, file)
      isThere = true
      return true
    } catch (error) {
      if (isOutOfRoom(error)) return false
      throw error
    } finally {
      rmSync(part, { force: true })
    }
  }

  return {
    isThere: () => isThere,
    give() {
      if (!isThere) return false
      isThere = false
      rmSync(file, { force: true })
      return true
    },
    make() {
      making = make()
      return making
    },
    async stop() {
      isStopped = true
      // Whoever asked for it hears how it ended.
      await making?.catch(() => {})
    },
  }
}

function sizeOf(file: string) {
  return statSync(file, { throwIfNoEntry: false })?.size
}
