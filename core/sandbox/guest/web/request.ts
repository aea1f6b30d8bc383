import type { Syscalls } from '../syscalls.ts'
import type { Aborts, WebAbortSignal } from './abort.ts'
import type { Bodies } from './body.ts'
import type { Content, createContent } from './body-content.ts'
import { brand } from './brand.ts'
import type { HeadersClass, WebHeaders } from './headers.ts'
import { members } from './members.ts'
import { need } from './need.ts'
import { type Choices, choicesOf, methodOf } from './request-choices.ts'

export type Requests = ReturnType<typeof createRequest>
export type WebRequest = InstanceType<Requests['Request']>

type Facts = Choices & {
  readonly url: string
  readonly method: string
  readonly integrity: string
  readonly keepalive: boolean
  readonly signal: WebAbortSignal | undefined
}
/** A request of our own making, taken as it is. */
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

type Parts = Pick<Bodies, 'Body' | 'split' | 'take' | 'isUsable'> &
  Pick<HeadersClass, 'Headers'> & {
    readonly aborts: () => Aborts
    readonly toContent: ReturnType<typeof createContent>
    readonly syscalls: Pick<Syscalls, 'urlParse'>
  }

/** Request; https://fetch.spec.whatwg.org/#request-class. */
export function createRequest({ Body, split, take, isUsable, Headers, aborts, toContent, syscalls }: Parts) {
  let factsOf = (_: unknown): Facts | undefined => undefined

  class Request extends Body {
    readonly #facts: Facts
    readonly #headers: WebHeaders
    #signal: WebAbortSignal | undefined
    static {
      factsOf = (value) => (typeof value === 'object' && value !== null && #facts in value ? value.#facts : undefined)
    }

    constructor(...given: [input: unknown, init?: unknown]) {
      need(given, 1)
      const { facts, headers, content } = given[0] instanceof Made ? given[0] : build(given[0], members(given[1]))
      super(content, headers)
      this.#facts = facts
      this.#headers = headers
    }
    get method() {
      return this.#facts.method
    }
    get url() {
      return this.#facts.url
    }
    get headers() {
      return this.#headers
    }
    get destination() {
      return ''
    }
    get referrer() {
      return 'about:client'
    }
    get referrerPolicy() {
      return ''
    }
    get mode() {
      return this.#facts.mode
    }
    get credentials() {
      return this.#facts.credentials
    }
    get cache() {
      return this.#facts.cache
    }
    get redirect() {
      return this.#facts.redirect
    }
    get integrity() {
      return this.#facts.integrity
    }
    get keepalive() {
      return this.#facts.keepalive
    }
    get duplex() {
      return 'half'
    }
    get signal() {
      this.#signal ??= aborts().follow(this.#facts.signal ? [this.#facts.signal] : [])
      return this.#signal
    }
    clone() {
      const content = split(this)
      return new Request(new Made(this.#facts, new Headers(this.#headers), content))
    }
  }

  function build(input: unknown, init: Readonly<Record<string, unknown>>) {
    const from = factsOf(input)
    // The facts are there only in a Request.
    const source = from ? (input as Request) : undefined
    const facts: Facts = {
      ...choicesOf(init, from),
      url: from?.url ?? urlOf(`${input as string}`),
      method: init.method === undefined ? (from?.method ?? 'GET') : methodOf(`${init.method as string}`),
      integrity: init.integrity === undefined ? (from?.integrity ?? '') : `${init.integrity as string}`,
      keepalive: init.keepalive === undefined ? (from?.keepalive ?? false) : Boolean(init.keepalive),
      signal: signalOf(init.signal, from),
    }
    const headers = new Headers(init.headers ?? source?.headers)
    return new Made(facts, headers, contentOf(init, facts.method, headers, source))
  }

  function contentOf(
    init: Readonly<Record<string, unknown>>,
    method: string,
    headers: WebHeaders,
    source: Request | undefined,
  ): Content | null {
    const body = init.body
    if (body === undefined || body === null) {
      if (source && !isUsable(source)) throw new TypeError('Cannot construct a Request with a Request object that has already been used.')
      const content = source ? take(source) : null
      return content && refuseBody(method, content)
    }
    const { content, type } = toContent(body)
    if (content.kind === 'stream' && init.duplex !== 'half') throw new TypeError("A stream as a body needs duplex: 'half'")
    if (type !== undefined && !headers.has('content-type')) headers.append('content-type', type)
    return refuseBody(method, content)
  }

  function urlOf(text: string): string {
    const [href, , , username, password] = syscalls.urlParse(text.toWellFormed(), '')?.split('\n') ?? []
    if (href === undefined) throw new TypeError(`Failed to parse URL from ${text.slice(0, 1000)}`)
    if (username !== '' || password !== '') throw new TypeError('A URL of a request may not hold a user name or a password')
    return href
  }

  function signalOf(signal: unknown, from: Facts | undefined): WebAbortSignal | undefined {
    if (signal === undefined) return from?.signal
    if (signal === null) return undefined
    if (!aborts().isSignal(signal)) throw new TypeError('The signal of a request is an AbortSignal')
    return signal
  }

  /** A request that came. Its signal is looked for when somebody asks for it. */
  function receive(
    { url, method, signal }: { readonly url: string; readonly method: string; readonly signal: () => WebAbortSignal },
    headers: WebHeaders,
    content: Content | null,
  ) {
    const facts: Facts = {
      ...choicesOf({}, undefined),
      url,
      method,
      integrity: '',
      keepalive: false,
      get signal() {
        return signal()
      },
    }
    return new Request(new Made(facts, headers, content))
  }

  return { ...brand({ Request }), factsOf, receive }
}

function refuseBody(method: string, content: Content): Content {
  if (method === 'GET' || method === 'HEAD') throw new TypeError('Request with GET/HEAD method cannot have body.')
  return content
}
