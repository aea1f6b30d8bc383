/** The newest keys: at least `atLeast` of them, and at most twice as many. */
export type RecentSet = { has(key: string): boolean; add(key: string): void; delete(key: string): boolean }

/** Two generations: when the young one is full it becomes the old one, and the old one is forgotten. Nothing is ever searched for the oldest. */
export function createRecentSet(atLeast: number): RecentSet {
  let young = new Set<string>()
  let old = new Set<string>()
  return {
    has: (key) => young.has(key) || old.has(key),
    add(key) {
      if (young.size >= atLeast) {
        old = young
        young = new Set()
      }
      young.add(key)
    },
    delete(key) {
      const wasYoung = young.delete(key)
      return old.delete(key) || wasYoung
    },
  }
}
