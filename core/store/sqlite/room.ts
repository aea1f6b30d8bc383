import { dirname, join } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import { crashPoint } from '../../base/crash-point.ts'
import type { Logger } from '../../base/log.ts'
import type { RoomFact, StoreRoom } from '../store.ts'
import { type Ballast, createBallast } from './ballast.ts'
import { writeFailure } from './failure.ts'
import { freeBytes, hasRoomFor } from './free-room.ts'

// enough: everything can be written.
// short: a commit found the disk full, and goes on in what the ballast gave.
// full: that is used up as well, or there was none.
// From short and full it goes back to enough once there is room for the ballast again, and more.

/** The room on the disk of the store. */
export type Room = {
  state(): StoreRoom
  /** Runs a write; once more in the ballast's place when the disk is full. Throws what the write throws. */
  attempt<R>(write: () => R): R
  /** The same function, each call of it an attempt. */
  guarded<A extends readonly unknown[], R>(write: (...parameters: A) => R): (...parameters: A) => R
  /** Resolves when nothing is written any more. */
  stop(): Promise<void>
}

const MEBIBYTE = 1024 * 1024
/** Beside the ballast, or the first commit would use it up again. */
const MARGIN_BYTES = 16 * MEBIBYTE
const LOW_BYTES = 200 * MEBIBYTE
/** Above this, a disk that was low is so no more. */
const AMPLE_BYTES = 250 * MEBIBYTE
const FIRST_LOOK_MS = 2000
const LOOK_MS = 30_000
const URGENT_LOOK_MS = 1000
/** Room that was found and then was none is looked for more and more seldom. */
const LAST_URGENT_LOOK_MS = 60_000

/** The room of a store's file, with a ballast of so many bytes beside it if they are given. */
export function openRoom(
  file: string,
  options: {
    readonly clock: Clock
    readonly log: Logger | undefined
    readonly ballastBytes: number | undefined
    readonly onFact: ((fact: RoomFact) => void) | undefined
  },
): Room {
  const { clock, log, ballastBytes: bytes = 0, onFact = () => {} } = options
  const folder = dirname(file)
  return createRoom({
    ballast: bytes > 0 ? createBallast(join(folder, 'ballast'), bytes) : undefined,
    isFull: (error) => writeFailure(error, file).code === 'STORE_FULL',
    isFullAtStart: !hasRoomFor(file),
    free: () => freeBytes(folder),
    ...{ bytes, clock, log, onFact },
  })
}

/** Watches the disk, and gives and takes the ballast; `bytes` is its size. Without one, a commit that succeeds says that there is room. */
export function createRoom(parts: {
  readonly ballast: Ballast | undefined
  /** Whether an error says that the disk is full. */
  readonly isFull: (error: unknown) => boolean
  readonly bytes: number
  readonly free: () => Promise<number>
  readonly clock: Clock
  readonly log: Logger | undefined
  readonly onFact: (fact: RoomFact) => void
  /** Found before anything was opened, which needs room as well. */
  readonly isFullAtStart?: boolean
}): Room {
  const { ballast, bytes, clock, log, onFact } = parts
  let state: StoreRoom = 'enough'
  let isLow = false
  let urgentMs = URGENT_LOOK_MS
  let madeAt = Number.NEGATIVE_INFINITY
  let isStopped = false
  let cancel = ballast && clock.after(FIRST_LOOK_MS, () => void look())

  function become(next: StoreRoom) {
    if (state === next) return
    state = next
    onFact({ kind: next })
    if (next !== 'enough') lookIn(urgentMs)
  }

  function lookIn(delayMs: number) {
    cancel?.()
    if (ballast && !isStopped) cancel = clock.after(delayMs, () => void look())
  }

  async function look() {
    try {
      const freeBytes = await parts.free()
      if (isStopped) return
      tellLow(freeBytes)
      if (!ballast?.isThere() && freeBytes >= bytes + MARGIN_BYTES) await takeBallast()
    } catch (error) {
      log?.warn({ error }, 'The room on the disk cannot be looked after')
    }
    lookIn(state === 'enough' ? LOOK_MS : urgentMs)
  }

  async function takeBallast() {
    if (!(await ballast?.make())) return
    crashPoint('ballast.made')
    madeAt = clock.now()
    become('enough')
  }

  function tellLow(freeBytes: number) {
    if (!isLow && freeBytes < LOW_BYTES && state === 'enough') onFact({ kind: 'low', freeBytes })
    isLow = freeBytes < (isLow ? AMPLE_BYTES : LOW_BYTES)
  }

  /** True when there is room now that was none before. */
  function giveBallast(): boolean {
    const isGiven = ballast?.give() ?? false
    if (isGiven) {
      crashPoint('ballast.given')
      const isSoon = clock.now() - madeAt < LAST_URGENT_LOOK_MS
      urgentMs = isSoon ? Math.min(LAST_URGENT_LOOK_MS, 2 * urgentMs) : URGENT_LOOK_MS
    }
    become(isGiven ? 'short' : 'full')
    return isGiven
  }

  function written<R>(result: R): R {
    if (state === 'full') become(ballast ? 'short' : 'enough')
    return result
  }

  function attempt<R>(write: () => R): R {
    try {
      return written(write())
    } catch (error) {
      if (!parts.isFull(error) || !giveBallast()) throw error
    }
    return written(write())
  }

  if (parts.isFullAtStart) giveBallast()
  return {
    state: () => state,
    attempt,
    guarded:
      (write) =>
      (...parameters) =>
        attempt(() => write(...parameters)),
    async stop() {
      isStopped = true
      cancel?.()
      await ballast?.stop()
    },
  }
}
