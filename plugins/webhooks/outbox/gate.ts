import { MOST_ASKED_MS } from './schedule.ts'

const WINDOW_MS = 10 * 60_000
/** Discord shuts out an address for good while after 10,000 refused requests in ten minutes; far below that we stop ourselves. */
const MOST_REFUSED = 500

/** When a kind of endpoint may be asked again, all of them together. */
export function createGate(now: () => number) {
  let shutUntil = 0
  let refusals: readonly number[] = []

  function shut(ms: number) {
    shutUntil = Math.max(shutUntil, now() + Math.min(ms, MOST_ASKED_MS))
  }

  return {
    shutUntil: () => shutUntil,
    shut,
    /** Counts an answer of 401, 403 or 429. */
    refused() {
      refusals = [...refusals.filter((at) => at > now() - WINDOW_MS), now()]
      if (refusals.length >= MOST_REFUSED) shut((refusals[0] ?? 0) + WINDOW_MS - now())
    },
  }
}

export type Gate = ReturnType<typeof createGate>
