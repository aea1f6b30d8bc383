/** Why there is no connection, or no longer one. */
export type OutcomeKind =
  | 'offline'
  | 'ended'
  | 'notFound'
  | 'rateLimited'
  | 'premium'
  | 'signServer'
  | 'refused'
  | 'blocked'
  | 'network'
  | 'lost'
  | 'silent'

export type Outcome = {
  readonly kind: OutcomeKind
  /** A few words more, for people; no secrets. */
  readonly detail: string
  /** What the sign server asks for. */
  readonly retryAfterMs?: number
  /** Of the WebSocket. */
  readonly code?: number
  /** How TikTok itself ended the live. */
  readonly endReason?: 'ended' | 'suspended'
}

type Wording = (about: { readonly name: string; readonly detail: string; readonly wait: string }) => string

/** What a streamer reads, by outcome. */
const WORDING = {
  offline: ({ name, wait }) => `@${name} is not live yet; looking again in ${wait}`,
  ended: ({ name, wait }) => `The live of @${name} has ended; looking for the next one in ${wait}`,
  notFound: ({ name, wait }) => `TikTok knows no account @${name}; check the spelling. Looking again in ${wait}`,
  rateLimited: ({ wait }) => `The sign server allows no more connections for ${wait}; waiting`,
  premium: ({ wait }) => `The sign server wants a paid plan or an API key for this; trying again in ${wait}`,
  signServer: ({ detail, wait }) => `The sign server could not help (${detail}); trying again in ${wait}`,
  refused: ({ detail, wait }) => `TikTok refused the connection (${detail}); trying again in ${wait}`,
  blocked: ({ name, wait }) =>
    `TikTok did not show the page of @${name}; it may be asking this network for a captcha. Trying again in ${wait}`,
  network: ({ detail, wait }) => `TikTok could not be reached (${detail}); trying again in ${wait}`,
  lost: ({ detail, wait }) => `The connection was lost (${detail}). Reconnecting in ${wait}`,
  silent: ({ detail, wait }) => `${detail}. Reconnecting in ${wait}`,
} satisfies Record<OutcomeKind, Wording>

/** One sentence: what happened and what happens next. */
export function sentenceOf(outcome: Outcome, { name, waitMs }: { name: string; waitMs: number }): string {
  return WORDING[outcome.kind]({ name, detail: outcome.detail, wait: durationOf(waitMs) })
}

function durationOf(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000))
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
}
