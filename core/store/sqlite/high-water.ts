import { closeSync, existsSync, fdatasync, openSync, readFileSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import type { Clock } from '../../base/clock.ts'
import { crashPoint } from '../../base/crash-point.ts'
import { HostError } from '../../base/errors.ts'
import type { Logger } from '../../base/log.ts'

/** The highest number ever committed, kept outside the database. */
export type HighWater = {
  /** As found at the start; 0 when there was none, or it cannot be understood. */
  readonly found: number
  /** Never throws: what it is called for is committed already. */
  raise(seqNo: number): void
  close(): void
}

const SYNC_EVERY_MS = 1000

/**
 * Notes the highest committed number in a second file, so that a database that lost its newest commits is noticed:
 * a WAL with a flipped bit opens without complaint and with less in it. Written after each commit and synced once a second,
 * it knows of every commit after a crash of the process, and of all but the last second after a power cut.
 */
export function createHighWater(file: string, { clock, log }: { readonly clock: Clock; readonly log?: Logger | undefined }): HighWater {
  const handle = open(file)
  const found = parse(readFileSync(file, 'latin1'))
  let cancelSync: (() => void) | undefined
  let isTold = false

  function tell(error: unknown) {
    if (!isTold) log?.warn({ error, file }, 'The highest committed number cannot be noted; a loss would not be noticed')
    isTold = true
  }

  return {
    found,
    raise(seqNo) {
      try {
        crashPoint('mark.before')
        writeSync(handle, line(seqNo), 0)
        crashPoint('mark.after')
      } catch (error) {
        return tell(error)
      }
      cancelSync ??= clock.after(SYNC_EVERY_MS, () => {
        cancelSync = undefined
        fdatasync(handle, (error) => error && tell(error))
      })
    },
    close() {
      cancelSync?.()
      closeSync(handle)
    },
  }
}

/** The number in a mark's file; 0 when there is none, or it cannot be understood. */
export function readMark(file: string): number {
  return existsSync(file) ? parse(readFileSync(file, 'latin1')) : 0
}

function open(file: string) {
  try {
    closeSync(openSync(file, 'a', 0o600))
    return openSync(file, 'r+')
  } catch (cause) {
    throw new HostError('DATA_UNREADABLE', 'The data folder cannot be read and written', { file }, cause)
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
