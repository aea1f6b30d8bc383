import { Refusal, refusalOf, UNREACHABLE } from './refusal.ts'

const TIMEOUT_MS = 15_000

/** Fields of the address; what is undefined or empty is left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>

type Options = { readonly query?: Query; readonly timeoutMs?: number }
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export type Client = ReturnType<typeof createClient>

type Parts = {
  readonly key: () => string | undefined
  /** Told when the host does not know who asks (any more). */
  readonly onStranger: () => void
  /** The sentence for people when there is no answer; what the browser says is for nobody. */
  readonly unreachable?: () => string
}

/** Talks to the host: with the key of this tab, else with the cookie of the browser. Rejects with a Refusal. */
export function createClient({ key, onStranger, unreachable = () => 'Showrunner does not answer' }: Parts) {
  async function send(method: Method, path: string, body: unknown, { query, timeoutMs = TIMEOUT_MS }: Options = {}): Promise<Response> {
    const given = key()
    const response = await fetch(addressOf(path, query), {
      method,
      headers: {
        ...(given && { authorization: `Bearer ${given}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(() => {
      throw new Refusal({ status: 0, code: UNREACHABLE, message: unreachable() })
    })
    if (response.status === 401) onStranger()
    if (!response.ok) throw await refusalOf(response)
    return response
  }

  // The types are those of the route, which checks them with the same schemas.
  async function json<T>(method: Method, path: string, body: unknown, options?: Options): Promise<T> {
    const response = await send(method, path, body, options)
    return (response.status === 204 ? undefined : await response.json()) as T
  }

  return {
    get: <T>(path: string, query?: Query) => json<T>('GET', path, undefined, query ? { query } : {}),
    post: <T = void>(path: string, body: unknown = {}, options?: Options) => json<T>('POST', path, body, options),
    put: <T = void>(path: string, body: unknown, options?: Options) => json<T>('PUT', path, body, options),
    patch: <T = void>(path: string, body: unknown, options?: Options) => json<T>('PATCH', path, body, options),
    delete: <T = void>(path: string, query?: Query, body?: unknown) => json<T>('DELETE', path, body, query ? { query } : {}),
    /** For what is not JSON: files to be saved, logs. */
    raw: (path: string, query?: Query) => send('GET', path, undefined, query ? { query } : {}),
  }
}

function addressOf(path: string, query: Query = {}): string {
  const fields = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)] as [string, string]],
  )
  return fields.length > 0 ? `${path}?${new URLSearchParams(fields)}` : path
}
