import { LIMIT, ref } from '../describe/ref.ts'
import type { ServeParts } from '../serve.ts'
import { READERS } from './roles.ts'
import type { Route } from './route.ts'

/** What the host says of itself: GET /health, /status and /api/logs. */
export function stateRoutes({ health, status, latest }: Pick<ServeParts, 'health' | 'status' | 'latest'>): readonly Route[] {
  return [
    {
      // Open, for watchdogs; so it tells neither version nor path. Who restarts what answers 503 must not end a live for a plugin, an account or a disk, none of
      // which a new start would mend.
      method: 'GET',
      path: '/health',
      allow: 'everyone',
      operation: {
        id: 'health',
        tag: 'host',
        summary: 'One word for watchdogs, and the part that fails; 503 only while it stops',
        answer: { also: [503], schema: ref('host', 'Health') },
      },
      handle: (context) => {
        const state = health()
        return context.json(state, state.status === 'draining' ? 503 : 200)
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
