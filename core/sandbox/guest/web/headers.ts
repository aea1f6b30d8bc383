import { brand } from './brand.ts'
import { need } from './need.ts'
import { pairIterator } from './pair-iterator.ts'

export type HeadersClass = ReturnType<typeof createHeaders>
export type WebHeaders = InstanceType<HeadersClass['Headers']>
export type HeaderPairs = readonly (readonly [name: string, value: string])[]

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const MAX_HEADERS = 2_000

/** Headers; https://fetch.spec.whatwg.org/#headers-class. */
export function createHeaders() {
  let seal = (_: Headers): void => {}
  let pairsOf = (_: Headers): HeaderPairs => []

  class Headers {
    /** By name in lower case; set-cookie may have several values, the others are joined as they come. */
    readonly #values = new Map<string, string[]>()
    #sealed = false
    #sorted: HeaderPairs | undefined
    static {
      seal = (headers) => {
        headers.#sealed = true
      }
      pairsOf = (headers) => headers.#pairs()
    }

    constructor(init?: unknown) {
      for (const [name, value] of pairsIn(init, pairsOf)) this.append(name, value)
    }
    append(...given: [name: unknown, value: unknown]) {
      need(given, 2)
      const [name, value] = [this.#writable(given[0]), valueText(given[1])]
      const known = this.#values.get(name)
      if (!known && this.#values.size >= MAX_HEADERS) throw new RangeError(`There may be ${MAX_HEADERS} headers`)
      if (!known) this.#values.set(name, [value])
      else if (name === 'set-cookie') known.push(value)
      else known[0] = `${known[0]}${name === 'cookie' ? '; ' : ', '}${value}`
      this.#sorted = undefined
    }
    delete(...given: [name: unknown]) {
      need(given, 1)
      this.#values.delete(this.#writable(given[0]))
      this.#sorted = undefined
    }
    get(...given: [name: unknown]) {
      need(given, 1)
      return this.#values.get(nameOf(given[0]))?.join(', ') ?? null
    }
    getSetCookie() {
      return [...(this.#values.get('set-cookie') ?? [])]
    }
    has(...given: [name: unknown]) {
      need(given, 1)
      return this.#values.has(nameOf(given[0]))
    }
    set(...given: [name: unknown, value: unknown]) {
      need(given, 2)
      const [name, value] = [this.#writable(given[0]), valueText(given[1])]
      if (!this.#values.has(name) && this.#values.size >= MAX_HEADERS) throw new RangeError(`There may be ${MAX_HEADERS} headers`)
      this.#values.set(name, [value])
      this.#sorted = undefined
    }
    forEach(callback: unknown, self?: unknown) {
      if (typeof callback !== 'function') throw new TypeError('forEach needs a function')
      for (const [name, value] of this.entries()) Reflect.apply(callback, self, [value, name, this])
    }
    entries() {
      return pairIterator('Headers', (index): [string, string] | undefined => {
        const pair = this.#pairs()[index]
        return pair && [pair[0], pair[1]]
      })
    }
    keys() {
      return pairIterator('Headers', (index) => this.#pairs()[index]?.[0])
    }
    values() {
      return pairIterator('Headers', (index) => this.#pairs()[index]?.[1])
    }
    [Symbol.iterator]() {
      return this.entries()
    }

    #writable(name: unknown): string {
      const known = nameOf(name)
      if (this.#sealed) throw new TypeError('These headers cannot be changed')
      return known
    }
    #pairs(): HeaderPairs {
      this.#sorted ??= [...this.#values]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([name, values]) => values.map((value) => [name, value] as const))
      return this.#sorted
    }
  }

  const isHeaders = (value: unknown): value is Headers => value instanceof Headers
  return { ...brand({ Headers }), seal, pairsOf, isHeaders }
}

/** The pairs of a HeadersInit: headers, a list of pairs, or an object. */
function pairsIn(init: unknown, pairsOf: (headers: never) => HeaderPairs): readonly (readonly [unknown, unknown])[] {
  if (init === undefined) return []
  if ((typeof init !== 'object' && typeof init !== 'function') || init === null)
    throw new TypeError('Headers are made of an object or of a list of pairs')
  const iterate = (init as { readonly [Symbol.iterator]?: unknown })[Symbol.iterator]
  if (iterate === undefined || iterate === null) return recordPairs(init)
  // Headers of our own class are read as they are, several set-cookie and all.
  const own = ownPairs(init, pairsOf)
  return (
    own ??
    [...(init as Iterable<unknown>)].map((entry) => {
      if (typeof entry !== 'object' || entry === null) throw new TypeError('Each header must be a list of a name and a value')
      const [name, value, ...more] = [...(entry as Iterable<unknown>)]
      if (value === undefined || more.length > 0) throw new TypeError('Each header must be a name and a value')
      return [name, value] as const
    })
  )
}

function ownPairs(init: object, pairsOf: (headers: never) => HeaderPairs): HeaderPairs | undefined {
  try {
    return pairsOf(init as never)
  } catch {
    return undefined
  }
}

function recordPairs(init: object): readonly (readonly [unknown, unknown])[] {
  return Reflect.ownKeys(init)
    .filter((key) => Object.getOwnPropertyDescriptor(init, key)?.enumerable)
    .map((key) => [key, (init as Readonly<Record<PropertyKey, unknown>>)[key]] as const)
}

function nameOf(name: unknown): string {
  const text = `${name as string}`
  if (!NAME.test(text)) throw new TypeError(`${JSON.stringify(text.slice(0, 100))} is no name of a header`)
  return text.toLowerCase()
}

function valueText(value: unknown): string {
  const text = `${value as string}`.replace(/^[\t\n\r ]+/, '')
  const end = lastKept(text)
  const trimmed = text.slice(0, end)
  if (/[\0\r\n]|[^\0-\xff]/.test(trimmed)) throw new TypeError('A value of a header has a character that it may not have')
  return trimmed
}

/** By hand, because a pattern for spaces at the end takes quadratic time. */
function lastKept(text: string): number {
  let end = text.length
  while (end > 0 && '\t\n\r '.includes(text.charAt(end - 1))) end -= 1
  return end
}
