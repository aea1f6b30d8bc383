/** What trying again cannot help: a dead letter at once. */
export class PermanentError extends Error {
  override readonly name: string = 'PermanentError'
  readonly permanent = true
}

/** A key or a password is wrong: nobody tries again before the settings are others. */
export class AuthError extends PermanentError {
  override readonly name = 'AuthError'
}

/** What may work later; `retryAfterMs` when the other side said when. */
export class RetryError extends Error {
  override readonly name: string = 'RetryError'
  readonly retryAfterMs?: number

  constructor(message: string, retryAfterMs?: number) {
    super(message)
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs
  }
}

/** What an answer of HTTP that is no success means; undefined when it is one. `what` begins the sentence, for example "The game". */
export function failureOf(response: Pick<Response, 'status' | 'headers'>, what: string, now = Date.now()): Error | undefined {
  const { status } = response
  if (status >= 200 && status < 300) return undefined
  const sentence = `${what} answered ${status}`
  if (status === 401 || status === 403) return new AuthError(`${sentence}; look at its key in the settings`)
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return new RetryError(sentence, retryAfter(response.headers.get('retry-after'), now))
  return new PermanentError(sentence)
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function retryAfter(text: string | null, now: number): number | undefined {
  if (text === null || text.trim() === '') return undefined
  const ms = /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}
