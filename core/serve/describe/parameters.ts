import type { JsonSchema, Operation, Route } from '../routes/route.ts'
import { namesIn } from './address.ts'
import type { Components } from './components.ts'
import { isRemembered } from './refusals.ts'

const IDEMPOTENCY: JsonSchema = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key with the same request is answered as the first time, for 24 hours',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

/** What stands in the address and the headers of an operation, as the OpenAPI document says it. */
export function parametersOf(route: Route, operation: Operation, components: Components): readonly JsonSchema[] {
  return [...pathOf(route, operation, components), ...queryOf(operation, components), ...(isRemembered(route) ? [IDEMPOTENCY] : [])]
}

function pathOf(route: Route, { params = {} }: Operation, components: Components): readonly JsonSchema[] {
  return namesIn(route).map(({ name, pattern }) => ({
    name,
    in: 'path',
    required: true,
    schema: components.use(params[name] ?? { type: 'string', ...(pattern && { pattern }) }),
  }))
}

function queryOf({ query = {} }: Operation, components: Components): readonly JsonSchema[] {
  const { properties, required } = components.fields(query)
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema,
  }))
}
