import type { Bodies } from './body.ts'
import type { Content, createContent } from './body-content.ts'
import { brand } from './brand.ts'
import type { HeadersClass, WebHeaders } from './headers.ts'
import { members } from './members.ts'
import { need } from './need.ts'

export type Responses = ReturnType<typeof createResponse>

type Kind = 'default' | 'error' | 'basic'
type Facts = {
  readonly status: number
  readonly statusText: string
  readonly type: Kind
  readonly url: string
  readonly redirected: boolean
}
/** A response of our own making: its facts, headers and content are taken as they are. */
class Made {
  readonly facts: Facts
  readonly headers: WebHeaders
  readonly content: Content | null

  constructor(facts: Facts, headers: WebHeaders, content: Content | null) {
    this.facts = facts
    this.headers = headers
    this.content = content
  }
}
type Parts = Pick<Bodies, 'Body' | 'split'> &
  Pick<HeadersClass, 'Headers' | 'seal'> & {
    readonly toContent: ReturnType<typeof createContent>
    /** The href of a URL, or undefined. */
    readonly hrefOf: (url: string) => string | undefined
  }

const NO_BODY: ReadonlySet<number> = new Set([101, 103, 204, 205, 304])
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** Response; https://fetch.spec.whatwg.org/#response-class. `respond` makes one of what came over the network. */
export function createResponse({ Body, split, Headers, seal, toContent, hrefOf }: Parts) {
  class Response extends Body {
    readonly #facts: Facts
    readonly #headers: WebHeaders

    constructor(body: unknown = null, init?: unknown) {
      const made = body instanceof Made ? body : build(body, init)
      super(made.content, made.headers)
      this.#facts = made.facts
      this.#headers = made.headers
    }
    static error() {
      return new Response(new Made(factsOf(0, '', 'error'), sealed(), null))
    }
    static json(...given: [data: unknown, init?: unknown]) {
      need(given, 1)
      const json = JSON.stringify(given[0])
      if (json === undefined) throw new TypeError('The value is not JSON')
      return new Response(build(json, given[1], 'application/json'))
    }
    static redirect(...given: [url: unknown, status?: unknown]) {
      need(given, 1)
      const [url, status = 302] = given
      const href = hrefOf(`${url as string}`)
      if (href === undefined) throw new TypeError('Invalid URL')
      const code = Number(status) & 0xffff
      if (!REDIRECTS.has(code)) throw new RangeError(`${code} is no status of a redirect`)
      const headers = new Headers({ location: href })
      seal(headers)
      return new Response(new Made(factsOf(code, '', 'default'), headers, null))
    }
    get type() {
      return this.#facts.type
    }
    get url() {
      return this.#facts.url
    }
    get redirected() {
      return this.#facts.redirected
    }
    get status() {
      return this.#facts.status
    }
    get ok() {
      return this.#facts.status >= 200 && this.#facts.status < 300
    }
    get statusText() {
      return this.#facts.statusText
    }
    get headers() {
      return this.#headers
    }
    clone() {
      const content = split(this)
      const headers = new Headers(this.#headers)
      if (this.#facts.type !== 'default') seal(headers)
      return new Response(new Made(this.#facts, headers, content))
    }
  }

  function build(body: unknown, init: unknown, type?: string): Made {
    const { status = 200, statusText = '', headers: given } = members(init)
    const code = Number(status) & 0xffff
    if (code < 200 || code > 599) throw new RangeError(`A status is 200 to 599, and not ${code}`)
    const reason = `${statusText as string}`
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(reason)) throw new TypeError('Invalid statusText')
    const headers = new Headers(given)
    const made = body === null ? undefined : toContent(body)
    if (made && NO_BODY.has(code)) throw new TypeError(`A response with status ${code} has no body`)
    const contentType = type ?? made?.type
    if (contentType !== undefined && !headers.has('content-type')) headers.append('content-type', contentType)
    return new Made(factsOf(code, reason, 'default'), headers, made?.content ?? null)
  }

  function sealed(): WebHeaders {
    const headers = new Headers()
    seal(headers)
    return headers
  }

  /** A response that came; its headers stay as they are. */
  function respond(facts: Omit<Facts, 'type'>, headers: WebHeaders, content: Content | null) {
    seal(headers)
    return new Response(new Made({ ...facts, type: 'basic' }, headers, content))
  }

  return { ...brand({ Response }), respond, isEmptyStatus: (status: number) => NO_BODY.has(status) }
}

function factsOf(status: number, statusText: string, type: Kind): Facts {
  return { status, statusText, type, url: '', redirected: false }
}
