import { failureOf, RetryError } from '#sdk/failures'
import { post } from '#sdk/post'
import type { Delivery } from '../sdk.ts'

/** How it went the last time; `detail` is one sentence for people. */
export type PostState = { readonly state: 'untried' | 'open' | 'failing'; readonly detail?: string }

type Parts = {
  /** Begins sentences: "The game at 127.0.0.1:30120". */
  readonly what: string
  /** Begins addresses, without a slash at its end. */
  readonly base: string
  readonly headers?: Readonly<Record<string, string>>
  readonly timeoutMs: number
  /** How long a game that failed is left alone by what need not arrive. */
  readonly restMs: number
  readonly now?: () => number
}

export type GamePost = ReturnType<typeof createGamePost>

/** Posts JSON to the HTTP server of a game. Rejects as core/kit/failures says; what need not arrive never does, and leaves a game alone that failed. */
export function createGamePost({ what, base, headers = {}, timeoutMs, restMs, now = Date.now }: Parts) {
  let state: PostState = { state: 'untried' }
  let failedAt = Number.NEGATIVE_INFINITY

  async function tell(path: string, body: unknown, { id, signal }: { readonly id: string; readonly signal: AbortSignal }): Promise<string> {
    const all = { ...headers, 'content-type': 'application/json', 'idempotency-key': id }
    const answer = await post({ url: `${base}${path}`, headers: all, body: JSON.stringify(body), timeoutMs, signal })
    // What is not there may be about to start.
    if (answer.status === 404) throw new RetryError(`${what} knows nothing of ${path}; start what listens there`)
    const failure = failureOf(answer, what)
    if (failure) throw failure
    return answer.text
  }

  return {
    state: () => state,
    /** What was answered, at most 4 KiB; undefined when it did not arrive and need not. */
    async send(path: string, body: unknown, how: Pick<Delivery, 'signal'> & { readonly id: string; readonly isKept: boolean }) {
      if (!how.isKept && now() - failedAt < restMs) return undefined
      try {
        const text = await tell(path, body, how)
        state = { state: 'open' }
        failedAt = Number.NEGATIVE_INFINITY
        return text
      } catch (error) {
        failedAt = now()
        state = { state: 'failing', detail: (error as Error).message }
        if (how.isKept) throw error
        return undefined
      }
    },
  }
}
