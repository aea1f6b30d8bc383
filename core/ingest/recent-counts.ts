/** The counts of the newest keys: of at least `atLeast` of them, and of at most twice as many. */
export type RecentCounts = { get(key: string): number | undefined; set(key: string, count: number): void; delete(key: string): void }

/** Two generations: when the young one is full it becomes the old one, and the old one is forgotten. Nothing is ever searched for the oldest. */
export function createRecentCounts(atLeast: number): RecentCounts {
  let young = new Map<string, number>()
  let old = new Map<string, number>()
  return {
    get: (key) => young.get(key) ?? old.get(key),
    set(key, count) {
      if (young.size >= atLeast) {
        old = young
        young = new Map()
      }
      young.set(key, count)
    },
    delete(key) {
      young.delete(key)
      old.delete(key)
    },
  }
}
