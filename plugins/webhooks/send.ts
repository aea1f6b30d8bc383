import { type Answer, post } from '#sdk/post'
import type { Endpoint } from './endpoint.ts'
import type { Kind, Verdict } from './kinds/kind.ts'
import type { Batch } from './outbox/entry.ts'

type Parts = {
  readonly kind: Pick<Kind, 'request' | 'verdict' | 'timeoutMs'>
  readonly endpoint: Endpoint
  readonly now: () => number
  readonly signal: AbortSignal
}

/** Sends entries in one request, and says what the answer means. Never rejects: without an answer the endpoint is busy. */
export async function send(batch: Batch, { kind, endpoint, now, signal }: Parts): Promise<Verdict> {
  try {
    const { timeoutMs } = kind
    const answer: Answer = await post({ ...(await kind.request(batch, endpoint, now())), timeoutMs, signal })
    return kind.verdict(answer, now())
  } catch (error) {
    const { message = String(error), permanent } = Object(error) as { message?: string; permanent?: boolean }
    return permanent ? { state: 'refused', why: message } : { state: 'retry', why: message, isBusy: true }
  }
}
