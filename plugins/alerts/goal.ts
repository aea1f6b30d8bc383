import type { EventOf } from '#sdk'
import { emitterOf } from '#sdk/emitter'
import type { Alert } from './alert.ts'
import type { AlertSettings } from './settings.ts'

/** The card of a goal that was reached, as the plugin goals tells of it, or who tries it out; undefined for what another plugin says. */
export function goalAlert(event: EventOf<'custom'>, { show, texts }: AlertSettings): Alert | undefined {
  const { name, data = {} } = event.payload
  const isTold = emitterOf(event) === 'goals' || event.source === 'simulator'
  if (!isTold || name !== 'streaming.goal.completed' || typeof data.title !== 'string') return undefined
  return {
    ...show,
    id: event.eventId,
    key: `goal:${event.eventId}`,
    kind: 'goal',
    name: data.title,
    line: texts.goal,
    at: event.ingestedAt,
  }
}
