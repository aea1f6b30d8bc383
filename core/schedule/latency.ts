import { createSlots, percentileOf, slotOf } from './slots.ts'

const FORGET_AFTER = 8192

/** Percentiles of recent durations, about a tenth exact, in a few hundred bytes. */
export type Latency = {
  /** Answers the slot that it was counted in. */
  add(durationMs: number): number
  /** Milliseconds that this share of the durations stayed under; 0 before the first. */
  percentile(share: number): number
}

/** What is old counts half after some thousands. */
export function createLatency(): Latency {
  const slots = createSlots()
  let total = 0
  // A number with a fraction that changes costs an allocation, unless it is in an array.
  const last = new Float64Array(1)
  let index = 0
  return {
    add(durationMs) {
      // What was accepted together and settled together took the same time.
      if (durationMs !== last[0]) {
        index = slotOf(durationMs)
        last[0] = durationMs
      }
      slots[index] = (slots[index] ?? 0) + 1
      if (++total >= FORGET_AFTER) {
        total = 0
        for (let each = 0; each < slots.length; each++) total += slots[each] = (slots[each] ?? 0) / 2
      }
      return index
    },
    percentile: (share) => percentileOf(slots, share, total),
  }
}
