import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { Problem } from '../problem.ts'
import type { Role } from '../serve.ts'

/** What a handler gets: Hono's context, with the role of who asks; none on open routes. */
export type RouteContext = Context<{ Bindings: HttpBindings; Variables: { role: Role } }>

/** One line of the table of routes. Who may come in is part of it, so a route without a rule does not compile. */
export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly allow: 'everyone' | readonly Role[]
  /** A Problem is answered as such; undefined is NOT_FOUND. */
  readonly handle: (context: RouteContext) => Answer | Promise<Answer>
}

export type Answer = Response | Problem | undefined
