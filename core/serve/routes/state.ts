import type { ServeParts } from '../serve.ts'
import type { Route } from './route.ts'

const READERS = ['admin', 'moderator', 'game'] as const
const MAX_EVENTS = 1_000

/** What the host says of itself: GET /health, /status and /api/logs. */
export function stateRoutes({ health, status, latest }: Pick<ServeParts, 'health' | 'status' | 'latest'>): readonly Route[] {
  return [
    {
      // Open, for watchdogs; so it tells neither version nor path.
      method: 'GET',
      path: '/health',
      allow: 'everyone',
      handle: (context) => {
        const state = health()
        return context.json(state, state.status === 'ok' ? 200 : 503)
      },
    },
    { method: 'GET', path: '/status', allow: READERS, handle: (context) => context.json(status()) },
    {
      // The newest events, newest first; ?limit= is 1 to 1,000, and 100 when left out.
      method: 'GET',
      path: '/api/logs',
      allow: READERS,
      handle: (context) => {
        const limit = Number(context.req.query('limit') ?? 100)
        const isValid = Number.isInteger(limit) && limit >= 1 && limit <= MAX_EVENTS
        if (!isValid) return { code: 'REQUEST_INVALID', detail: `limit is a whole number from 1 to ${MAX_EVENTS}` }
        return context.json({ events: latest(limit) })
      },
    },
  ]
}
