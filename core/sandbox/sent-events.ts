import { KEPT_EVENT_BYTES } from './protocol.ts'

/** What a runner was sent and still has: its end is core/sandbox/runner/kept-events.ts. */
export type SentEvents = {
  /** Begins a frame, and answers where its events will begin, counted from the first byte ever sent. */
  begin(): number
  /** Where an event is; one that the runner does not have goes into the frame. */
  place(bytes: Uint8Array): number
  /** The events of this frame. */
  fresh(): Uint8Array
}

/** Nothing was sent. Events are told apart by their bytes, not by their numbers: one that was merged has others than before. */
export function createSentEvents(keptBytes = KEPT_EVENT_BYTES): SentEvents {
  /** In the order they were sent. */
  const starts = new Map<Uint8Array, number>()
  let list: Uint8Array[] = []
  let end = 0
  let offset = 0

  return {
    begin() {
      list = []
      offset = end
      for (const [bytes, start] of starts) {
        if (start >= offset - keptBytes) break
        starts.delete(bytes)
      }
      return offset
    },
    place(bytes) {
      const known = starts.get(bytes)
      if (known !== undefined) return known
      const start = end
      starts.set(bytes, start)
      list.push(bytes)
      end += bytes.length
      return start
    },
    fresh: () => Buffer.concat(list, end - offset),
  }
}
