import type { TokenSent } from '../../../schemas/types.ts'
import { ref } from '../describe/ref.ts'
import { toldOnce } from '../idempotency.ts'
import type { AccessParts } from './access.ts'
import { byOf } from './by.ts'
import { ADMIN } from './roles.ts'
import type { Route, RouteContext } from './route.ts'

const AREA = 'access'

/** Tokens, for programs and for pages of overlays. */
export function tokenRoutes({ access }: Pick<AccessParts, 'access'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/tokens',
      allow: ADMIN,
      operation: {
        ...{ id: 'listTokens', tag: 'access', summary: 'Keys, tokens and signed-in browsers, without what they show.' },
        answer: { schema: ref(AREA, 'TokenList') },
      },
      handle: (context) => context.json({ tokens: access.tokens() }),
    },
    {
      method: 'POST',
      path: '/api/tokens',
      allow: ADMIN,
      operation: {
        ...{ id: 'createToken', tag: 'access', summary: 'Makes a token; its key is told only now.' },
        body: ref(AREA, 'TokenSent'),
        answer: { status: 201, schema: ref(AREA, 'TokenMade') },
      },
      async handle(context) {
        const sent = context.get('body') as TokenSent // Proved by the schema.
        return toldOnce(context.json(await access.createToken(sent, byOf(context)), 201))
      },
    },
    {
      method: 'POST',
      path: '/api/tokens/:id/rotate',
      allow: ADMIN,
      operation: {
        ...{ id: 'rotateToken', tag: 'access', summary: 'Makes the key anew; the one before and what came in by it end within a second.' },
        answer: { schema: ref(AREA, 'TokenMade') },
      },
      async handle(context) {
        const made = await access.rotateToken(idOf(context), byOf(context))
        return made && toldOnce(context.json(made))
      },
    },
    {
      method: 'DELETE',
      path: '/api/tokens/:id',
      allow: ADMIN,
      operation: {
        ...{ id: 'revokeToken', tag: 'access', summary: 'Ends a token or a session, and what is open with it, within a second.' },
        answer: { status: 204 },
      },
      handle: async (context) => (await access.revokeToken(idOf(context), byOf(context))) && context.body(null, 204),
    },
  ]
}

const idOf = (context: RouteContext) => context.req.param('id') ?? ''
