import type { ServeParts } from '../serve.ts'
import { wholeNumberOf } from './query.ts'
import type { Route } from './route.ts'

const READERS = ['admin', 'moderator'] as const
const MAX_SESSIONS = 1_000

/** GET /api/sessions: the newest lives and replays; GET /api/sessions/<number or id>: one, with its totals. */
export function sessionRoutes({ sessions }: Pick<ServeParts, 'sessions'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/sessions',
      allow: READERS,
      operation: {
        id: 'listSessions',
        tag: 'sessions',
        summary: 'Lives and replays, newest first',
        query: { type: 'object', properties: { limit: { type: 'integer', minimum: 1, maximum: 1000 } } },
        answer: {},
      },
      handle: (context) => {
        const limit = wholeNumberOf(context, 'limit', { from: 1, to: MAX_SESSIONS })
        if (typeof limit === 'object') return limit
        return context.json({ sessions: sessions.list(limit ?? 100) })
      },
    },
    {
      method: 'GET',
      path: '/api/sessions/:id',
      allow: READERS,
      operation: { id: 'showSession', tag: 'sessions', summary: 'One session, with its totals', answer: {}, problems: ['SESSION_UNKNOWN'] },
      handle: (context) => context.json(sessions.show(context.req.param('id') ?? '')),
    },
  ]
}
