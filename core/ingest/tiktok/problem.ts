import type * as Connector from 'tiktok-live-connector'
import type { Outcome } from './outcome.ts'
import type { SignAnswer } from './sign-server.ts'

/** What is known about a connection that did not come about. */
export type Evidence = {
  readonly connector: typeof Connector
  readonly wallTime: () => number
  /** The sign server's last answer. The connector's own errors lose its status (429 becomes a TypeError, 402 a RangeError). */
  readonly answer?: SignAnswer | undefined
  /** What TikTok's WebSocket host said of the handshake. */
  readonly handshake?: string | undefined
}

/** Says in plain words why connecting failed. */
export function explain(error: unknown, evidence: Evidence): Outcome {
  return explainSigning(evidence) ?? explainRoom(error, evidence.connector) ?? explainSocket(error, evidence)
}

function explainSigning({ answer, wallTime }: Evidence): Outcome | undefined {
  if (!answer || answer.status === 200) return undefined
  const detail = `it answered ${answer.status}`
  if (answer.status === 429) return { kind: 'rateLimited', detail, ...retryAfter(answer, wallTime()) }
  if (answer.status === 402) return { kind: 'premium', detail }
  return { kind: 'signServer', detail }
}

function retryAfter({ headers }: SignAnswer, now: number): { retryAfterMs?: number } {
  const seconds = Number(headers['retry-after'])
  if (seconds > 0) return { retryAfterMs: seconds * 1000 }
  const reset = Number(headers['x-ratelimit-reset']) * 1000 - now
  return reset > 0 ? { retryAfterMs: reset } : {}
}

function explainRoom(error: unknown, connector: typeof Connector): Outcome | undefined {
  if (error instanceof connector.UserOfflineError) return { kind: 'offline', detail: 'room status 4' }
  if (!(error instanceof connector.InvalidResponseCompositeError)) return undefined
  const reasons = (error.config.requestErrs ?? []).map(messageOf)
  const says = (pattern: RegExp) => reasons.some((reason) => pattern.test(reason))
  if (says(/user_not_found|19881007/)) return { kind: 'notFound', detail: 'no such account' }
  // The page was read and names no room: nobody is live there.
  if (says(/Failed to extract Room ID from (HTML|Euler)/)) return { kind: 'offline', detail: 'no room' }
  if (says(/SIGI_STATE|captcha|LiveRoom object/)) return { kind: 'blocked', detail: 'no room in the page' }
  return { kind: 'network', detail: reasons[0] ?? messageOf(error) }
}

function explainSocket(error: unknown, { answer, handshake }: Evidence): Outcome {
  const detail = messageOf(error)
  if (/Unexpected server response/.test(detail)) return { kind: 'refused', detail: handshake ?? detail }
  if (/x-set-tt-cookie|cookies|cursor|Sign|sign server/.test(detail) && answer) return { kind: 'signServer', detail }
  return { kind: 'network', detail }
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message || codeOf(error) : String(error)
  return (message.split('\n', 1)[0] ?? '').slice(0, 200)
}

// Node joins the failures of several addresses in one error without a message.
function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name
}
