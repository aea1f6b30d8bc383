const STEPS_PER_DOUBLING = 4
const SLOTS = 96
const SMALLEST_MS = 0.01
const FORGET_AFTER = 8192

/** Percentiles of recent durations, about a tenth exact, in a few hundred bytes. */
export type Latency = {
  add(durationMs: number): void
  /** Milliseconds that this share of the durations stayed under; 0 before the first. */
  percentile(share: number): number
}

/** Slots that grow by a fourth of a doubling each; what is old counts half after some thousands. */
export function createLatency(): Latency {
  const slots = new Float64Array(SLOTS)
  let total = 0
  let lastMs = 0
  let index = 0
  return {
    add(durationMs) {
      // What was accepted together and settled together took the same time.
      if (durationMs !== lastMs) {
        const slot = durationMs <= SMALLEST_MS ? 0 : Math.ceil(Math.log2(durationMs / SMALLEST_MS) * STEPS_PER_DOUBLING)
        index = Math.min(slot, SLOTS - 1)
        lastMs = durationMs
      }
      slots[index] = (slots[index] ?? 0) + 1
      if (++total < FORGET_AFTER) return
      total = 0
      for (let each = 0; each < SLOTS; each++) total += slots[each] = (slots[each] ?? 0) / 2
    },
    percentile(share) {
      if (total === 0) return 0
      let below = 0
      for (let index = 0; index < SLOTS; index++) {
        below += slots[index] ?? 0
        if (below >= total * share) return SMALLEST_MS * 2 ** (index / STEPS_PER_DOUBLING)
      }
      return SMALLEST_MS * 2 ** (SLOTS / STEPS_PER_DOUBLING)
    },
  }
}
