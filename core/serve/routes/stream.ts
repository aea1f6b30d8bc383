import { readTopics, readTypes } from '../demand.ts'
import type { createHub } from '../hub.ts'
import type { Problem } from '../problem.ts'
import { STREAM_HEADERS, type StreamDemand } from '../sse.ts'
import { READERS } from './roles.ts'
import type { Route, RouteContext } from './route.ts'

const QUERY = {
  types: {
    type: 'string',
    minLength: 1,
    maxLength: 400,
    description: 'Types of events with a comma between them; all of them when left out',
  },
  after: {
    ...{ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    description: 'First what came after this seqNo; the header Last-Event-ID goes before it',
  },
  topics: {
    ...{ type: 'string', minLength: 1, maxLength: 4_000 },
    description: 'What plugins publish: plugin.topic, plugin.* or *, with a comma between them; none when left out',
  },
}

/** GET /api/events/stream: events and what plugins publish, as they come, for who has no WebSocket. */
export function streamRoutes({ stream }: Pick<ReturnType<typeof createHub>, 'stream'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/events/stream',
      allow: READERS,
      operation: {
        id: 'streamEvents',
        tag: 'events',
        summary: 'Server-sent events, from now on or behind the Last-Event-ID; the data of each is a message of /ws',
        query: { properties: QUERY },
        answer: { type: 'text/event-stream' },
        problems: ['TOO_MANY_STREAMS'],
      },
      handle: (context) => {
        const demand = demandOf(context)
        if ('code' in demand) return demand
        if (context.req.method === 'HEAD') return new Response(null, { headers: STREAM_HEADERS })
        return stream(context.env.outgoing, context.get('principal'), demand) ?? SENT()
      },
    },
  ]
}

/** Tells the adapter that the answer is under way. Made anew, because headers are added to it. */
const SENT = () => new Response(null, { headers: { 'x-hono-already-sent': 'true' } })

function demandOf(context: RouteContext): StreamDemand | Problem {
  // Proved by the schema.
  const query = context.get('query') as { types?: string; after?: number; topics?: string }
  const types = query.types === undefined ? (['*'] as const) : readTypes(query.types)
  if (!types) return { code: 'REQUEST_INVALID', detail: 'types are types of events with a comma between them, or *', path: '/types' }
  const topics = query.topics === undefined ? [] : readTopics(query.topics)
  if (!topics) {
    return {
      code: 'REQUEST_INVALID',
      detail: 'topics are at most 100 like plugin.topic, plugin.* or *, with a comma between them',
      path: '/topics',
    }
  }
  const after = lastEventId(context.req.header('last-event-id')) ?? query.after
  return { types, topics, ...(after !== undefined && { after }) }
}

/** What a browser says when it comes back; whatever is no number of ours is of another log. */
function lastEventId(header: string | undefined): StreamDemand['after'] {
  if (!header) return undefined
  return /^\d{1,15}$/.test(header) ? Number(header) : 'unknown'
}
