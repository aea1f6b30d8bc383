import type { Clock } from '../base/clock.ts'

export type CrashRecord = {
  /** Notes a crash and answers how long to wait before the next start, or that there shall be none. */
  add(): number | 'quarantine'
  /** Crashes that still count. */
  count(): number
  forgive(): void
}

const WINDOW_MS = 10 * 60_000
const MAX_CRASHES = 10
const FREE_CRASHES = 2
const FIRST_DELAY_MS = 1_000
const MAX_DELAY_MS = 60_000

/** How often something crashed of late: back at once the first times, then 1 s to 60 s later, after ten in ten minutes never. */
export function createCrashRecord({ clock, random }: { readonly clock: Clock; readonly random: () => number }): CrashRecord {
  let times: number[] = []
  const recent = () => {
    times = times.filter((at) => clock.now() - at < WINDOW_MS)
    return times.length
  }

  return {
    add() {
      times.push(clock.now())
      const count = recent()
      if (count > MAX_CRASHES) return 'quarantine'
      if (count <= FREE_CRASHES) return 0
      // Spread a little, so that plugins that died together do not start together.
      return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (count - FREE_CRASHES - 1)) * (0.9 + 0.1 * random())
    },
    count: recent,
    forgive() {
      times = []
    },
  }
}
