import type { StoredEvent } from '../store/store.ts'
import { bandOf } from './bands.ts'
import type { Item } from './item.ts'
import type { LogReader } from './log-reader.ts'

const SEARCH_MAX = 2048

/** What did not fit into a lane and may not be dropped: it stays in the log, and only its number by priority is kept. */
export type Backlog = {
  size(): number
  /** Nothing that was added waits any more. */
  clear(): void
  /** Monotonic time since which something waits there. */
  since(): number | undefined
  add(item: Pick<Item, 'priority' | 'seqNo' | 'since'>): void
  /** Whether something as urgent waits there. */
  holds(priority: number): boolean
  /** The highest priority of a band that has something, or -1. */
  top(band: number): number
  /** Reads back the first ones of a priority. Few or none when they are far apart: ask again. */
  take(priority: number, limit: number): readonly StoredEvent[]
}

type Spilled = { from: number; count: number; readonly since: number }

/**
 * Reads on from where each priority was left. All that waits in the lane and may not be dropped is older than what of its
 * priority is here, for the newest goes first; so order is kept.
 */
export function createBacklog(parts: {
  reader: LogReader
  considered: () => number
  /** The priority an event of the log has here; undefined when it is not one to be read back. */
  priorityOf: (stored: StoredEvent) => number | undefined
}): Backlog {
  const { reader, considered, priorityOf } = parts
  const spilled = new Map<number, Spilled>()

  return {
    size: () => [...spilled.values()].reduce((sum, { count }) => sum + count, 0),
    clear: () => spilled.clear(),
    since: () => (spilled.size > 0 ? Math.min(...[...spilled.values()].map(({ since }) => since)) : undefined),
    add({ priority, seqNo, since }) {
      const known = spilled.get(priority)
      if (!known) spilled.set(priority, { from: seqNo, count: 1, since })
      else {
        known.from = Math.min(known.from, seqNo)
        known.count++
      }
    },
    holds(priority) {
      if (spilled.size === 0) return false
      for (const each of spilled.keys()) if (each >= priority) return true
      return false
    },
    top(band) {
      let top = -1
      // Nearly always, and asked several times an event.
      if (spilled.size === 0) return top
      for (const priority of spilled.keys()) if (priority > top && bandOf(priority) === band) top = priority
      return top
    },
    take(priority, limit) {
      const entry = spilled.get(priority)
      if (!entry) return []
      const found: StoredEvent[] = []
      for (let searched = 0; searched < SEARCH_MAX && found.length < limit && entry.count > 0; ) {
        const stretch = reader.pending(entry.from, considered())
        if (!stretch) {
          entry.count = 0
          break
        }
        entry.from = stretch.next
        for (const stored of stretch.events) {
          searched++
          if (priorityOf(stored) !== priority) continue
          if (found.length === limit) {
            entry.from = stored.seqNo
            break
          }
          found.push(stored)
          entry.count--
        }
      }
      if (entry.count === 0) spilled.delete(priority)
      return found
    },
  }
}
