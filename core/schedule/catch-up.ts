import type { Clock } from '../base/clock.ts'
import type { StoredEvent } from '../store/store.ts'
import type { LogReader } from './log-reader.ts'
import type { Marks } from './schedule.ts'

const SLICE = 512
/** When there is no room, it looks again so much later. */
const ROOM_MS = 20

/** Reads what a plugin was not offered yet, or had not settled, up to the newest event. Until then new events wait in the log. */
export type CatchUp = {
  start(): void
  /** New events follow, the first with this number; what is missing before it is read. */
  begin(seqNo: number): void
  isRunning(): boolean
  stop(): void
}

/** Running from the beginning on, so that nothing is taken before `start`. */
export function createCatchUp(parts: {
  marks: Marks
  reader: LogReader
  head: () => number
  clock: Clock
  /** `isKnown`: it was considered before, and is pending. */
  takeUp: (stored: StoredEvent, isKnown: boolean) => void
  onSlice: () => void
  /** More may be taken up. */
  hasRoom: () => boolean
}): CatchUp {
  const { marks, reader, clock } = parts
  /** Of what was considered before, only what is pending counts. */
  let known = 0
  /** The next number to read. */
  let cursor: number | undefined = 0
  let isStopped = false
  let cancel: (() => void) | undefined

  function readFrom(seqNo: number) {
    cursor = seqNo
    slice()
  }

  /** Reads some, then lets others have the thread. */
  function slice() {
    if (!parts.hasRoom()) {
      cancel = clock.after(ROOM_MS, slice)
      return
    }
    const end = parts.head()
    for (let read = 0; cursor !== undefined && read < SLICE; ) {
      const stretch = cursor <= known ? reader.pending(cursor, known) : undefined
      if (!stretch) cursor = Math.max(cursor, known + 1)
      if (!stretch && cursor > end) {
        cursor = undefined
        break
      }
      const { events, next } = stretch ?? reader.all(cursor, end)
      for (const stored of events) parts.takeUp(stored, stored.seqNo <= known)
      cursor = next
      read += events.length
    }
    cancel = cursor === undefined ? undefined : clock.after(0, slice)
    parts.onSlice()
  }

  return {
    start() {
      if (isStopped) return
      known = marks.considered()
      readFrom(marks.mark() + 1)
    },
    begin(seqNo) {
      if (cursor === undefined && seqNo > marks.considered() + 1) readFrom(marks.considered() + 1)
    },
    isRunning: () => cursor !== undefined,
    stop() {
      isStopped = true
      cancel?.()
    },
  }
}
