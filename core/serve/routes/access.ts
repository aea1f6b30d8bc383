import type { LoginSent } from '../../../schemas/types.ts'
import { cookieLine } from '../access/cookie.ts'
import type { Refusals } from '../access/refusals.ts'
import { strangerAt } from '../access/stranger.ts'
import type { Auth } from '../auth.ts'
import { ref } from '../describe/ref.ts'
import { toldOnce } from '../idempotency.ts'
import type { ServeParts, SignedIn, Site } from '../serve.ts'
import { byOf } from './by.ts'
import { ADMIN } from './roles.ts'
import type { Route, RouteContext } from './route.ts'

/** What routes about who may come in need of the server. */
export type AccessParts = Pick<ServeParts, 'access' | 'audit'> & {
  readonly refuse: Auth['refuse']
  /** For the audit. */
  readonly noteRefusal: Refusals
  readonly cookieName: () => string
  readonly siteOf: (context: RouteContext) => Site
}

const ANY = ['admin', 'moderator', 'game', 'overlay'] as const
const AREA = 'access'

/** Who asks, and signing in and out. */
export function accessRoutes({ access, refuse, noteRefusal, cookieName, siteOf }: AccessParts): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/me',
      allow: ANY,
      operation: { id: 'showMe', tag: 'access', summary: 'Who the key or the cookie is of.', answer: { schema: ref(AREA, 'Me') } },
      handle: (context) => context.json(context.get('principal')),
    },
    {
      method: 'GET',
      path: '/api/login',
      allow: 'everyone',
      operation: { id: 'showLogin', tag: 'access', summary: 'How one may sign in.', answer: { schema: ref(AREA, 'LoginWays') } },
      handle: (context) => context.json({ sso: access.sso() !== undefined }),
    },
    {
      method: 'POST',
      path: '/api/login',
      allow: 'everyone',
      operation: {
        ...{ id: 'login', tag: 'access', summary: 'Signs a browser in by a link that is used once, or by a key; it gets a cookie.' },
        body: ref(AREA, 'LoginSent'),
        answer: { schema: ref(AREA, 'Me') },
        problems: ['LOGIN_WRONG', 'LOGIN_USED', 'TOO_MANY_WRONG_KEYS'],
      },
      async handle(context) {
        const peer = context.env.incoming.socket.remoteAddress ?? ''
        const sent = context.get('body') as LoginSent // Proved by the schema.
        const signed = await access.signIn(sent, strangerAt(peer))
        if (typeof signed === 'string') {
          const problem = signed === 'used' ? ({ code: 'LOGIN_USED' } as const) : refuse(peer, 'LOGIN_WRONG')
          noteRefusal(problem.code, 'POST /api/login', strangerAt(peer))
          return problem
        }
        context.header('set-cookie', sessionCookie(context, cookieName(), signed))
        return context.json(signed.me)
      },
    },
    {
      method: 'POST',
      path: '/api/logout',
      allow: ANY,
      operation: { id: 'logout', tag: 'access', summary: 'Ends the session of the browser that asks.', answer: { status: 204 } },
      async handle(context) {
        await access.signOut(context.get('principal'), byOf(context))
        context.header('set-cookie', cookieLine(cookieName(), '', { maxAgeSeconds: 0, isHttps: isHttps(context) }))
        return context.body(null, 204)
      },
    },
    {
      method: 'POST',
      path: '/api/login/links',
      allow: ADMIN,
      operation: {
        ...{ id: 'createLoginLink', tag: 'access', summary: 'A link that signs one browser in as admin, within ten minutes.' },
        answer: { status: 201, schema: ref(AREA, 'LoginLink') },
      },
      handle: async (context) => toldOnce(context.json(await access.loginLink(siteOf(context), byOf(context)), 201)),
    },
  ]
}

/** What makes a browser come in from now on. */
export function sessionCookie(context: RouteContext, name: string, { secret, maxAgeSeconds }: SignedIn): string {
  return cookieLine(name, secret, { maxAgeSeconds, isHttps: isHttps(context) })
}

/** Behind a proxy that speaks HTTPS the page's own origin says so; the guard found that to be ours. */
function isHttps(context: RouteContext): boolean {
  return context.req.header('origin')?.startsWith('https://') === true
}
