import { type Fault, ProviderError } from './provider-error.ts'

/** The longest answer: two minutes of sound at 24,000 Hz, as base64. */
const MAX_BYTES = 8 * 1024 * 1024

export type Answer = { readonly status: number; readonly headers: Headers; readonly bytes: Uint8Array }

export type Exchange = {
  /** Of the service, for people. */
  readonly name: string
  readonly url: string
  readonly init: RequestInit
  /** What the service means by an answer that is no success; what it leaves open is told by the status. */
  readonly faultOf?: (answer: Answer) => Fault | undefined
}

/** What a status means where the service says no more. */
const FAULT_OF: Readonly<Record<number, Fault>> = {
  400: 'refused',
  401: 'auth',
  402: 'quota',
  403: 'auth',
  404: 'refused',
  408: 'broken',
  413: 'refused',
  415: 'refused',
  422: 'refused',
  429: 'busy',
}

/** What people can do about it. */
const ADVICE = {
  auth: 'does not accept the key: check it in the settings',
  quota: 'says that the account is used up: top it up, or take another provider',
  refused: 'does not take this request: check voice and model in the settings',
  busy: 'has too much to do',
  throttled: 'has shut out this address for now',
  broken: 'is out of order',
  timeout: 'took too long',
} as const satisfies Record<Fault, string>

/** Asks a service once and follows no redirect, so that no key goes anywhere else. Rejects with a ProviderError, or with the signal's reason. */
export async function exchange({ name, url, init, faultOf }: Exchange, signal: AbortSignal): Promise<Answer> {
  const answer = await received(name, url, { ...init, redirect: 'manual', signal }).catch((cause: unknown) => {
    if (signal.aborted) throw signal.reason
    throw cause instanceof ProviderError ? cause : unreachable(name, cause)
  })
  const { status, headers } = answer
  if (status >= 200 && status < 300) return answer
  const fault = faultOf?.(answer) ?? FAULT_OF[status] ?? 'broken'
  throw new ProviderError(fault, `${name} ${ADVICE[fault]} (${status})`, { retryAfterMs: retryAfterOf(headers) })
}

/** The JSON of an answer that is no success, or nothing. */
export function wordsOf({ bytes }: Answer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes.slice(0, 16_384)))
  } catch {
    return undefined
  }
}

/** A field below others, wherever there is one. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    // An object or an array: its fields are looked at as they come.
    (rest, name) => (typeof rest === 'object' && rest !== null ? (rest as Record<string | number, unknown>)[name] : undefined),
    value,
  )
}

async function received(name: string, url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init)
  return { status: response.status, headers: response.headers, bytes: await bodyOf(name, response) }
}

async function bodyOf(name: string, response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  const reader = response.body?.getReader()
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    size += read.value.length
    if (size > MAX_BYTES) {
      await reader?.cancel()
      throw new ProviderError('broken', `${name} answers more than ${MAX_BYTES} bytes`)
    }
    parts.push(read.value)
  }
  const bytes = new Uint8Array(size)
  let from = 0
  for (const part of parts) {
    bytes.set(part, from)
    from += part.length
  }
  return bytes
}

function unreachable(name: string, cause: unknown): ProviderError {
  const isRefused = cause instanceof Error && cause.name === 'NotCapable'
  return isRefused
    ? new ProviderError('auth', `The plugin may not reach ${name}: approve it in the dashboard`, { cause })
    : new ProviderError('broken', `${name} cannot be reached`, { cause })
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date. */
function retryAfterOf(headers: Headers): number | undefined {
  const ms = Number(headers.get('retry-after-ms') ?? Number.NaN)
  if (Number.isFinite(ms)) return Math.max(0, ms)
  const said = headers.get('retry-after')
  if (said === null) return undefined
  const seconds = Number(said)
  const until = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(said) - Date.now()
  return Number.isFinite(until) ? Math.max(0, until) : undefined
}
