import type { Outcome, OutcomeKind } from './outcome.ts'

export type ReconnectOptions = {
  /** First upper bound of the back-off; doubles with each attempt. */
  readonly baseDelayMs: number
  /** Attempts in a row before giving up; Infinity for never. */
  readonly maxAttempts: number
  readonly random: () => number
}

/** No source connects more than once a second, whatever happened. */
const MIN_DELAY_MS = 1000
const MAX_DELAY_MS = 60_000
/** A connection that lived this long was a good one; the next loss starts the back-off anew. */
const STABLE_MS = 30_000
/** Looking whether somebody is live costs no sign request. */
const LOOK_DELAYS_MS = [30_000, 60_000, 120_000]
const RATE_LIMIT_DELAY_MS = 60_000
const MAX_RATE_LIMIT_DELAY_MS = 3_600_000

/** Waiting for something that no attempt of ours can bring about; not counted as attempts. */
const LOOKING: readonly OutcomeKind[] = ['offline', 'ended', 'notFound']

/**
 * Decides how long to wait before the next connection. Pure: full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter")
 * from 1 s to 60 s, the sign server's own wish when it names one, and a slow look for who is offline.
 */
export function createReconnectPlan({ baseDelayMs, maxAttempts, random }: ReconnectOptions) {
  let attempts = 0
  let looks = 0

  return {
    /** Milliseconds to wait, or undefined to give up. */
    after(outcome: Outcome, livedMs: number): number | undefined {
      if (LOOKING.includes(outcome.kind)) {
        attempts = 0
        if (outcome.kind === 'ended') looks = 0
        return LOOK_DELAYS_MS[Math.min(looks++, LOOK_DELAYS_MS.length - 1)]
      }
      looks = 0
      if (outcome.kind === 'rateLimited') return clamp(outcome.retryAfterMs ?? RATE_LIMIT_DELAY_MS, MAX_RATE_LIMIT_DELAY_MS)
      if (livedMs >= STABLE_MS) attempts = 0
      if (attempts >= maxAttempts) return undefined
      const bound = Math.min(MAX_DELAY_MS, baseDelayMs * 2 ** attempts)
      attempts += 1
      return outcome.kind === 'premium' ? MAX_DELAY_MS : clamp(random() * bound, MAX_DELAY_MS)
    },
  }
}

function clamp(ms: number, max: number): number {
  return Math.round(Math.min(Math.max(ms, MIN_DELAY_MS), max))
}
