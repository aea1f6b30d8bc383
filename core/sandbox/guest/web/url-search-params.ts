import { brand } from './brand.ts'
import { need } from './need.ts'
import { pairIterator } from './pair-iterator.ts'
import type { createUrlEncoded, Pairs } from './url-encoded.ts'

export type SearchParams = ReturnType<typeof createSearchParams>
export type WebSearchParams = InstanceType<SearchParams['URLSearchParams']>

type Link = { changed: (search: string) => void }

/** URLSearchParams; `connect` ties one to a URL: it is given what the URL's query becomes. */
export function createSearchParams({ parse, serialize }: ReturnType<typeof createUrlEncoded>) {
  let connect = (_: URLSearchParams, _link: Link): void => {}
  let reset = (_: URLSearchParams, _search: string): void => {}
  let isParams = (_: unknown): _ is URLSearchParams => false

  class URLSearchParams {
    #pairs: Pairs = []
    #link: Link | undefined
    static {
      connect = (params, link) => {
        params.#link = link
      }
      reset = (params, search) => {
        params.#pairs = parse(withoutMark(search))
      }
      isParams = (value): value is URLSearchParams => typeof value === 'object' && value !== null && #pairs in value
    }

    constructor(init?: unknown) {
      if (init === undefined) return
      this.#pairs =
        (typeof init === 'object' && init !== null) || typeof init === 'function' ? pairsOf(init) : parse(withoutMark(text(init)))
    }
    get size() {
      return this.#pairs.length
    }
    append(...given: [name: unknown, value: unknown]) {
      need(given, 2)
      this.#pairs.push([text(given[0]), text(given[1])])
      this.#changed()
    }
    delete(...given: [name: unknown, value?: unknown]) {
      need(given, 1)
      const matches = matcher(given)
      this.#pairs = this.#pairs.filter((pair) => !matches(pair))
      this.#changed()
    }
    get(...given: [name: unknown]) {
      need(given, 1)
      return this.#pairs.find(matcher(given))?.[1] ?? null
    }
    getAll(...given: [name: unknown]) {
      need(given, 1)
      return this.#pairs.filter(matcher(given)).map(([, value]) => value)
    }
    has(...given: [name: unknown, value?: unknown]) {
      need(given, 1)
      return this.#pairs.some(matcher(given))
    }
    set(...given: [name: unknown, value: unknown]) {
      need(given, 2)
      const [name, value] = [text(given[0]), text(given[1])]
      const first = this.#pairs.findIndex((pair) => pair[0] === name)
      if (first === -1) this.#pairs.push([name, value])
      else this.#pairs = this.#pairs.flatMap((pair, index) => (pair[0] !== name ? [pair] : index === first ? [[name, value]] : []))
      this.#changed()
    }
    sort() {
      this.#pairs = this.#pairs.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      this.#changed()
    }
    forEach(callback: unknown, self?: unknown) {
      if (typeof callback !== 'function') throw new TypeError('forEach needs a function')
      for (const [name, value] of this) Reflect.apply(callback, self, [value, name, this])
    }
    entries() {
      return pairIterator('URLSearchParams', (index) => {
        const pair = this.#pairs[index]
        return pair && ([...pair] as [string, string])
      })
    }
    keys() {
      return pairIterator('URLSearchParams', (index) => this.#pairs[index]?.[0])
    }
    values() {
      return pairIterator('URLSearchParams', (index) => this.#pairs[index]?.[1])
    }
    toString() {
      return serialize(this.#pairs)
    }
    [Symbol.iterator]() {
      return this.entries()
    }
    #changed() {
      this.#link?.changed(serialize(this.#pairs))
    }
  }

  return { ...brand({ URLSearchParams }), connect, reset, isParams }
}

function pairsOf(init: object): Pairs {
  const iterate = (init as { readonly [Symbol.iterator]?: unknown })[Symbol.iterator]
  if (iterate === undefined || iterate === null)
    return Reflect.ownKeys(init)
      .filter((key) => Object.getOwnPropertyDescriptor(init, key)?.enumerable)
      .map((key) => [text(key), text((init as Readonly<Record<PropertyKey, unknown>>)[key])])
  return [...(init as Iterable<unknown>)].map((entry) => {
    if (typeof entry !== 'object' || entry === null) throw new TypeError('Each pair must be a list of a name and a value')
    const pair = [...(entry as Iterable<unknown>)]
    if (pair.length !== 2) throw new TypeError('Each pair must be a name and a value')
    return [text(pair[0]), text(pair[1])]
  })
}

function matcher([name, value]: [name: unknown, value?: unknown]) {
  const wantedName = text(name)
  const wantedValue = value === undefined ? undefined : text(value)
  return (pair: Pairs[number]) => pair[0] === wantedName && (wantedValue === undefined || pair[1] === wantedValue)
}

function withoutMark(search: string): string {
  return search.startsWith('?') ? search.slice(1) : search
}

function text(value: unknown): string {
  // Not String(): that takes symbols, which the web refuses.
  return `${value as string}`.toWellFormed()
}
