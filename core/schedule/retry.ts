import { createWindow } from './window.ts'

/** The longest delay before a retry. */
export const RETRY_DELAY_MAX_MS = 30_000

/** The longest a failing event holds up what is no more urgent; then it is a dead letter. */
export const BLOCK_MAX_MS = 10_000

const ASKED_MIN_MS = 1000
const ASKED_MAX_MS = 3_600_000

/** Time until the next try: full jitter below a bound that doubles (aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter). */
export function retryDelay(failures: number, delayMs: number, random: () => number): number {
  return random() * Math.min(RETRY_DELAY_MAX_MS, delayMs * 2 ** (failures - 1))
}

/** The pause that a plugin asked for, as far as it may; undefined when it asked for none. */
export function askedDelay(askedMs: number | undefined): number | undefined {
  // The number comes from a worker, which may say anything.
  if (askedMs === undefined || Number.isNaN(askedMs)) return undefined
  return Math.min(ASKED_MAX_MS, Math.max(ASKED_MIN_MS, askedMs))
}

const WINDOW_SECONDS = 10
const RETRY_SHARE = 0.2
const RETRY_FLOOR = 10

/** Keeps retries to a fifth of the first tries of the last ten seconds, and ten more, so that a failing plugin is not stormed. */
export type RetryBudget = {
  /** Notes first tries. */
  first(now: number, count: number): void
  /** Notes a retry. */
  spend(now: number): void
  isOpen(now: number): boolean
  /** When to look again, while it is not open. */
  nextLook(now: number): number
}

/** A budget that nothing was spent of; counts by the second. */
export function createRetryBudget(): RetryBudget {
  const tries = createWindow(WINDOW_SECONDS)
  return {
    first: tries.addLeft,
    spend: (now) => tries.addRight(now, 1),
    isOpen(now) {
      tries.turnTo(now)
      return tries.right() < tries.left() * RETRY_SHARE + RETRY_FLOOR
    },
    nextLook: (now) => (Math.floor(now / 1000) + 1) * 1000,
  }
}
