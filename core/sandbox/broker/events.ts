import { EVENT_TYPES, type EventType, type UnifiedEvent } from '../../../schemas/types.ts'
import { numberOf, recordOf, textOf, textsOf, wholeOf } from './arguments.ts'
import { type Asker, PowerError, type PowersOf } from './power.ts'
import { notGranted } from './refusal.ts'

/** What of the log a plugin wants, and may have. */
export type LookedUp = {
  readonly types: readonly EventType[]
  readonly sessionId?: string
  readonly userId?: string
  /** Milliseconds since 1970; accepted then or later. */
  readonly sinceMs?: number
  /** Behind this number, or before it where the newest come first. */
  readonly after?: number
  readonly order: 'asc' | 'desc'
  readonly limit: number
}
export type LookUp = (wanted: LookedUp) => Promise<readonly UnifiedEvent[]>

const MAX_EVENTS = 500
const USUAL_EVENTS = 100
const MAX_BYTES = 192 * 1024

/** Looks into the log, by types of events that were granted. */
export function createEventPowers(lookUp: LookUp): PowersOf<'events'> {
  return {
    'events.query': async (asker, [given]) => {
      const wanted = readWanted(recordOf(given, 'The query'))
      checkGrants(asker, wanted.types)
      return { value: asManyAsFit(await lookUp(wanted)) }
    },
  }
}

function checkGrants({ plugin, grants, used }: Asker, types: readonly EventType[]): void {
  const granted: readonly string[] = grants().events ?? []
  for (const type of types) if (!granted.includes('*') && !granted.includes(type)) throw notGranted(plugin, 'events', type)
  for (const type of types) used('events', type)
}

function readWanted({
  types,
  sessionId,
  userId,
  since,
  after,
  order = 'desc',
  limit = USUAL_EVENTS,
}: Readonly<Record<string, unknown>>): LookedUp {
  if (order !== 'asc' && order !== 'desc') throw new PowerError('TypeError', 'The order of events is "asc" or "desc"')
  return {
    types: readTypes(types),
    ...(sessionId !== undefined && { sessionId: textOf(sessionId, 'A sessionId') }),
    ...(userId !== undefined && { userId: textOf(userId, 'A userId') }),
    ...(since !== undefined && { sinceMs: numberOf(Date.parse(textOf(since, 'A time')), 'A time') }),
    ...(after !== undefined && { after: wholeOf(after, 'A number of events', { max: Number.MAX_SAFE_INTEGER }) }),
    order,
    limit: Math.max(1, wholeOf(limit, 'The limit of events', { max: MAX_EVENTS })),
  }
}

function readTypes(given: unknown): readonly EventType[] {
  const types = textsOf(given, 'The types of events', { max: EVENT_TYPES.length })
  const unknown = types.find((type) => !isEventType(type))
  if (unknown !== undefined) throw new PowerError('TypeError', `There is no event type ${JSON.stringify(unknown.slice(0, 60))}`)
  if (types.length === 0) throw new PowerError('TypeError', 'Name the types of events that are wanted')
  return types.filter(isEventType)
}

const isEventType = (type: string): type is EventType => EVENT_TYPES.some((known) => known === type)

function asManyAsFit(events: readonly UnifiedEvent[]): readonly UnifiedEvent[] {
  let bytes = 0
  const tooMany = events.findIndex((event) => {
    bytes += Buffer.byteLength(JSON.stringify(event)) + 1
    return bytes > MAX_BYTES
  })
  return tooMany < 0 ? events : events.slice(0, tooMany)
}
