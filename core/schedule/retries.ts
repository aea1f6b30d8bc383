import { bandOf } from './bands.ts'
import type { Item, Trouble } from './item.ts'
import { BLOCK_MAX_MS, createRetryBudget } from './retry.ts'

/** An item that was tried before. */
export type Troubled = Item & { trouble: Trouble }

/** Whether it was tried before, or may have been. */
export function isTroubled(item: Item): item is Troubled {
  return item.trouble !== undefined
}

/** What is tried again, and so holds up its band and the lower ones. */
export type Retries = {
  size(): number
  sizeOf(band: number): number
  has(seqNo: number): boolean
  add(item: Troubled): void
  remove(item: Item): void
  all(): Iterable<Troubled>
  /** The most urgent of a band that may run now. */
  head(band: number, now: number): Troubled | undefined
  /** It runs now; a retry counts against the budget. */
  start(item: Troubled, now: number): void
  /** So many first tries were made. */
  first(now: number, count: number): void
  /** Those that waited too long for the budget. */
  expired(now: number): readonly Troubled[]
  /** What went by until now does not count as time that they held up the lane. */
  restart(now: number): void
  /** The plugin works again: what failed before says nothing of it, and is owed another try. */
  forgive(): void
  /** No delay holds now. */
  hasten(now: number): void
  /** When to look again; undefined when nothing waits for a time. */
  wakeAt(now: number): number | undefined
}

/** The retries of one plugin. Few: never more than were in flight at once. */
export function createRetries(): Retries {
  const items = new Map<number, Troubled>()
  const sizes = [0, 0, 0]
  const budget = createRetryBudget()
  const resize = (item: Item, by: number) => {
    const band = bandOf(item.priority)
    sizes[band] = (sizes[band] ?? 0) + by
  }
  const waits = ({ trouble }: Troubled) => trouble.durable && !trouble.inFlight

  return {
    size: () => items.size,
    sizeOf: (band) => sizes[band] ?? 0,
    has: (seqNo) => items.has(seqNo),
    add(item) {
      if (items.has(item.seqNo)) return
      items.set(item.seqNo, item)
      resize(item, 1)
    },
    remove(item) {
      if (items.size > 0 && items.delete(item.seqNo)) resize(item, -1)
    },
    all: () => items.values(),
    head(band, now) {
      let best: Troubled | undefined
      for (const item of items.values()) {
        if (bandOf(item.priority) !== band || !waits(item) || item.trouble.dueAt > now) continue
        if (item.trouble.counted && !budget.isOpen(now)) continue
        if (!best || item.priority > best.priority || (item.priority === best.priority && item.seqNo < best.seqNo)) best = item
      }
      return best
    },
    start(item, now) {
      item.trouble.inFlight = true
      if (item.trouble.counted) budget.spend(now)
    },
    first: budget.first,
    expired(now) {
      if (items.size === 0 || budget.isOpen(now)) return []
      return [...items.values()].filter((item) => waits(item) && item.trouble.counted && now - item.trouble.since > BLOCK_MAX_MS)
    },
    restart(now) {
      for (const { trouble } of items.values()) trouble.since = now
    },
    forgive() {
      for (const { trouble } of items.values()) {
        trouble.counted = false
        trouble.failed = false
      }
    },
    hasten(now) {
      for (const { trouble } of items.values()) trouble.dueAt = Math.min(trouble.dueAt, now)
    },
    wakeAt(now) {
      let at: number | undefined
      for (const item of items.values()) {
        if (!waits(item)) continue
        // What is due and did not go waits for the budget, or for something to be answered.
        const next = item.trouble.dueAt > now ? item.trouble.dueAt : item.trouble.counted ? budget.nextLook(now) : undefined
        if (next !== undefined && (at === undefined || next < at)) at = next
      }
      return at
    },
  }
}
