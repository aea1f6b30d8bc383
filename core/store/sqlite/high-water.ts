import { closeSync, fdatasync, openSync, readFileSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import type { Clock } from '../../base/clock.ts'

/** The highest number ever committed, kept outside the database. */
export type HighWater = {
  /** As found at the start; 0 when there was none, or it cannot be read. */
  readonly found: number
  raise(seqNo: number): void
  close(): void
}

const SYNC_EVERY_MS = 1000

/**
 * Notes the highest committed number in a second file, so that a database that lost its newest commits is noticed:
 * a WAL with a flipped bit opens without complaint and less in it. Written after each commit and synced once a second,
 * it knows of every commit after a crash of the process, and of all but the last second after a power cut.
 */
export function createHighWater(file: string, clock: Clock): HighWater {
  const descriptor = openSync(file, 'a+', 0o600)
  closeSync(descriptor)
  const found = parse(readFileSync(file, 'latin1'))
  const handle = openSync(file, 'r+')
  let cancelSync: (() => void) | undefined

  return {
    found,
    raise(seqNo) {
      writeSync(handle, line(seqNo), 0)
      cancelSync ??= clock.after(SYNC_EVERY_MS, () => {
        cancelSync = undefined
        // What fails here only makes the check at the next start know less.
        fdatasync(handle, () => undefined)
      })
    },
    close() {
      cancelSync?.()
      closeSync(handle)
    },
  }
}

function line(seqNo: number) {
  const digits = String(seqNo).padStart(16, '0')
  return `${digits} ${crc32(digits).toString(16).padStart(8, '0')}\n`
}

function parse(text: string) {
  const seqNo = Number.parseInt(text, 10)
  return Number.isSafeInteger(seqNo) && line(seqNo) === text ? seqNo : 0
}
