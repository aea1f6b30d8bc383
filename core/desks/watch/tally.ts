import { EVENT_TYPES, type EventType, TRIGGER_ID } from '../../../schemas/types.ts'
import type { StoredEvent } from '../../store/store.ts'

/** Counts accepted events by type since the start: one addition an event. */
export function createTally() {
  const counts = new Float64Array(Math.max(...Object.values(TRIGGER_ID)) + 1)
  return {
    note(events: readonly StoredEvent[]) {
      for (const { event } of events) {
        const id = TRIGGER_ID[event.eventType]
        counts[id] = (counts[id] ?? 0) + 1
      }
    },
    counts: () =>
      Object.fromEntries(EVENT_TYPES.map((type) => [type, counts[TRIGGER_ID[type]] ?? 0])) as Readonly<Record<EventType, number>>,
  }
}

export type Tally = ReturnType<typeof createTally>
