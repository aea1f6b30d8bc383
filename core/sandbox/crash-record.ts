import type { Clock } from '../base/clock.ts'

export type CrashRecord = {
  /** Notes a crash and answers how long to wait before the next start, or that there shall be none. */
  add(): number | 'quarantine'
  /** Crashes that still count. */
  count(): number
  forgive(): void
}

/** A loop of crashes is seen in the short window, a plugin that never gets well in the long one. */
const LIMITS = [
  { withinMs: 2 * 60_000, crashes: 5 },
  { withinMs: 10 * 60_000, crashes: 11 },
]
const MEMORY_MS = Math.max(...LIMITS.map(({ withinMs }) => withinMs))
const FIRST_DELAY_MS = 1_000
const MAX_DELAY_MS = 60_000

/**
 * How often something crashed of late: back at once the first time, because most crashes happen once and a gift is waiting, then after 1, 2, 4, 8 s
 * and so on up to a minute; in quarantine at the fifth crash within two minutes or the eleventh within ten.
 */
export function createCrashRecord({ clock, random }: { readonly clock: Clock; readonly random: () => number }): CrashRecord {
  let times: number[] = []
  const within = (ms: number) => times.filter((at) => clock.now() - at < ms).length

  return {
    add() {
      times = [...times.filter((at) => clock.now() - at < MEMORY_MS), clock.now()]
      if (LIMITS.some(({ withinMs, crashes }) => within(withinMs) >= crashes)) return 'quarantine'
      if (times.length === 1) return 0
      // Spread a little, so that plugins that died together do not start together.
      return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (times.length - 2)) * (0.9 + 0.1 * random())
    },
    count: () => within(MEMORY_MS),
    forgive() {
      times = []
    },
  }
}
