import type { StoredEvent } from '../store/store.ts'
import type { Marks } from './schedule.ts'

const STRETCH_MAX = 128
const HOLE_MAX = 8

/** A stretch of the log, and where to go on. */
export type Stretch = { readonly events: readonly StoredEvent[]; readonly next: number }

/** Reads what a plugin has pending in the log, a stretch at a time; what the log has lost is reported. */
export type LogReader = {
  /** Pending events from a number up to another; undefined when there are none. */
  pending(from: number, upTo: number): Stretch | undefined
  /** Every event from a number up to another. */
  all(from: number, upTo: number): Stretch
}

/** A reader of one plugin. */
export function createLogReader(parts: {
  read: (fromSeqNo: number, limit: number) => readonly StoredEvent[]
  marks: Marks
  onLost: (seqNo: number) => void
}): LogReader {
  const { read, marks, onLost } = parts

  function all(from: number, upTo: number): Stretch {
    const end = Math.min(upTo, from + STRETCH_MAX - 1)
    const events = read(from, end - from + 1).filter(({ seqNo }) => seqNo <= end)
    let expected = from
    for (const { seqNo } of events) {
      while (expected < seqNo) onLost(expected++)
      expected++
    }
    while (expected <= end) onLost(expected++)
    return { events, next: end + 1 }
  }

  return {
    all,
    pending(from, upTo) {
      let first: number | undefined
      let last = 0
      for (const seqNo of marks.pending(from)) {
        if (seqNo > upTo || (first !== undefined && (seqNo - last > HOLE_MAX || seqNo - first >= STRETCH_MAX))) break
        first ??= seqNo
        last = seqNo
      }
      if (first === undefined) return undefined
      const stretch = all(first, last)
      return { events: stretch.events.filter(({ seqNo }) => marks.isPending(seqNo)), next: stretch.next }
    },
  }
}
