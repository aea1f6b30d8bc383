import type { Clock } from '../../base/clock.ts'
import type { StoredEvent } from '../../store/store.ts'
import type { Source, SourceState } from '../source.ts'
import { acceptedMs } from './recorded.ts'

// States: idle -> connected (it plays) -> ended | failed.

type Parts = {
  /** What is played, in order. */
  readonly slices: AsyncIterable<readonly StoredEvent[]>
  /** Takes events in; resolves once they are durable. */
  readonly hand: (events: readonly StoredEvent[]) => Promise<void>
  /** How many events may be handed in now. */
  readonly room: () => number
  readonly clock: Clock
  /** So many times as fast as it happened, or as fast as there is room. */
  readonly speed: number | 'max'
  readonly streamId: string
}

/** A recorded session as a source. */
export type Replay = Omit<Source, 'stop'> & {
  /** Nothing comes after this resolves; the status then says why. */
  stop(reason?: string): Promise<void>
  /** It played to its end. */
  isWhole(): boolean
  /** Resolves when nothing more comes; rejects with why it could not go on. */
  played(): Promise<void>
  /** Events handed in, and the number of the last one in the log. */
  handed(): { readonly count: number; readonly reached: number }
}

/** How long it waits for room. */
const ROOM_MS = 10
/** It looks again at least this often, however long nothing happened. */
const LONGEST_WAIT_MS = 60_000

/** Plays recorded events at their own pace, or at another; it lags where there is no room, and leaves nothing out. */
export function createReplay({ slices, hand, room, clock, speed, streamId }: Parts): Replay {
  let state: SourceState = 'idle'
  let detail = 'Not started'
  let count = 0
  let reached = 0
  let isWhole = false
  let begin: { readonly at: number; readonly recordedMs: number } | undefined
  let wake = () => {}
  let playing: Promise<void> = Promise.resolve()
  const isStopped = () => state !== 'connected'

  function become(to: SourceState, sentence: string) {
    state = to
    detail = sentence
  }

  function pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(Math.min(delayMs, LONGEST_WAIT_MS), resolve)
      wake = () => {
        cancel()
        resolve()
      }
    })
  }

  /** Milliseconds until it is an event's turn; none or less when it is. */
  function dueInMs({ event }: StoredEvent): number {
    if (speed === 'max') return 0
    begin ??= { at: clock.now(), recordedMs: acceptedMs(event) }
    return begin.at + (acceptedMs(event) - begin.recordedMs) / speed - clock.now()
  }

  function readyOf(events: readonly StoredEvent[]): number {
    const late = events.findIndex((event) => dueInMs(event) > 0)
    return Math.min(room(), late < 0 ? events.length : late)
  }

  async function play() {
    for await (const slice of slices) {
      for (let rest = slice; rest[0]; ) {
        if (isStopped()) return
        const ready = readyOf(rest)
        if (ready <= 0) await pause(Math.max(room() > 0 ? 0 : ROOM_MS, dueInMs(rest[0])))
        else {
          await hand(rest.slice(0, ready))
          count += ready
          reached = rest[ready - 1]?.seqNo ?? reached
          rest = rest.slice(ready)
        }
      }
      if (isStopped()) return
    }
  }

  return {
    start() {
      if (state !== 'idle') return
      become('connected', 'A recorded session is replayed')
      playing = play().then(
        () => {
          if (isStopped()) return
          isWhole = true
          become('ended', 'All of it was replayed')
        },
        (error) => {
          become('failed', error instanceof Error ? error.message : String(error))
          throw error
        },
      )
      // Whoever waits for the end hears of it; nobody has to.
      playing.catch(() => {})
    },
    async stop(reason = 'Stopped') {
      if (state === 'connected' || state === 'idle') become('ended', reason)
      wake()
      await playing.catch(() => {})
    },
    played: () => playing,
    isWhole: () => isWhole,
    handed: () => ({ count, reached }),
    status: () => ({ kind: 'replay', state, detail, streamId, malformed: 0, unknown: 0, reconnects: 0 }),
  }
}
