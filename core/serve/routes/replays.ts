import type { ReplayWanted } from '../../../schemas/types.ts'
import { ref } from '../describe/ref.ts'
import type { ServeParts } from '../serve.ts'
import { ADMIN, PEOPLE } from './roles.ts'
import type { Route } from './route.ts'

/**
 * POST /api/sessions/<id>/replay with `{ "speed", "to", "from", "until", "dryRun" }` starts a replay, or says what it would do.
 * GET /api/replays: what runs and ran. DELETE /api/replays/<id> stops one.
 */
export function replayRoutes({ replays }: Pick<ServeParts, 'replays'>): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/api/sessions/:id/replay',
      allow: ADMIN,
      operation: {
        id: 'replaySession',
        tag: 'sessions',
        summary: 'Repeats the events of a session; 200 with the plan for a dry run',
        body: ref('replays', 'ReplayWanted'),
        answer: { status: 202, also: [200], schema: ref('replays', 'ReplayAnswer') },
        problems: ['SESSION_UNKNOWN', 'REPLAY_RUNNING', 'PLUGIN_UNKNOWN'],
      },
      handle: async (context) => {
        // Proved by the schema.
        const { dryRun = false, speed = 1, ...rest } = context.get('body') as ReplayWanted
        const session = context.req.param('id') ?? ''
        const order = { speed, ...rest }
        if (dryRun) return context.json({ plan: await replays.plan(session, order) })
        return context.json({ replay: replays.start(session, order) }, 202)
      },
    },
    {
      method: 'GET',
      path: '/api/replays',
      allow: PEOPLE,
      operation: {
        id: 'listReplays',
        tag: 'sessions',
        summary: 'What is and was replayed',
        answer: { schema: ref('replays', 'ReplayList') },
      },
      handle: (context) => context.json({ replays: replays.list() }),
    },
    {
      method: 'DELETE',
      path: '/api/replays/:id',
      allow: PEOPLE,
      operation: {
        id: 'stopReplay',
        tag: 'sessions',
        summary: 'Stops a replay',
        answer: { schema: ref('replays', 'ReplayAnswer') },
        problems: ['REPLAY_UNKNOWN'],
      },
      handle: async (context) => context.json({ replay: await replays.stop(context.req.param('id') ?? '') }),
    },
  ]
}
