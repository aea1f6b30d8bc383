import { post } from '#sdk/post'
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
  const request = await Promise.resolve()
    .then(() => kind.request(batch, endpoint, now()))
    .catch(() => undefined)
  if (!request) return { state: 'refused', why: 'What was kept of it cannot be read any more' }
  try {
    return kind.verdict(await post({ ...request, timeoutMs: kind.timeoutMs, signal }), now())
  } catch (error) {
    const { message = String(error), permanent } = Object(error) as { message?: string; permanent?: boolean }
    return permanent ? { state: 'refused', why: message } : { state: 'retry', why: message, isBusy: true }
  }
}
