import { EVENT_TYPES, type EventType, TRIGGER_ID } from '../../schemas/types.ts'
import type { TallyReading, TypeCounts } from './schedule.ts'
import { createSlots } from './slots.ts'

/** Counters of one plugin; they outlive its lane. */
export type Tally = {
  /** `slot` of slots.ts for the duration. */
  completed(trigger: number, durationMs: number, slot: number): void
  failed(): void
  dead(trigger: number): void
  /** `hasRun`: it was tried, and is not tried again. */
  discarded(trigger: number, reason: string, hasRun: boolean): void
  read(): TallyReading
  clear(): void
}

const TYPES = Math.max(...Object.values(TRIGGER_ID)) + 1

/** Nothing counted. Arrays by the number of the event type, so that counting costs the hot path next to nothing. */
export function createTally(): Tally {
  const completed = new Float64Array(TYPES)
  const lost = new Float64Array(TYPES)
  const dropped = new Float64Array(TYPES)
  const slots = createSlots()
  let reasons: Record<string, number> = {}
  // A number with a fraction that changes costs an allocation, unless it is in an array.
  const sums = new Float64Array(1)
  let failed = 0
  let dead = 0

  const add = (counts: Float64Array, trigger: number) => {
    counts[trigger] = (counts[trigger] ?? 0) + 1
  }
  const typeCounts = (type: EventType): TypeCounts => {
    const trigger = TRIGGER_ID[type]
    return { completed: completed[trigger] ?? 0, failed: lost[trigger] ?? 0, discarded: dropped[trigger] ?? 0 }
  }

  return {
    completed(trigger, durationMs, slot) {
      sums[0] = (sums[0] ?? 0) + durationMs
      add(completed, trigger)
      add(slots, slot)
    },
    failed() {
      failed++
    },
    dead(trigger) {
      dead++
      add(lost, trigger)
    },
    discarded(trigger, reason, hasRun) {
      reasons[reason] = (reasons[reason] ?? 0) + 1
      add(hasRun ? lost : dropped, trigger)
    },
    read: () => ({
      completed: total(completed),
      failed,
      dead,
      lost: total(lost),
      discarded: { ...reasons },
      sumMs: sums[0] ?? 0,
      slots: slots.slice(),
      perType: Object.fromEntries(
        EVENT_TYPES.map((type) => [type, typeCounts(type)] as const).filter(([, counts]) =>
          Object.values(counts).some((count) => count > 0),
        ),
      ),
    }),
    clear() {
      for (const counts of [completed, lost, dropped, slots, sums]) counts.fill(0)
      reasons = {}
      failed = 0
      dead = 0
    },
  }
}

const total = (counts: Float64Array) => counts.reduce((sum, count) => sum + count, 0)
