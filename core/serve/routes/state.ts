import { LIMIT, ref } from '../describe/ref.ts'
import type { ServeParts } from '../serve.ts'
import type { Route } from './route.ts'

const READERS = ['admin', 'moderator', 'game'] as const

/** What the host says of itself: GET /health, /status and /api/logs. */
export function stateRoutes({ health, status, latest }: Pick<ServeParts, 'health' | 'status' | 'latest'>): readonly Route[] {
  return [
    {
      // Open, for watchdogs; so it tells neither version nor path.
      method: 'GET',
      path: '/health',
      allow: 'everyone',
      operation: {
        id: 'health',
        tag: 'host',
        summary: 'One word for watchdogs; 503 with the part that fails',
        answer: { also: [503], schema: ref('host', 'Health') },
      },
      handle: (context) => {
        const state = health()
        return context.json(state, state.status === 'ok' ? 200 : 503)
      },
    },
    {
      method: 'GET',
      path: '/status',
      allow: READERS,
      operation: { id: 'status', tag: 'host', summary: 'The state of every part', answer: { schema: ref('host', 'HostStatus') } },
      handle: (context) => context.json(status()),
    },
    {
      method: 'GET',
      path: '/api/logs',
      allow: READERS,
      operation: {
        id: 'latestEvents',
        tag: 'events',
        summary: 'The newest events, newest first',
        query: { type: 'object', properties: { limit: LIMIT } },
        answer: { schema: ref('events', 'LatestEvents') },
      },
      handle: (context) => {
        // Proved by the schema.
        const { limit = 100 } = context.get('query') as { limit?: number }
        return context.json({ events: latest(limit) })
      },
    },
  ]
}
