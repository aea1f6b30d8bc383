/** What is known of the newest keys: of at least `atLeast` of them, and of at most twice as many. */
export type Recent<T> = { get(key: string): T | undefined; set(key: string, value: T): void; delete(key: string): void }

/** Two generations: when the young one is full it becomes the old one, and the old one is forgotten. Nothing is ever searched for the oldest. */
export function createRecent<T>(atLeast: number): Recent<T> {
  let young = new Map<string, T>()
  let old = new Map<string, T>()
  return {
    get: (key) => young.get(key) ?? old.get(key),
    set(key, value) {
      if (young.size >= atLeast) {
        old = young
        young = new Map()
      }
      young.set(key, value)
    },
    delete(key) {
      young.delete(key)
      old.delete(key)
    },
  }
}
