import { Refusal, refusalOf, UNREACHABLE } from './refusal.ts'

const TIMEOUT_MS = 15_000
const AGAIN_MS = 1000
/** Who pressed a button waits no longer than this for a connection that broke. */
const LONGEST_MS = 15_000

/** Fields of the address; what is undefined or empty is left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>

/**
 * What is done when there was no answer, so that nobody knows whether the host heard it: `by-name` sends it again under the same name, which the host
 * carries out once; `as-it-is` sends it again, since twice is the same as once; `never` leaves that to who asked.
 */
type Again = 'by-name' | 'as-it-is' | 'never'

type Options = {
  readonly query?: Query
  readonly timeoutMs?: number
  readonly again?: Again
  /** The name of an earlier press of which no answer came. */
  readonly name?: string
}
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export type Client = ReturnType<typeof createClient>

type Parts = {
  readonly key: () => string | undefined
  /** Told when the host does not know who asks (any more). */
  readonly onStranger: () => void
  /** The sentence for people when there is no answer; what the browser says is for nobody. */
  readonly unreachable?: (isChange: boolean) => string
  readonly fetch?: typeof globalThis.fetch
  readonly now?: () => number
  readonly wait?: (ms: number) => Promise<void>
}

/** Talks to the host: with the key of this tab, else with the cookie of the browser. Rejects with a Refusal. */
export function createClient({
  key,
  onStranger,
  unreachable = () => 'Showrunner does not answer',
  fetch = (...asked) => globalThis.fetch(...asked),
  now = Date.now,
  wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}: Parts) {
  const unanswered = (isChange: boolean) => () => {
    throw new Refusal({ status: 0, code: UNREACHABLE, message: unreachable(isChange) })
  }

  async function send(method: Method, path: string, body: unknown, options: Options = {}): Promise<Response> {
    const { query, timeoutMs = TIMEOUT_MS, again = method === 'GET' ? 'never' : 'by-name', name = requestName() } = options
    const given = key()
    const request = {
      method,
      headers: {
        ...(given && { authorization: `Bearer ${given}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(again === 'by-name' && { 'idempotency-key': name }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    }
    const once = () => fetch(addressOf(path, query), request)
    const response = await (again === 'never' ? once() : untilAnswered(once)).catch(unanswered(method !== 'GET'))
    if (response.status === 401) onStranger()
    if (!response.ok) throw await refusalOf(response)
    return response
  }

  /** Sends it over a connection that breaks; rejects when none is there for too long. */
  async function untilAnswered(once: () => Promise<Response>): Promise<Response> {
    const until = now() + LONGEST_MS
    for (;;) {
      try {
        return await once()
      } catch (error) {
        if (now() + AGAIN_MS >= until) throw error
      }
      await wait(AGAIN_MS)
    }
  }

  // The types are those of the route, which checks them with the same schemas.
  async function json<T>(method: Method, path: string, body: unknown, options?: Options): Promise<T> {
    const response = await send(method, path, body, options)
    return (response.status === 204 ? undefined : await response.json().catch(unanswered(method !== 'GET'))) as T
  }

  return {
    get: <T>(path: string, query?: Query) => json<T>('GET', path, undefined, query ? { query } : {}),
    post: <T = void>(path: string, body: unknown = {}, options?: Options) => json<T>('POST', path, body, options),
    /** For a question that needs a body; it changes nothing. */
    ask: <T>(path: string, body: unknown = {}) => json<T>('POST', path, body, { again: 'never' }),
    put: <T = void>(path: string, body: unknown, options?: Options) => json<T>('PUT', path, body, options),
    patch: <T = void>(path: string, body: unknown, options?: Options) => json<T>('PATCH', path, body, options),
    delete: <T = void>(path: string, query?: Query, body?: unknown, options: Options = {}) =>
      json<T>('DELETE', path, body, query ? { ...options, query } : options),
    /** For what is not JSON: files to be saved, logs. */
    raw: (path: string, query?: Query) => send('GET', path, undefined, query ? { query } : {}),
  }
}

/** A name that no other request has. Pages that are not from localhost and without TLS have no `randomUUID`. */
export function requestName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function addressOf(path: string, query: Query = {}): string {
  const fields = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)] as [string, string]],
  )
  return fields.length > 0 ? `${path}?${new URLSearchParams(fields)}` : path
}
