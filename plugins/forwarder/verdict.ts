import { failureOf, RetryError } from '#sdk/failures'
import { post } from '#sdk/post'
import { type Parcel, requestOf } from './parcel.ts'
import type { Target } from './target.ts'

/** What became of a parcel: `away` is nobody there, `failed` somebody who could not, `refused` somebody who will never. */
export type Verdict =
  | { readonly state: 'taken' }
  | { readonly state: 'away' | 'failed'; readonly why: string; readonly askedMs?: number }
  | { readonly state: 'refused'; readonly why: string }

/** What stands before a service says these of it, whatever it was sent; and who is asked too often would take it later. */
const AWAY = new Set([429, 502, 503, 504])
const TIMEOUT_MS = 15_000

/** Sends a parcel once. Never rejects. */
export async function sendParcel(
  parcel: Parcel,
  target: Target,
  { now, signal }: { readonly now: number; readonly signal: AbortSignal },
): Promise<Verdict> {
  try {
    const answer = await post({ ...(await requestOf(parcel, target)), timeoutMs: TIMEOUT_MS, signal })
    return verdictOf(answer, now)
  } catch (error) {
    const { name, message = String(error), permanent } = Object(error) as { name?: string; message?: string; permanent?: boolean }
    // What was not granted will be, or another address is written.
    return { state: name === 'SilenceError' && !permanent ? 'failed' : 'away', why: message }
  }
}

function verdictOf(answer: Pick<Response, 'status' | 'headers'>, now: number): Verdict {
  const { status } = answer
  const failure = failureOf(answer, 'The target', now)
  if (!failure) return { state: 'taken' }
  // With another token it would be taken: nothing is wrong with what was sent.
  if (status === 401 || status === 403) return { state: 'away', why: failure.message }
  if (!(failure instanceof RetryError)) return { state: 'refused', why: failure.message }
  const { message: why, retryAfterMs } = failure
  return { state: AWAY.has(status) ? 'away' : 'failed', why, ...(retryAfterMs !== undefined && { askedMs: retryAfterMs }) }
}
