import { group, MAX_MEMBERS, MAX_STRING, nameOf, own, showBuiltIn, text } from './inspect-built-in.ts'

/** What may be printed of one value: how deep, and how many characters in all. */
const MAX_DEPTH = 4
const MAX_CHARS = 8_000

type Known = {
  /** May know objects better than by their members. */
  readonly describe?: (value: object) => string | undefined
  /** Where an error came from, where its own `stack` does not say it. */
  readonly placesOf?: (error: Error) => readonly string[]
}
type Writer = Known & { chars: number; readonly above: Set<object> }

/**
 * A value as text for a log line: no getter, method or toString of it is called, and it ends however large or odd it is.
 */
export function inspect(value: unknown, known: Known = {}): string {
  return show(value, { chars: 0, above: new Set(), ...known }, 0)
}

/** The places of an error, a line each. */
export function stackOf(error: Error, { placesOf }: Known): string {
  if (placesOf)
    return placesOf(error)
      .map((place) => `    ${place}`)
      .join('\n')
  return text(error.stack).slice(0, MAX_STRING * 2)
}

function show(value: unknown, writer: Writer, depth: number): string {
  if (writer.chars > MAX_CHARS) return '…'
  const text = isObject(value) ? showObject(value, writer, depth) : showPlain(value, depth)
  if (!isObject(value)) writer.chars += text.length
  return text
}

function showPlain(value: unknown, depth: number): string {
  if (typeof value === 'string') return depth === 0 ? value.slice(0, MAX_CHARS) : quote(value)
  if (typeof value === 'bigint') return `${value}n`.slice(0, MAX_STRING)
  if (Object.is(value, -0)) return '-0'
  return String(value)
}

function quote(text: string): string {
  const cut = text.length > MAX_STRING ? `${text.slice(0, MAX_STRING)}…` : text
  return `'${cut.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll("'", "\\'")}'`
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

function showObject(value: object, writer: Writer, depth: number): string {
  if (writer.above.has(value)) return '[Circular]'
  writer.above.add(value)
  try {
    return writer.describe?.(value) ?? showKnown(value, writer, depth)
  } catch {
    return '[unreadable]'
  } finally {
    writer.above.delete(value)
  }
}

function showKnown(value: object, writer: Writer, depth: number): string {
  if (typeof value === 'function') return `[Function: ${text(own(value, 'name')) || '(anonymous)'}]`
  if (Array.isArray(value)) return showArray(value, writer, depth)
  if (value instanceof Error) return showError(value, writer, depth)
  const builtIn = showBuiltIn(value, (inner) => show(inner, writer, depth + 1))
  if (builtIn !== undefined) return builtIn
  const name = nameOf(value)
  return group(name === 'Object' ? '' : `${name} `, '{}', membersOf(value, writer, depth))
}

function showArray(value: readonly unknown[], writer: Writer, depth: number): string {
  if (depth > MAX_DEPTH) return '[Array]'
  const items = Array.from({ length: Math.min(value.length, MAX_MEMBERS) }, (_, index) => member(value, String(index), writer, depth))
  if (value.length > MAX_MEMBERS) items.push(`… ${value.length - MAX_MEMBERS} more`)
  return group('', '[]', items)
}

function showError(value: Error, writer: Writer, depth: number): string {
  // Read, not looked up: the name of most errors is their class's, and where a stack is kept differs.
  const head = `${text(value.name) || 'Error'}: ${text(value.message)}`
  const stack = stackOf(value, writer)
  const hasHead = stack !== '' && !/^\s+at /.test(stack) && stack.includes(text(value.message))
  const all = hasHead ? stack : [head, stack].filter((part) => part !== '').join('\n')
  writer.chars += all.length
  const cause = Object.hasOwn(value, 'cause') ? ` [cause]: ${show(value.cause, writer, depth + 1)}` : ''
  const { errors } = value as { errors?: unknown }
  const made = Array.isArray(errors) ? ` [errors]: ${show(errors, writer, depth + 1)}` : ''
  return `${all}${made}${cause}`
}

function membersOf(value: object, writer: Writer, depth: number): readonly string[] {
  if (depth > MAX_DEPTH) return ['…']
  const keys = Reflect.ownKeys(value).filter((key) => Object.getOwnPropertyDescriptor(value, key)?.enumerable)
  const items = keys.slice(0, MAX_MEMBERS).map((key) => `${label(key)}: ${member(value, key, writer, depth)}`)
  return keys.length > MAX_MEMBERS ? [...items, `… ${keys.length - MAX_MEMBERS} more`] : items
}

function member(value: object, key: PropertyKey, writer: Writer, depth: number): string {
  const descriptor = Object.getOwnPropertyDescriptor(value, key)
  if (!descriptor) return '<empty>'
  if (descriptor.get || descriptor.set) return descriptor.get ? '[Getter]' : '[Setter]'
  return show(descriptor.value, writer, depth + 1)
}

function label(key: PropertyKey): string {
  if (typeof key === 'symbol') return `[${String(key)}]`
  return /^[A-Za-z_$][\w$]*$/.test(String(key)) ? String(key) : quote(String(key))
}
