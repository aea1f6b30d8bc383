export const MAX_MEMBERS = 100
export const MAX_STRING = 2_000

type Inner = (value: unknown) => string
type Show = (value: object, inner: Inner) => string | undefined

/** Maps, sets, dates, patterns and arrays of numbers as text; undefined for anything else. `inner` shows what is inside of them. */
export function showBuiltIn(value: object, inner: Inner): string | undefined {
  for (const show of KINDS) {
    const shown = show(value, inner)
    if (shown !== undefined) return shown
  }
  return undefined
}

/** Each is known by a method that refuses everything else. */
const KINDS: readonly Show[] = [
  (value, inner) => {
    const items: string[] = []
    const size = count((each) => Map.prototype.forEach.call(value, (item, key) => each(items, () => `${inner(key)} => ${inner(item)}`)))
    return size === undefined ? undefined : group(`Map(${size}) `, '{}', items)
  },
  (value, inner) => {
    const items: string[] = []
    const size = count((each) => Set.prototype.forEach.call(value, (item) => each(items, () => inner(item))))
    return size === undefined ? undefined : group(`Set(${size}) `, '{}', items)
  },
  (value) => {
    const time = attempt(() => Date.prototype.getTime.call(value))
    if (time === undefined) return undefined
    return Number.isNaN(time) ? 'Invalid Date' : new Date(time).toISOString()
  },
  (value) => (value instanceof RegExp ? `/${text(value.source)}/${text(value.flags)}` : undefined),
  (value) => {
    if (!ArrayBuffer.isView(value)) return undefined
    const isArray = !(value instanceof DataView)
    // A typed array, whose numbers are properties of its own.
    const length = isArray ? (value as Uint8Array).length : value.byteLength
    const items = Array.from({ length: isArray ? Math.min(MAX_MEMBERS, length) : 0 }, (_, index) => text(own(value, String(index))))
    return group(`${nameOf(value)}(${length}) `, '[]', items)
  },
]

/** How many there are, of which the first are kept; undefined when it is not of this kind. */
function count(walk: (each: (items: string[], show: () => string) => void) => void): number | undefined {
  return attempt(() => {
    let size = 0
    walk((items, show) => {
      size += 1
      if (size <= MAX_MEMBERS) items.push(show())
    })
    return size
  })
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch {
    return undefined
  }
}

/** The name of the class that an object says it is of. */
export function nameOf(value: object): string {
  const prototype = Object.getPrototypeOf(value)
  if (prototype === null) return '[null prototype]'
  return text(own(own(prototype, 'constructor'), 'name')) || 'Object'
}

/** What an object has of its own under this name, when it is no getter. */
export function own(value: unknown, key: string): unknown {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return undefined
  return Object.getOwnPropertyDescriptor(value, key)?.value
}

/** A name or number that is there; '' for anything else. */
export function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value).slice(0, MAX_STRING * 2) : ''
}

/** Items between brackets. */
export function group(before: string, brackets: '{}' | '[]', items: readonly string[]): string {
  if (items.length === 0) return `${before}${brackets}`
  return `${before}${brackets.charAt(0)} ${items.join(', ')} ${brackets.charAt(1)}`
}
