import { kindOfArray } from '../web/bytes.ts'

const MAX_DEPTH = 4
const MAX_ENTRIES = 100
const MAX_CHARS = 10_000

type Way = { readonly depth: number; readonly above: readonly object[] }

/** A value as text for people: up to `depth` levels (4 unless told), 100 entries each, and 10,000 characters in all. */
export function inspect(value: unknown, { depth = MAX_DEPTH }: { readonly depth?: number } = {}): string {
  const text = show(value, { depth, above: [] })
  return text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS)}...` : text
}

function show(value: unknown, way: Way): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return `[Function: ${value.name || '(anonymous)'}]`
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value)
  if (way.above.includes(value)) return '[Circular]'
  if (value instanceof Error) return value.stack || `${value.name}: ${value.message}`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (value instanceof RegExp) return String(value)
  return showParts(value, { depth: way.depth - 1, above: [...way.above, value] })
}

function showParts(value: object, way: Way): string {
  const name = nameOf(value)
  if (way.depth < 0) return Array.isArray(value) ? '[Array]' : `[${name || 'Object'}]`
  const inner = (part: unknown) => show(part, way)
  const pair = ([key, part]: readonly [unknown, unknown]) => `${inner(key)} => ${inner(part)}`
  if (Array.isArray(value)) return enclosed('[]', first(value, value.length, inner))
  if (value instanceof Map) return `Map(${value.size}) ${enclosed('{}', first(value, value.size, pair))}`
  if (value instanceof Set) return `Set(${value.size}) ${enclosed('{}', first(value, value.size, inner))}`
  if (kindOfArray(value)) return showNumbers(value as Uint8Array, inner)
  return `${name && `${name} `}${enclosed('{}', fieldsOf(value, inner))}`
}

/** Of any typed array. */
function showNumbers(numbers: Uint8Array, inner: (part: unknown) => string): string {
  return `${kindOfArray(numbers)}(${numbers.length}) ${enclosed('[]', first(numbers, numbers.length, inner))}`
}

function first<T>(values: Iterable<T>, size: number, text: (value: T) => string): readonly string[] {
  const shown: string[] = []
  for (const value of values) {
    if (shown.length === MAX_ENTRIES) return [...shown, `... ${size - MAX_ENTRIES} more items`]
    shown.push(text(value))
  }
  return shown
}

/** Own fields; getters are named and not called. */
function fieldsOf(value: object, inner: (part: unknown) => string): readonly string[] {
  const fields = Object.entries(Object.getOwnPropertyDescriptors(value)).filter(([, { enumerable }]) => enumerable)
  return first(fields, fields.length, ([key, { get, value: part }]) => {
    const name = /^[\w$]+$/.test(key) ? key : JSON.stringify(key)
    return `${name}: ${get ? '[Getter]' : inner(part)}`
  })
}

/** '' for what is a plain object. */
function nameOf(value: object): string {
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name
  return typeof name === 'string' && name !== 'Object' ? name : ''
}

function enclosed([open, close]: '[]' | '{}', parts: readonly string[]): string {
  return parts.length === 0 ? `${open}${close}` : `${open} ${parts.join(', ')} ${close}`
}
