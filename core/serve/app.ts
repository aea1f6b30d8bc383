import type { HttpBindings } from '@hono/node-server'
import type { Hono } from 'hono'
import { type ErrorCode, HostError } from '../base/errors.ts'
import type { Logger } from '../base/log.ts'
import type { createAuth } from './auth.ts'
import type { Idempotency } from './idempotency.ts'
import { SECURITY_HEADERS } from './policy.ts'
import { answerTo, type Problem, type ProblemCode } from './problem.ts'
import type { Answer, Route, RouteContext } from './routes/route.ts'
import type { Role } from './serve.ts'

export type App = Hono<{ Bindings: HttpBindings; Variables: { role: Role } }>

type AppParts = {
  readonly auth: ReturnType<typeof createAuth>
  /** Told of a request that has shown a key. */
  readonly onTrusted: (context: RouteContext) => void
  readonly onRefused: (problem: Problem) => void
  readonly idempotency: Idempotency
  readonly log: Logger
}

/** Puts the table of routes into the application: each asks for its role, and every error is answered as a problem. */
export function mountRoutes(app: App, routes: readonly Route[], parts: AppParts): void {
  const refuse = (problem: Problem) => {
    parts.onRefused(problem)
    const { status, headers, body } = answerTo(problem)
    return new Response(body, { status, headers })
  }
  const send = (answer: Answer) => (answer instanceof Response ? answer : refuse(answer ?? { code: 'NOT_FOUND' }))

  const check = ({ allow }: Route, context: RouteContext): Problem | undefined => {
    if (allow === 'everyone') return undefined
    const { incoming } = context.env
    const who = parts.auth(incoming, incoming.socket.remoteAddress ?? '')
    if ('code' in who) return who
    parts.onTrusted(context)
    context.set('role', who.role)
    return allow.includes(who.role) ? undefined : { code: 'ROLE_REFUSED' }
  }

  app.use(async (context, next) => {
    const { path } = context.req
    if (path !== '/' && path.endsWith('/')) return context.redirect(path.slice(0, -1), 308)
    await next()
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) if (!context.res.headers.has(name)) context.header(name, value)
    if (!context.res.headers.has('cache-control')) context.header('cache-control', 'no-store')
  })
  for (const route of routes) {
    app.on(route.method, route.path, async (context) => {
      const problem = check(route, context)
      if (problem) return refuse(problem)
      const handle = async () => send(await route.handle(context))
      if (route.method === 'GET') return handle()
      return send(await parts.idempotency(context, () => handle().catch(failed)))
    })
  }
  for (const { path } of routes) app.all(path, () => refuse({ code: 'METHOD_REFUSED' }))
  app.notFound(() => refuse({ code: 'NOT_FOUND' }))
  app.onError(failed)

  function failed(error: unknown): Response {
    const problem = problemOf(error)
    if (problem.code === 'FAILED') parts.log.error({ err: error }, 'Request failed')
    return refuse(problem)
  }
}

/** Errors whose sentence is meant for who asked. */
const TOLD: { readonly [C in ErrorCode]?: ProblemCode } = {
  EVENT_INVALID: 'EVENT_INVALID',
  PLUGIN_UNKNOWN: 'PLUGIN_UNKNOWN',
  PLUGIN_CHANGED: 'PLUGIN_CHANGED',
  PLUGIN_REVOKED: 'PLUGIN_REVOKED',
  SETTINGS_INVALID: 'SETTINGS_INVALID',
  SESSION_UNKNOWN: 'SESSION_UNKNOWN',
  REPLAY_UNKNOWN: 'REPLAY_UNKNOWN',
  REPLAY_RUNNING: 'REPLAY_RUNNING',
  DEAD_LETTER_UNKNOWN: 'DEAD_LETTER_UNKNOWN',
  ACTION_UNKNOWN: 'ACTION_UNKNOWN',
  ACTION_INPUT_INVALID: 'ACTION_INPUT_INVALID',
  ACTION_DENIED: 'ACTION_DENIED',
  ACTION_FAILED: 'ACTION_FAILED',
  USAGE: 'REQUEST_INVALID',
}

function problemOf(error: unknown): Problem {
  if (!(error instanceof HostError)) return { code: 'FAILED' }
  const code = TOLD[error.code]
  const { path } = error.detail
  if (code) return { code, detail: error.message, ...(typeof path === 'string' && { path }) }
  const isPassing = ['OVERLOADED', 'STOPPING', 'STORE_FULL', 'STORE_WRITE_FAILED', 'DATA_UNREADABLE'].includes(error.code)
  return isPassing ? { code: 'UNAVAILABLE', detail: error.message } : { code: 'FAILED' }
}
