import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { Problem, ProblemCode } from '../problem.ts'
import type { Principal, Role } from '../serve.ts'

/** What a handler gets: Hono's context, with who asks (nobody on open routes), and query and body as the route's schemas found them valid. */
export type RouteContext = Context<{
  Bindings: HttpBindings
  Variables: { role: Role; principal: Principal; query: Readonly<Record<string, unknown>>; body: unknown }
}>

/** JSON Schema, draft-07; mostly `{ $ref: 'api/sessions.v1.schema.json#/definitions/Session' }`. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** What clients are told of a route; the OpenAPI document is made of it, and so is the check of what comes in. */
export type Operation = {
  /** The name that clients generated from the document give it, verb first: `listSessions`. */
  readonly id: string
  readonly tag:
    | 'events'
    | 'lanes'
    | 'plugins'
    | 'actions'
    | 'sessions'
    | 'money'
    | 'viewers'
    | 'dead letters'
    | 'simulator'
    | 'access'
    | 'host'
  /** One sentence. */
  readonly summary: string
  /** Schemas of what stands in the path, for those who read the document; the handler says what is not there. */
  readonly params?: Readonly<Record<string, JsonSchema>>
  /** An object schema of flat fields; numbers and booleans are read from their text. What is not named in it is refused. */
  readonly query?: JsonSchema
  /** Left out: the body must be empty or `{}`. */
  readonly body?: JsonSchema
  /** `schema` for JSON, `type` for anything else; `also`: other statuses that the same may come with. */
  readonly answer: {
    readonly status?: 200 | 201 | 202 | 204
    readonly also?: readonly (200 | 503)[]
    readonly schema?: JsonSchema
    readonly type?: string
  }
  /** Refusals of its own, beside those that every route has. */
  readonly problems?: readonly ProblemCode[]
}

/** One line of the table of routes. Who may come in is part of it, so a route without a rule does not compile. */
export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly allow: 'everyone' | readonly Role[]
  /** `page` for what is for browsers, and not in the document. */
  readonly operation: Operation | 'page'
  /** A Problem is answered as such; undefined is NOT_FOUND. */
  readonly handle: (context: RouteContext) => Answer | Promise<Answer>
}

export type Answer = Response | Problem | undefined
