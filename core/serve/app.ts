import type { HttpBindings } from '@hono/node-server'
import type { Hono } from 'hono'
import { type ErrorCode, HostError } from '../base/errors.ts'
import type { Logger } from '../base/log.ts'
import { readBody } from './body.ts'
import type { Check } from './describe/check.ts'
import type { RequestHead } from './head.ts'
import type { Idempotency } from './idempotency.ts'
import type { Limits } from './limits.ts'
import { SECURITY_HEADERS } from './policy.ts'
import { answerTo, PROBLEMS, type Problem, type ProblemCode, refusedMethod, refusedRole } from './problem.ts'
import type { Answer, Route, RouteContext } from './routes/route.ts'
import type { Principal, Role } from './serve.ts'

export type App = Hono<{
  Bindings: HttpBindings
  Variables: { role: Role; principal: Principal; query: Readonly<Record<string, unknown>>; body: unknown }
}>

type Who = Principal | Problem

type AppParts = {
  readonly auth: (head: RequestHead, peer: string) => Who | Promise<Who>
  readonly check: Check
  readonly limits: Limits
  /** Told of a request that has shown a key. */
  readonly onTrusted: (context: RouteContext) => void
  readonly onRefused: (problem: Problem) => void
  /** Told of a request that did not get as far as its route, and which that was. */
  readonly onBarred: (problem: Problem, route: Route, context: RouteContext) => void
  readonly idempotency: Idempotency
  /** A route that came after the table was made; it looks at query and body itself. */
  readonly late: (method: string, path: string) => Route | Problem | undefined
  readonly log: Logger
}

/** Puts the table of routes into the application: each asks for its role, then looks at query and body, and every error is answered as a problem. */
export function mountRoutes(app: App, routes: readonly Route[], parts: AppParts): void {
  const refuse = (problem: Problem) => {
    parts.onRefused(problem)
    const { status, headers, body } = answerTo(problem)
    return new Response(body, { status, headers })
  }
  const send = (answer: Answer) => (answer instanceof Response ? answer : refuse(answer ?? { code: 'NOT_FOUND' }))

  const refusedFor = async ({ allow }: Route, context: RouteContext): Promise<Problem | undefined> => {
    if (allow === 'everyone') return undefined
    const { incoming } = context.env
    const who = await parts.auth(incoming, incoming.socket.remoteAddress ?? '')
    if ('code' in who) return who
    parts.onTrusted(context)
    context.set('role', who.role)
    context.set('principal', who)
    return allow.includes(who.role) ? undefined : refusedRole(who.role, allow)
  }
  const barredFrom = async (route: Route, context: RouteContext): Promise<Problem | undefined> => {
    const problem = await refusedFor(route, context)
    if (problem) parts.onBarred(problem, route, context)
    return problem
  }

  /** What is wrong with query or body; what is right is put where the handler finds it. */
  const faultOf = async ({ method, operation }: Route, context: RouteContext): Promise<Problem | undefined> => {
    if (operation === 'page') return undefined
    const query = parts.check.query(operation.query, context.req.queries())
    if ('code' in query) return query
    context.set('query', query.value)
    if (method === 'GET') return undefined
    const sent = await readBody(context.env.incoming, parts.limits)
    if ('code' in sent) return sent
    const body = parts.check.body(operation.body, sent.value)
    if ('code' in body) return body
    context.set('body', body.value)
    return undefined
  }

  app.use(async (context, next) => {
    const { path } = context.req
    if (path !== '/' && path.endsWith('/')) context.res = context.redirect(path.slice(0, -1), 308)
    else await next()
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) if (!context.res.headers.has(name)) context.header(name, value)
    if (!context.res.headers.has('cache-control')) context.header('cache-control', 'no-store')
  })
  for (const route of routes) {
    app.on(route.method, route.path, async (context) => {
      const problem = (await barredFrom(route, context)) ?? (await faultOf(route, context))
      return problem ? refuse(problem) : carryOut(route, context)
    })
  }
  const methodsAt = (at: string) => routes.flatMap(({ path, method }) => (path === at ? [method] : []))
  for (const { path } of routes) app.all(path, () => refuse(refusedMethod(methodsAt(path))))
  app.notFound(async (context) => {
    const route = parts.late(context.req.method, context.req.path)
    if (!route || 'code' in route) return refuse(route ?? { code: 'NOT_FOUND' })
    const problem = await barredFrom(route, context)
    return problem ? refuse(problem) : carryOut(route, context)
  })
  app.onError(failed)

  async function carryOut(route: Route, context: RouteContext): Promise<Response> {
    const handle = async () => send(await route.handle(context))
    // Without a key there is nobody whose answers could be remembered.
    if (route.method === 'GET' || route.allow === 'everyone') return handle()
    return send(await parts.idempotency(context, () => handle().catch(failed)))
  }

  function failed(error: unknown): Response {
    const problem = problemOf(error)
    if (problem.code === 'FAILED') parts.log.error({ err: error }, 'Request failed')
    return refuse(problem)
  }
}

/** Errors after which the same may be tried again in a moment. */
const PASSING: readonly ErrorCode[] = ['OVERLOADED', 'STOPPING', 'PLUGIN_DOWN', 'STORE_FULL', 'STORE_WRITE_FAILED', 'DATA_UNREADABLE']

/** An error that has a line in the table of problems is told with its sentence; any other is the host's own affair. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof HostError)) return { code: 'FAILED' }
  const code = error.code === 'USAGE' ? 'REQUEST_INVALID' : error.code
  const { path } = error.detail
  if (isProblem(code)) return { code, detail: error.message, ...(typeof path === 'string' && { path }) }
  return PASSING.includes(error.code) ? { code: 'UNAVAILABLE', detail: error.message } : { code: 'FAILED' }
}

const isProblem = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code)
