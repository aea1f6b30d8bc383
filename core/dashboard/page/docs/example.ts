import type { Schema } from './document.ts'

type Schemas = { readonly [name: string]: Schema }

const MAX_DEPTH = 6

/** A value as the schema may mean it: what must be there and some of what may; short, so that it can be read. */
export function exampleOf(schema: Schema, schemas: Schemas, depth = 0): unknown {
  const { $ref, examples, allOf, anyOf, oneOf } = schema as { $ref?: string; examples?: readonly unknown[] } & Partial<
    Record<'allOf' | 'anyOf' | 'oneOf', readonly Schema[]>
  >
  if (examples?.length) return examples[0]
  if (schema.const !== undefined) return schema.const
  if (Array.isArray(schema.enum)) return schema.enum[0]
  if (depth > MAX_DEPTH) return null
  const inner = (part: Schema) => exampleOf(part, schemas, depth + 1)
  if ($ref !== undefined) return inner(schemas[nameIn($ref)] ?? {})
  const [choice] = anyOf ?? oneOf ?? []
  const parts = [...(allOf ?? []), ...(choice ? [choice] : [])]
  if (parts.length > 0) return merged([...parts.map(inner), plain(schema, inner)])
  return plain(schema, inner)
}

/** The least that the schema takes: a body to begin with. */
export function leastOf(schema: Schema, schemas: Schemas): unknown {
  const resolved = typeof schema.$ref === 'string' ? (schemas[nameIn(schema.$ref)] ?? {}) : schema
  if (Array.isArray(resolved.examples)) return resolved.examples[0]
  const { properties = {}, required = [] } = resolved as { properties?: { readonly [name: string]: Schema }; required?: readonly string[] }
  return Object.fromEntries(required.map((name) => [name, exampleOf(properties[name] ?? {}, schemas)]))
}

/** The last part of `#/components/schemas/Session`. */
export const nameIn = (reference: string) => reference.replace(/^.*\//, '')

function plain(schema: Schema, inner: (schema: Schema) => unknown): unknown {
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (schema.properties || type === 'object') return fields(schema, inner)
  if (type === 'array') return schema.items ? [inner(schema.items as Schema)] : []
  if (type === 'integer' || type === 'number') return Number(schema.minimum ?? 0)
  if (type === 'boolean') return true
  if (type === 'string') return schema.format === 'date-time' ? '2026-11-20T18:00:00.000Z' : 'text'
  return undefined
}

function fields(schema: Schema, inner: (schema: Schema) => unknown): unknown {
  const properties = Object.entries((schema.properties ?? {}) as { readonly [name: string]: Schema })
  return Object.fromEntries(properties.map(([name, field]) => [name, inner(field)]))
}

function merged(values: readonly unknown[]): unknown {
  const objects = values.filter((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
  return objects.length > 0 ? Object.assign({}, ...objects) : values.find((value) => value !== undefined)
}
