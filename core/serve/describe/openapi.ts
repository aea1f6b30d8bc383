import type { JsonSchema, Operation, Route } from '../routes/route.ts'
import { addressOf } from './address.ts'
import { type Components, createComponents } from './components.ts'
import { parametersOf } from './parameters.ts'
import { refusalsOf } from './refusals.ts'
import { createRefusedAnswers, type RefusedAnswers } from './refused-answers.ts'

type Json = Readonly<Record<string, unknown>>

const INFO = {
  title: 'Showrunner',
  version: '1.0.0',
  description:
    'The control room of a live: its events, plugins, lanes, sessions and money. Keys lie in data/keys.json; a browser logs in with a link instead. Errors are application/problem+json with a stable `code`. A change that is sent twice with one Idempotency-Key happens once.',
}

const SECURITY = {
  bearer: { type: 'http', scheme: 'bearer', description: 'A key or a token' },
  cookie: { type: 'apiKey', in: 'cookie', name: 'showrunner', description: 'What logging in gave a browser; its name ends in the port' },
}

/** The OpenAPI 3.1 document of the routes; pages are left out. */
export function openApiOf(routes: readonly Route[], files: readonly JsonSchema[]): Json {
  const components = createComponents(files)
  const refused = createRefusedAnswers(components)
  const paths: Record<string, Record<string, Json>> = {}
  for (const route of routes) {
    if (route.operation === 'page') continue
    const path = addressOf(route)
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, route.operation, { components, refused }) }
  }
  const tags = [...new Set(routes.flatMap(({ operation }) => (operation === 'page' ? [] : [operation.tag])))]
  return {
    openapi: '3.1.0',
    info: INFO,
    servers: [{ url: '/' }],
    tags: tags.map((name) => ({ name })),
    paths,
    components: { schemas: components.all(), responses: refused.all(), securitySchemes: SECURITY },
  }
}

type Shared = { readonly components: Components; readonly refused: RefusedAnswers }

function operationOf(route: Route, operation: Operation, { components, refused }: Shared): Json {
  const { id, tag, summary, answer } = operation
  return {
    operationId: id,
    tags: [tag],
    summary,
    security: route.allow === 'everyone' ? [] : [{ bearer: [] }, { cookie: [] }],
    'x-roles': route.allow,
    parameters: parametersOf(route, operation, components),
    ...bodyOf(route, operation, components),
    responses: {
      ...Object.fromEntries([...refusalsOf(route, operation)].map(([status, codes]) => [status, refused.use(status, codes)])),
      ...Object.fromEntries([answer.status ?? 200, ...(answer.also ?? [])].map((status) => [status, answerOf(answer, components)])),
    },
  }
}

/** A change without a body says `{}`, so that no page of another origin can send it without being asked; a DELETE may say nothing. */
function bodyOf({ method }: Route, { body }: Operation, components: Components): Json {
  if (method === 'GET' || (method === 'DELETE' && !body)) return {}
  const schema = body ? components.use(body) : { type: 'object', additionalProperties: false }
  return { requestBody: { required: true, content: { 'application/json': { schema } } } }
}

function answerOf({ schema, type = 'application/json', status }: Operation['answer'], components: Components): Json {
  if (status === 204) return { description: 'Done; there is nothing to say' }
  return { description: 'Done', content: { [type]: { schema: schema ? components.use(schema) : {} } } }
}
