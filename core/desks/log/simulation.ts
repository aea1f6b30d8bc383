import { randomUUID } from 'node:crypto'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import { simulatedDraft } from '../../ingest/simulator/simulated.ts'
import type { SourceDoor } from '../../ingest/source.ts'
import { createAccepted } from './accepted.ts'

/** The stream of events that somebody asks for. */
export const SIMULATIONS = 'simulator:api'

/** Hands in events that somebody asks for, in a session of their own, and answers each as it was accepted. `assertOpen` throws when it is no time for that. */
export function createSimulation(door: SourceDoor, assertOpen: () => void = () => {}) {
  const accepted = createAccepted()
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
      return accepted.of(eventId, () => door.ingest([{ ...draft, eventId }]))
    },
    accepted: accepted.note,
  }
}
