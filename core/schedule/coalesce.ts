import type { UnifiedEvent } from '../../schemas/types.ts'
import type { Item } from './item.ts'

const MERGED_MAX = 1000

/** Puts likes of one viewer together while they wait; the sum of what is delivered stays the same. */
export type Coalescer = {
  /** True when the event went into one that waits. */
  merge(event: UnifiedEvent, coalesceMs: number, now: number): boolean
  /** The item waits, and later likes may go into it. */
  watch(item: Item, event: UnifiedEvent): void
  /** The item waits no longer. */
  forget(item: Item): void
}

/** Knows at most one waiting item a viewer. */
export function createCoalescer(): Coalescer {
  const waiting = new Map<string, Item>()
  return {
    merge(event, coalesceMs, now) {
      const item = waiting.get(viewerOf(event))
      const merge = item?.merge
      if (!item || !merge || now - item.since > coalesceMs || merge.others.length >= MERGED_MAX) return false
      const sum = addLikes(merge.event, event)
      if (!sum) return false
      merge.event = sum
      merge.others.push(event.seqNo)
      return true
    },
    watch(item, event) {
      if (event.eventType !== 'like') return
      const viewer = viewerOf(event)
      item.merge = { viewer, event, others: [] }
      waiting.set(viewer, item)
    },
    forget(item) {
      if (item.merge && waiting.get(item.merge.viewer) === item) waiting.delete(item.merge.viewer)
    },
  }
}

function viewerOf(event: UnifiedEvent): string {
  return `${event.sessionId}:${event.user?.userId}`
}

function addLikes(first: UnifiedEvent, next: UnifiedEvent): UnifiedEvent | undefined {
  if (first.eventType !== 'like' || next.eventType !== 'like') return undefined
  const payload = { ...first.payload, ...next.payload, likeCount: first.payload.likeCount + next.payload.likeCount }
  return { ...first, payload }
}
