/** JSON Schema, draft-07, as plugins write it. */
export type Schema = Readonly<Record<string, unknown>>

/** What a form shows for a schema. `json` is what no field fits: it is written as text. */
export type Shape = { readonly label: string; readonly hint: string; readonly fallback: unknown } & (
  | { readonly kind: 'text'; readonly isLong: boolean; readonly most: number | undefined; readonly pattern: string | undefined }
  | { readonly kind: 'secret' }
  | { readonly kind: 'number'; readonly isWhole: boolean; readonly least: number | undefined; readonly most: number | undefined }
  | { readonly kind: 'switch' }
  | { readonly kind: 'choice'; readonly choices: readonly (string | number)[] }
  | { readonly kind: 'list'; readonly item: Shape; readonly most: number }
  | { readonly kind: 'group'; readonly fields: readonly NamedShape[] }
  | { readonly kind: 'json' }
)

export type NamedShape = { readonly name: string; readonly isNeeded: boolean; readonly shape: Shape }

/** Deeper than this, a part of a schema is written as text. */
const MAX_DEPTH = 4
const MAX_ITEMS = 200
const LONG_TEXT = 200

/** What to show for a schema. Never throws: what it does not understand is text in JSON. */
export function shapeOf(schema: Schema, name = '', root = schema, depth = 0): Shape {
  const known = resolved(schema, root)
  const base = { label: textOf(known.title) ?? sentenceOf(name), hint: textOf(known.description) ?? '', fallback: known.default }
  if (depth > MAX_DEPTH) return { ...base, kind: 'json' }
  if (known.format === 'password' || known.writeOnly === true) return { ...base, kind: 'secret' }
  if (isChoices(known.enum)) return { ...base, kind: 'choice', choices: known.enum }
  switch (typeOf(known)) {
    case 'string':
      return { ...base, kind: 'text', isLong: isLong(known), most: numberOf(known.maxLength), pattern: textOf(known.pattern) }
    case 'integer':
    case 'number':
      return {
        ...base,
        kind: 'number',
        isWhole: typeOf(known) === 'integer',
        least: numberOf(known.minimum),
        most: numberOf(known.maximum),
      }
    case 'boolean':
      return { ...base, kind: 'switch' }
    case 'array':
      return listShape(base, known, root, depth)
    case 'object':
      return groupShape(base, known, root, depth)
    default:
      return { ...base, kind: 'json' }
  }
}

/** A schema for values that came without one. */
export function schemaOfValues(values: Readonly<Record<string, unknown>>): Schema {
  return { type: 'object', properties: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, schemaOfValue(value)])) }
}

function schemaOfValue(value: unknown): Schema {
  if (isObject(value)) return value.set === undefined ? { default: value } : { type: 'string', writeOnly: true }
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? { type: 'array', items: { type: 'string' } } : {}
  return ['string', 'number', 'boolean'].includes(typeof value) ? { type: typeof value } : {}
}

type Base = { readonly label: string; readonly hint: string; readonly fallback: unknown }

function listShape(base: Base, schema: Schema, root: Schema, depth: number): Shape {
  if (!isObject(schema.items)) return { ...base, kind: 'json' }
  const most = Math.min(numberOf(schema.maxItems) ?? MAX_ITEMS, MAX_ITEMS)
  return { ...base, kind: 'list', item: shapeOf(schema.items, '', root, depth + 1), most }
}

function groupShape(base: Base, schema: Schema, root: Schema, depth: number): Shape {
  if (!isObject(schema.properties) || Object.keys(schema.properties).length === 0) return { ...base, kind: 'json' }
  const needed = Array.isArray(schema.required) ? schema.required : []
  const fields = Object.entries(schema.properties).flatMap(([name, field]) =>
    isObject(field) ? [{ name, isNeeded: needed.includes(name), shape: shapeOf(field, name, root, depth + 1) }] : [],
  )
  return { ...base, kind: 'group', fields }
}

/** Follows `#/definitions/…` of the same schema. */
function resolved(schema: Schema, root: Schema): Schema {
  const path = /^#\/(definitions|\$defs)\/([^/]+)$/.exec(textOf(schema.$ref) ?? '')
  const home = path && root[path[1] ?? '']
  const target = isObject(home) ? home[path?.[2] ?? ''] : undefined
  return isObject(target) && target.$ref === undefined ? { ...target, ...schema } : schema
}

function typeOf(schema: Schema): unknown {
  const { type } = schema
  if (Array.isArray(type)) return type.find((one) => one !== 'null')
  return type ?? (isObject(schema.properties) ? 'object' : undefined)
}

const isLong = (schema: Schema) => schema.format === 'multiline' || (numberOf(schema.maxLength) ?? 0) > LONG_TEXT
const isChoices = (value: unknown): value is readonly (string | number)[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string' || typeof one === 'number')
const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)
const numberOf = (value: unknown) => (typeof value === 'number' ? value : undefined)

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `minCoins` as people write it: Min coins. */
function sentenceOf(name: string): string {
  const words = name
    .replace(/[_-]+/g, ' ')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
