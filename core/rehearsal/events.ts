import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { EVENT_TYPES, type EventOf, type EventType, type UnifiedEvent } from '../../schemas/types.ts'
import { HostError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import { validate } from '../base/validate.ts'

const FIXTURES = new URL('../../schemas/fixtures/', import.meta.url)
const MAX_RECORDED = 100_000

/** The canonical event of a type, with some fields of its payload and envelope put differently. Rejects with EVENT_INVALID. */
export async function fixtureOf(
  type: EventType,
  payload: Readonly<Record<string, unknown>> = {},
  envelope: Partial<UnifiedEvent> = {},
): Promise<UnifiedEvent> {
  if (!EVENT_TYPES.includes(type)) throw new HostError('EVENT_INVALID', `"${type}" is not an event type${meantBy(type)}`, {})
  const file = fileURLToPath(new URL(`${type}.json`, FIXTURES))
  // scripts/validate-fixtures.ts proves that each file holds what its name says.
  const canonical = JSON.parse(await readFile(file, 'utf8')) as EventOf<EventType>
  return checked({ ...canonical, ...envelope, payload: { ...Object(canonical.payload), ...payload } }, `A ${type} event`)
}

function meantBy(type: string): string {
  const meant = nearest(type, EVENT_TYPES)
  return meant === undefined ? '' : `; did you mean "${meant}"?`
}

/**
 * Events of a file, one JSON object a line: events themselves, or what `start --json` tells, of which the events are taken.
 * What npm writes before it is passed over. Rejects with EVENT_INVALID, which names the line.
 */
export async function recordedEvents(file: string): Promise<readonly UnifiedEvent[]> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new HostError('USAGE', `${file} cannot be read (${cause.code})`, { file }, cause)
  })
  const events = text.split('\n').flatMap((line, index) => eventOf(line, `${file}:${index + 1}`))
  if (events.length === 0) throw new HostError('EVENT_INVALID', `${file} has no events`, { file })
  if (events.length > MAX_RECORDED) throw new HostError('EVENT_INVALID', `${file} has more than ${MAX_RECORDED} events`, { file })
  return events
}

function eventOf(line: string, place: string): readonly UnifiedEvent[] {
  if (line.trim() === '' || line.startsWith('> ')) return []
  const value = parsed(line, place) as { event?: unknown; eventType?: unknown }
  if (value.event === undefined && value.eventType === undefined) return []
  return [checked(value.event ?? value, place)]
}

function parsed(line: string, place: string): object {
  try {
    return Object(JSON.parse(line))
  } catch (cause) {
    throw new HostError('EVENT_INVALID', `${place} is not JSON`, {}, cause)
  }
}

function checked(event: unknown, what: string): UnifiedEvent {
  const verdict = validate('unified-event', event)
  if (!verdict.ok) throw new HostError('EVENT_INVALID', `${what}: ${verdict.message}`, { path: verdict.pointer })
  return verdict.value
}
