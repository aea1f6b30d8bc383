import { ref } from '../describe/ref.ts'
import { toldOnce } from '../idempotency.ts'
import type { ServeParts } from '../serve.ts'
import { PEOPLE } from './roles.ts'
import type { Route } from './route.ts'

/** A game only where the action's manifest names it. */
const CALLERS = [...PEOPLE, 'game'] as const

/** The same of an action that is not there: what there is, is not for everybody to know. */
const NOT_FOR_YOU = {
  code: 'ROLE_REFUSED',
  detail: 'A key of this role calls only actions whose manifest names it; for games that is "roles": ["game"]',
} as const

/** GET /api/actions: what plugins do for who asks. POST /api/actions/<plugin>.<action> with its input answers `{ "value": … }`. */
export function actionRoutes({ actions }: Pick<ServeParts, 'actions'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/actions',
      allow: PEOPLE,
      operation: {
        id: 'listActions',
        tag: 'actions',
        summary: 'What plugins do for others',
        answer: { schema: ref('actions', 'ActionList') },
      },
      handle: (context) => context.json({ actions: actions.list().filter(({ id }) => actions.isFor(id, context.get('role'))) }),
    },
    {
      method: 'POST',
      path: '/api/actions/:id',
      allow: CALLERS,
      operation: {
        id: 'callAction',
        tag: 'actions',
        summary: 'Calls an action; a game only where the manifest of its plugin names games',
        body: { description: 'What the action takes; listActions says it as a JSON Schema' },
        answer: { schema: ref('actions', 'ActionAnswer') },
        problems: ['ACTION_UNKNOWN', 'ACTION_INPUT_INVALID', 'ACTION_DENIED', 'ACTION_FAILED'],
      },
      handle: async (context) => {
        const id = context.req.param('id') ?? ''
        if (!actions.isFor(id, context.get('role'))) return NOT_FOR_YOU
        const value = await actions.call(id, context.get('body'))
        const answer = context.json({ value })
        return actions.tellsSecret(id, value) ? toldOnce(answer) : answer
      },
    },
  ]
}
