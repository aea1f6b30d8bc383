import type { Troubled } from './retries.ts'

const PARKED_MAX = 1000

/** What the plugin asked to be given again much later: it holds up nobody meanwhile. */
export type Parked = {
  size(): number
  has(seqNo: number): boolean
  /** False when there is no room. */
  add(item: Troubled): boolean
  remove(item: Troubled): void
  all(): Iterable<Troubled>
  /** What may be tried again. */
  due(now: number): readonly Troubled[]
  /** When the first is due; undefined when none waits for a time. */
  wakeAt(now: number): number | undefined
}

/** Nothing is parked. */
export function createParked(): Parked {
  const items = new Map<number, Troubled>()
  return {
    size: () => items.size,
    has: (seqNo) => items.has(seqNo),
    add(item) {
      if (items.size >= PARKED_MAX) return false
      items.set(item.seqNo, item)
      return true
    },
    remove: ({ seqNo }) => void items.delete(seqNo),
    all: () => items.values(),
    due: (now) => [...items.values()].filter(({ trouble }) => trouble.dueAt <= now && trouble.durable),
    wakeAt(now) {
      let at: number | undefined
      // What is due and did not go waits for something to be answered or written.
      for (const { trouble } of items.values()) if (trouble.dueAt > now && (at === undefined || trouble.dueAt < at)) at = trouble.dueAt
      return at
    },
  }
}
