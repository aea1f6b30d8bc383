/** The longest delay before a retry. */
export const RETRY_DELAY_MAX_MS = 30_000

/** The longest a failing event holds up what is no more urgent; then it is a dead letter. */
export const BLOCK_MAX_MS = 10_000

/** Time until the next try: full jitter below a bound that doubles (aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter). */
export function retryDelay(failures: number, delayMs: number, random: () => number): number {
  return random() * Math.min(RETRY_DELAY_MAX_MS, delayMs * 2 ** (failures - 1))
}

const WINDOW_SECONDS = 10
const RETRY_SHARE = 0.2
const RETRY_FLOOR = 10

/** Keeps retries to a fifth of the first tries of the last ten seconds, and ten more, so that a failing plugin is not stormed. */
export type RetryBudget = {
  first(now: number): void
  /** Notes a retry. */
  spend(now: number): void
  isOpen(now: number): boolean
  /** When to look again, while it is not open. */
  nextLook(now: number): number
}

/** A budget that nothing was spent of; counts by the second. */
export function createRetryBudget(): RetryBudget {
  // One slot more than the window, for the second that has only begun.
  const slots = Array.from({ length: WINDOW_SECONDS + 1 }, () => ({ second: -1, firsts: 0, retries: 0 }))
  let firsts = 0
  let retries = 0
  let current = slots[0]

  const slotAt = (now: number) => {
    const second = Math.floor(now / 1000)
    if (current === undefined || current.second !== second) {
      for (const slot of slots) if (slot.second <= second - slots.length) clear(slot)
      current = slots[((second % slots.length) + slots.length) % slots.length]
      if (current !== undefined && current.second !== second) {
        clear(current)
        current.second = second
      }
    }
    return current
  }
  const clear = (slot: { second: number; firsts: number; retries: number }) => {
    firsts -= slot.firsts
    retries -= slot.retries
    slot.firsts = 0
    slot.retries = 0
  }

  return {
    first(now) {
      const slot = slotAt(now)
      if (slot) slot.firsts++
      firsts++
    },
    spend(now) {
      const slot = slotAt(now)
      if (slot) slot.retries++
      retries++
    },
    isOpen(now) {
      slotAt(now)
      return retries < firsts * RETRY_SHARE + RETRY_FLOOR
    },
    nextLook: (now) => (Math.floor(now / 1000) + 1) * 1000,
  }
}
