import { type Syscalls, URL_PARTS, type UrlPart } from '../syscalls.ts'
import { brand } from './brand.ts'
import { need } from './need.ts'
import { provide } from './provide.ts'
import type { SearchParams, WebSearchParams } from './url-search-params.ts'

export type Urls = ReturnType<typeof createUrl>

type Parts = { readonly syscalls: Syscalls } & SearchParams

/** URL, parsed by the worker; https://url.spec.whatwg.org. */
export function createUrl({ syscalls, URLSearchParams, connect, reset }: Parts) {
  /** The parts of a URL; undefined when it cannot be parsed. */
  function parse(input: unknown, base?: unknown): readonly string[] | undefined {
    const [text, baseText] = [wellFormed(input), base === undefined ? '' : wellFormed(base)]
    // '' would say that there is no base.
    if (base !== undefined && baseText === '') return undefined
    return syscalls.urlParse(text, baseText)?.split('\n')
  }

  class URL {
    #parts: readonly string[] = []
    #params: WebSearchParams | undefined

    constructor(...given: [input: unknown, base?: unknown]) {
      need(given, 1)
      const parts = parse(...given)
      if (!parts) throw invalid()
      this.#parts = parts
    }
    static canParse(...given: [input: unknown, base?: unknown]) {
      need(given, 1)
      return parse(...given) !== undefined
    }
    static parse(...given: [input: unknown, base?: unknown]) {
      need(given, 1)
      const parts = parse(...given)
      if (!parts) return null
      const url = new URL('about:blank')
      url.#parts = parts
      return url
    }

    #get(part: (typeof URL_PARTS)[number]): string {
      return this.#parts[URL_PARTS.indexOf(part)] ?? ''
    }
    #set(part: UrlPart, value: unknown) {
      const parts = syscalls.urlWith(this.#get('href'), part, wellFormed(value))?.split('\n')
      if (parts) this.#parts = parts
      else if (part === 'href') throw invalid()
      if (this.#params && (part === 'href' || part === 'search')) reset(this.#params, this.#get('search'))
    }

    get href() {
      return this.#get('href')
    }
    set href(value: unknown) {
      this.#set('href', value)
    }
    get origin() {
      return this.#get('origin')
    }
    get protocol() {
      return this.#get('protocol')
    }
    set protocol(value: unknown) {
      this.#set('protocol', value)
    }
    get username() {
      return this.#get('username')
    }
    set username(value: unknown) {
      this.#set('username', value)
    }
    get password() {
      return this.#get('password')
    }
    set password(value: unknown) {
      this.#set('password', value)
    }
    get host() {
      return this.#get('host')
    }
    set host(value: unknown) {
      this.#set('host', value)
    }
    get hostname() {
      return this.#get('hostname')
    }
    set hostname(value: unknown) {
      this.#set('hostname', value)
    }
    get port() {
      return this.#get('port')
    }
    set port(value: unknown) {
      this.#set('port', value)
    }
    get pathname() {
      return this.#get('pathname')
    }
    set pathname(value: unknown) {
      this.#set('pathname', value)
    }
    get search() {
      return this.#get('search')
    }
    set search(value: unknown) {
      this.#set('search', value)
    }
    get searchParams() {
      this.#params ??= this.#makeParams()
      return this.#params
    }
    get hash() {
      return this.#get('hash')
    }
    set hash(value: unknown) {
      this.#set('hash', value)
    }
    toString() {
      return this.#get('href')
    }
    toJSON() {
      return this.#get('href')
    }
    #makeParams() {
      const params = new URLSearchParams(this.#get('search'))
      connect(params, {
        changed: (search) => {
          this.#parts = syscalls.urlWith(this.#get('href'), 'search', search)?.split('\n') ?? this.#parts
        },
      })
      return params
    }
  }

  provide('URL', URL)
  return brand({ URL })
}

function invalid() {
  return Object.defineProperty(new TypeError('Invalid URL'), 'code', { value: 'ERR_INVALID_URL', writable: true, configurable: true })
}

function wellFormed(value: unknown): string {
  return `${value as string}`.toWellFormed()
}
