import { readBody } from '../body.ts'
import type { Limits } from '../limits.ts'
import type { ServeParts } from '../serve.ts'
import type { Route } from './route.ts'

const ACTORS = ['admin', 'moderator'] as const
/** A game only where the action's manifest names it. */
const CALLERS = [...ACTORS, 'game'] as const

/** GET /api/actions: what plugins do for others. POST /api/actions/<plugin>.<action> with its input answers `{ "value": … }`. */
export function actionRoutes({ actions }: Pick<ServeParts, 'actions'>, limits: Limits): readonly Route[] {
  return [
    { method: 'GET', path: '/api/actions', allow: ACTORS, handle: (context) => context.json({ actions: actions.list() }) },
    {
      method: 'POST',
      path: '/api/actions/:id',
      allow: CALLERS,
      handle: async (context) => {
        const id = context.req.param('id') ?? ''
        if (!actions.isFor(id, context.get('role'))) return { code: 'ROLE_REFUSED' }
        const body = await readBody(context.env.incoming, limits)
        if ('code' in body) return body
        return context.json({ value: await actions.call(id, body.value) })
      },
    },
  ]
}
