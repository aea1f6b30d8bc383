import type { UnifiedEvent } from '../../../schemas/types.ts'
import type { StoredEvent } from '../../store/store.ts'

/** Tells who hands an event in what became of it; `note` is told of every accepted event. */
export function createAccepted() {
  const waiting = new Map<string, (event: UnifiedEvent) => void>()

  return {
    /** Hands an event of this id in, and answers it as it was accepted. Rejects with what `hand` rejects with. */
    async of(eventId: string, hand: () => Promise<void>): Promise<UnifiedEvent> {
      const accepted = new Promise<UnifiedEvent>((resolve) => waiting.set(eventId, resolve))
      try {
        await hand()
        return await accepted
      } finally {
        waiting.delete(eventId)
      }
    },
    note(events: readonly StoredEvent[]) {
      if (waiting.size === 0) return
      for (const { event } of events) waiting.get(event.eventId)?.(event)
    },
  }
}

export type Accepted = ReturnType<typeof createAccepted>
