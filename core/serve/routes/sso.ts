import { cookieLine, cookieOf } from '../access/cookie.ts'
import { strangerAt } from '../access/stranger.ts'
import type { AccessParts } from './access.ts'
import { sessionCookie } from './access.ts'
import type { Route } from './route.ts'

const TEN_MINUTES = 600
const NO_ROLE = { code: 'ROLE_REFUSED', detail: 'This account was given no role here; ask whoever runs this Showrunner' } as const

/** Pages that a browser goes through: to the organisation's sign-in, and back from it. */
export function ssoRoutes({ access, refuse, noteRefusal, cookieName, siteOf }: AccessParts): readonly Route[] {
  const stateName = () => `${cookieName()}-sso`
  return [
    {
      method: 'GET',
      path: '/login/sso',
      allow: 'everyone',
      operation: 'page',
      async handle(context) {
        const sso = access.sso()
        if (!sso) return undefined
        const { url, state } = await sso.begin(siteOf(context))
        // Lax, since another site sends the browser back.
        context.header('set-cookie', cookieLine(stateName(), state, { maxAgeSeconds: TEN_MINUTES, isHttps: false, lax: true }))
        return context.redirect(url)
      },
    },
    {
      method: 'GET',
      path: '/login/sso/callback',
      allow: 'everyone',
      operation: 'page',
      async handle(context) {
        const sso = access.sso()
        if (!sso) return undefined
        const { incoming } = context.env
        const by = strangerAt(incoming.socket.remoteAddress)
        const address = new URL(incoming.url ?? '/', siteOf(context).url)
        const signed = await sso.finish(address, { state: cookieOf(incoming, stateName()), by })
        context.header('set-cookie', cookieLine(stateName(), '', { maxAgeSeconds: 0, isHttps: false, lax: true }))
        if (typeof signed === 'string') {
          const problem = signed === 'no role' ? NO_ROLE : refuse(by.peer, 'LOGIN_WRONG')
          noteRefusal(problem.code, 'GET /login/sso/callback', by)
          return problem
        }
        context.header('set-cookie', sessionCookie(context, cookieName(), signed), { append: true })
        // Not a redirect: the browser would take that for the other site's, and leave the cookie out.
        context.header('content-security-policy', "default-src 'none'; base-uri 'none'; frame-ancestors 'none'")
        return context.html(BACK)
      },
    },
  ]
}

const BACK = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Signed in</title><meta http-equiv="refresh" content="0; url=/"></head>
<body><p><a href="/">Signed in; go on</a></p></body></html>
`
