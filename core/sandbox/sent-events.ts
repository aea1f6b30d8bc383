import { KEPT_EVENT_BYTES } from './protocol.ts'

/** What a runner was sent and still has: its end is core/sandbox/runner/kept-events.ts. */
export type SentEvents = {
  /** Begins a frame, and answers where its events will begin, counted from the first byte ever sent. */
  begin(): number
  /** Where an event is; one that the runner does not have goes into the frame. */
  place(seqNo: number, bytes: Uint8Array): number
  /** The events of this frame. */
  fresh(): Uint8Array
}

/** So many are found again, a power of two; `KEPT_EVENT_BYTES` of usual events are half as many. */
const REMEMBERED = 2 ** 14

/**
 * Nothing was sent. Numbers only say where to look: events are told apart by their bytes, for one that was merged has others than before. A ring, as a Map
 * of so many that come and go takes three times as long.
 */
export function createSentEvents(keptBytes = KEPT_EVENT_BYTES): SentEvents {
  const ring: (Uint8Array | undefined)[] = new Array(REMEMBERED).fill(undefined)
  const starts = new Float64Array(REMEMBERED)
  /** Places in the ring, by the lowest bits of the event's number. */
  const places = new Uint16Array(REMEMBERED)
  let oldest = 0
  let count = 0
  let list: Uint8Array[] = []
  let end = 0
  let offset = 0

  const placeOf = (nth: number) => nth % REMEMBERED

  function forgetOldest() {
    ring[placeOf(oldest)] = undefined
    oldest++
    count--
  }

  return {
    begin() {
      list = []
      offset = end
      while (count > 0 && (starts[placeOf(oldest)] ?? 0) < offset - keptBytes) forgetOldest()
      return offset
    },
    place(seqNo, bytes) {
      const slot = placeOf(seqNo)
      const known = places[slot] ?? 0
      if (ring[known] === bytes) return starts[known] ?? 0
      if (count === REMEMBERED) forgetOldest()
      const at = placeOf(oldest + count)
      const start = end
      ring[at] = bytes
      starts[at] = start
      places[slot] = at
      count++
      list.push(bytes)
      end += bytes.length
      return start
    },
    fresh: () => Buffer.concat(list, end - offset),
  }
}
