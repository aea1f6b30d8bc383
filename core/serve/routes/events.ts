import { EVENT_TYPES, type EventSource, type EventType } from '../../../schemas/types.ts'
import { CURSOR, LIMIT, ref } from '../describe/ref.ts'
import type { Problem } from '../problem.ts'
import type { EventsWanted, ServeParts } from '../serve.ts'
import { READERS } from './roles.ts'
import type { Route, RouteContext } from './route.ts'

const CONDITIONS = {
  limit: LIMIT,
  cursor: { ...CURSOR, pattern: '^[0-9]{1,15}$' },
  order: { enum: ['asc', 'desc'], description: 'desc, the newest first, unless said' },
  types: { type: 'string', maxLength: 500, description: 'Types of events, with commas between: `gift,chat`' },
  user: { type: 'string', minLength: 1, maxLength: 200, description: 'userId, or the handle with @ in front' },
  q: { type: 'string', minLength: 1, maxLength: 200, description: 'Text in what was said, done or in a name; capitals do not matter' },
  source: { $ref: 'unified-event.v1.schema.json#/definitions/EventSource' },
  since: { type: 'string', format: 'date-time', description: 'Accepted then or later' },
  until: { type: 'string', format: 'date-time', description: 'Accepted before' },
}

/** The query as its schema proves it. */
type Asked = {
  readonly limit?: number
  readonly cursor?: string
  readonly order?: 'asc' | 'desc'
  readonly types?: string
  readonly session?: string
  readonly user?: string
  readonly q?: string
  readonly source?: EventSource
  readonly since?: string
  readonly until?: string
}

/**
 * GET /api/events and /api/sessions/<number or id>/events: the log, page by page, with conditions that hold at once. GET /api/events/<seqNo>: one event, as
 * the log has it now.
 */
export function eventRoutes({ events }: Pick<ServeParts, 'events'>): readonly Route[] {
  const page = (context: RouteContext, session: string | undefined) => {
    const wanted = wantedOf(context.get('query') as Asked)
    if ('code' in wanted) return wanted
    return context.json(events.page({ ...wanted, ...(session !== undefined && { session }) }))
  }

  return [
    {
      method: 'GET',
      path: '/api/events',
      allow: READERS,
      operation: {
        id: 'listEvents',
        tag: 'events',
        summary: 'The log, page by page',
        query: { properties: { ...CONDITIONS, session: { type: 'string', minLength: 1, maxLength: 100, description: 'Number or id' } } },
        answer: { schema: ref('events', 'EventPage') },
        problems: ['SESSION_UNKNOWN'],
      },
      handle: (context) => page(context, (context.get('query') as Asked).session),
    },
    {
      method: 'GET',
      path: '/api/events/:seqNo{\\d{1,15}}',
      allow: READERS,
      operation: {
        id: 'showEvent',
        tag: 'events',
        summary: 'One event, as the log has it now',
        answer: { schema: ref('events', 'EventAnswer') },
        problems: ['EVENT_UNKNOWN'],
      },
      handle: (context) => context.json({ event: events.show(Number(context.req.param('seqNo'))) }),
    },
    {
      method: 'GET',
      path: '/api/sessions/:id/events',
      allow: READERS,
      operation: {
        id: 'listSessionEvents',
        tag: 'events',
        summary: 'The events of one session, page by page',
        query: { properties: CONDITIONS },
        answer: { schema: ref('events', 'EventPage') },
        problems: ['SESSION_UNKNOWN'],
      },
      handle: (context) => page(context, context.req.param('id') ?? ''),
    },
  ]
}

function wantedOf(asked: Asked): EventsWanted | Problem {
  const { limit = 100, order = 'desc', q, since, until, types, ...rest } = asked
  const names = types?.split(',') ?? []
  const unknown = names.find((name) => !isEventType(name))
  if (unknown !== undefined) return { code: 'REQUEST_INVALID', detail: `"${unknown.slice(0, 40)}" is not an event type`, path: '/types' }
  return {
    ...{ limit, order, ...rest },
    ...(types !== undefined && { types: names.filter(isEventType) }),
    ...(q !== undefined && { text: q }),
    ...(since !== undefined && { sinceMs: Date.parse(since) }),
    ...(until !== undefined && { untilMs: Date.parse(until) }),
  }
}

const isEventType = (name: string): name is EventType => EVENT_TYPES.some((type) => type === name)
