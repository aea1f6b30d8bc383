import type { Answer } from '#sdk/post'
import type { Verdict } from '../kinds/kind.ts'

const SECOND = 1000
/** A 429 that does not say how long comes from what stands before Discord. */
const BANNED_MS = 60 * SECOND

/** What Discord says: https://discord.com/developers/docs/topics/rate-limits and Execute Webhook. */
export function verdictOf(answer: Answer): Verdict {
  const { status, headers } = answer
  if (status >= 200 && status < 300)
    return headers.get('x-ratelimit-remaining') === '0' ? { state: 'ok', pauseMs: resetMs(headers) } : { state: 'ok' }
  if (status === 429) return tooMany(answer)
  if (status === 404) return { state: 'gone', why: 'Discord knows no such webhook any more; make a new one and paste its address' }
  if (status === 401 || status === 403) return { state: 'refused', why: `Discord refused the webhook’s token (${status})`, isKey: true }
  if (status === 408 || status >= 500) return { state: 'retry', why: `Discord answered ${status}`, isBusy: true }
  return { state: 'refused', why: `Discord did not take the message (${status})` }
}

/** `{ message, retry_after, global }`, in seconds with a fraction. */
function tooMany({ headers, text }: Answer): Verdict {
  const { retry_after: said, global } = read(text)
  const seconds = [said, Number(headers.get('retry-after') ?? Number.NaN)].find((one) => typeof one === 'number' && one >= 0)
  const isEverywhere = global === true || headers.get('x-ratelimit-global') === 'true' || seconds === undefined || said === undefined
  return {
    state: 'retry',
    why: 'Discord asked for a pause',
    askedMs: seconds === undefined ? BANNED_MS : Math.ceil(Number(seconds) * SECOND),
    isBusy: true,
    isEarly: true,
    ...(isEverywhere && { isEverywhere }),
  }
}

function read(text: string): { readonly retry_after?: unknown; readonly global?: unknown } {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

function resetMs(headers: Headers): number {
  const seconds = Number(headers.get('x-ratelimit-reset-after'))
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds * SECOND) : 0
}
