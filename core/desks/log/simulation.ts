import { randomUUID } from 'node:crypto'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import { simulatedDraft } from '../../ingest/simulator/simulated.ts'
import type { SourceDoor } from '../../ingest/source.ts'
import type { StoredEvent } from '../../store/store.ts'

/** The stream of events that somebody asks for. */
export const SIMULATIONS = 'simulator:api'

type Waiting = (event: UnifiedEvent) => void

/** Hands in events that somebody asks for, in a session of their own, and answers each as it was accepted. `assertOpen` throws when it is no time for that. */
export function createSimulation(door: SourceDoor, assertOpen: () => void = () => {}) {
  const waiting = new Map<string, Waiting>()
  let isOpen = false

  function open() {
    if (!isOpen) door.openSession({ streamId: SIMULATIONS, name: 'Simulated events', source: 'simulator' })
    isOpen = true
  }

  return {
    /** Rejects with EVENT_INVALID, where `detail.path` names the field; and with what `assertOpen` throws. */
    async simulate(eventType: string, input: Readonly<Record<string, unknown>>): Promise<UnifiedEvent> {
      assertOpen()
      const draft = simulatedDraft(eventType, input)
      open()
      const eventId = `simulator:api:${randomUUID()}`
      const accepted = new Promise<UnifiedEvent>((resolve) => waiting.set(eventId, resolve))
      try {
        await door.ingest([{ ...draft, eventId }])
        return await accepted
      } finally {
        waiting.delete(eventId)
      }
    },
    accepted(events: readonly StoredEvent[]) {
      if (waiting.size === 0) return
      for (const { event } of events) waiting.get(event.eventId)?.(event)
    },
  }
}
