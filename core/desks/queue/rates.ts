const SAMPLES = 11
const NOTED_EVERY_MS = 1000

type Sample = { readonly count: number; readonly at: number }

/** How fast counters grow, over the last ten seconds when they are noted once a second. */
export function createRates() {
  const samples = new Map<string, Sample[]>()
  return {
    /** `at`: monotonic milliseconds. */
    note(name: string, count: number, at: number): void {
      const begun = [{ count: 0, at: at - NOTED_EVERY_MS }]
      const known = samples.get(name) ?? begun
      const newest = known.at(-1)
      // Counters that were cleared begin anew.
      const kept = newest && newest.count > count ? begun : known
      samples.set(name, [...kept, { count, at }].slice(-SAMPLES))
    },
    perSecond(name: string): number {
      const [oldest, newest] = [samples.get(name)?.[0], samples.get(name)?.at(-1)]
      if (!oldest || !newest || newest.at <= oldest.at) return 0
      return ((newest.count - oldest.count) * 1000) / (newest.at - oldest.at)
    },
  }
}
