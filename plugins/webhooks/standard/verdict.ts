import { failureOf, RetryError } from '#sdk/failures'
import type { Answer } from '#sdk/post'
import type { Verdict } from '../kinds/kind.ts'

/** These say that all of it is busy, not that this one message was. */
const BUSY = new Set([429, 502, 503, 504])

/** What the Standard Webhooks specification says of statuses: 2xx is success, 410 ends it, redirects are failures. */
export function verdictOf({ status, headers }: Answer, now: number): Verdict {
  if (status === 410) return { state: 'gone', why: 'The endpoint says that it is gone for good (410)' }
  if (status >= 300 && status < 400)
    return { state: 'refused', why: `It answered ${status}, a redirect, which is not followed; write the address that it leads to` }
  const failure = failureOf({ status, headers }, 'The endpoint', now)
  if (!failure) return { state: 'ok' }
  if (!(failure instanceof RetryError)) return { state: 'refused', why: failure.message, isKey: status === 401 || status === 403 }
  const { message: why, retryAfterMs } = failure
  return { state: 'retry', why, ...(retryAfterMs !== undefined && { askedMs: retryAfterMs }), ...(BUSY.has(status) && { isBusy: true }) }
}
