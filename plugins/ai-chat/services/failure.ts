import { textAt } from './fields.ts'

/**
 * Why there is no answer. `auth`: the key is wrong, the operator must act; `request`: the service does not take what is asked, such as a model it does not
 * know; `busy`: later it may; `late`: a time limit; `broken`: what came was no answer; `unreachable`: nothing came; `stopped`: nobody wants it any more.
 */
export type FailureKind = 'auth' | 'request' | 'busy' | 'late' | 'broken' | 'unreachable' | 'stopped'

type More = {
  /** When the service said so. */
  readonly retryAfterMs?: number | undefined
  /** The model takes no temperature. */
  readonly isOfTemperature?: boolean
}

/** What went wrong with a service: the end of a sentence that its name begins, with no key and no word of a viewer in it. */
export class ServiceFailure extends Error {
  override readonly name = 'ServiceFailure'
  readonly kind: FailureKind
  readonly retryAfterMs: number | undefined
  readonly isOfTemperature: boolean

  constructor(kind: FailureKind, message: string, { retryAfterMs, isOfTemperature = false }: More = {}) {
    super(message)
    this.kind = kind
    this.retryAfterMs = retryAfterMs
    this.isOfTemperature = isOfTemperature
  }
}

/** What a status other than 200 means, of any of the services. `body` is what came with it, as JSON when it was any. */
export function failureOf(status: number, headers: Headers, body: unknown, now: number): ServiceFailure {
  if (status === 401 || status === 403 || isOfKey(body))
    return new ServiceFailure('auth', `refused the key (${status}); enter it again in the settings of AI chat`)
  if (status === 408 || status === 429 || status >= 500)
    return new ServiceFailure('busy', `is busy (${status})`, { retryAfterMs: retryAfterMs(headers, now) })
  if (status < 400) return new ServiceFailure('broken', `answered ${status} and no answer; look at its address in the settings of AI chat`)
  const code = codeOf(body)
  const sentence = `does not take the request (${status}${code && `, ${code}`}); look at model and address in the settings of AI chat`
  return new ServiceFailure('request', sentence, { isOfTemperature: /temperature/.test(JSON.stringify(body) ?? '') })
}

/** Retry-After as seconds or a date, or the finer `retry-after-ms` that OpenAI sends; at most an hour. */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const fine = headers.get('retry-after-ms')
  const coarse = headers.get('retry-after') ?? ''
  const asDate = Date.parse(coarse) - now
  const ms = fine !== null && isNumber(fine) ? Number(fine) : isNumber(coarse) ? Number(coarse) * 1000 : asDate
  return Number.isFinite(ms) ? Math.min(3_600_000, Math.max(0, ms)) : undefined
}

const isNumber = (text: string) => /^\d{1,9}(\.\d+)?$/.test(text)

/** Gemini says a wrong key with 400. */
const isOfKey = (body: unknown) => /API_KEY_INVALID/.test(JSON.stringify(body) ?? '')

/** A service's own short word for it. Its sentence may repeat what was asked, and is not for logs. */
function codeOf(body: unknown): string {
  const words = [['error', 'code'], ['error', 'status'], ['error', 'type'], ['error']].map((path) => textAt(body, ...path))
  return words.find((word) => word !== undefined && /^[\w.-]{1,60}$/.test(word)) ?? ''
}
