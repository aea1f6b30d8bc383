import type { EventType, UnifiedEvent } from '../../../../schemas/types.ts'

const SECONDS = 300
const MINUTES = 120

/** What happened in one second or minute; `at` is its beginning in seconds since 1970. */
export type Bucket = { readonly at: number; readonly counts: Partial<Record<EventType, number>>; events: number; coins: number }

/** Counts events by the second (of five minutes) and by the minute (of two hours), by when the host took them in. */
export function createActivity() {
  let firstAt = Number.POSITIVE_INFINITY
  const seconds = createBuckets(1, SECONDS)
  const minutes = createBuckets(60, MINUTES)
  return {
    add(event: UnifiedEvent) {
      const at = Date.parse(event.ingestedAt) / 1000
      firstAt = Math.min(firstAt, at)
      seconds.add(at, event)
      minutes.add(at, event)
    },
    /** For how many seconds there has been something. */
    age: (now: number) => Math.max(0, now - firstAt),
    /** Up to now, oldest first, with those in which nothing happened. */
    seconds: (now: number, count = SECONDS) => seconds.range(now, count),
    minutes: (now: number, count = MINUTES) => minutes.range(now, count),
  }
}

function createBuckets(width: number, kept: number) {
  const buckets = new Map<number, Bucket>()
  const startOf = (at: number) => Math.floor(at / width) * width

  return {
    add(at: number, event: UnifiedEvent) {
      const start = startOf(at)
      const bucket = buckets.get(start) ?? { at: start, counts: {}, events: 0, coins: 0 }
      bucket.counts[event.eventType] = (bucket.counts[event.eventType] ?? 0) + 1
      bucket.events++
      if (event.eventType === 'gift') bucket.coins += event.payload.coins
      buckets.set(start, bucket)
      const [oldest] = buckets.keys()
      if (buckets.size > kept && oldest !== undefined) buckets.delete(oldest)
    },
    range(now: number, count: number): readonly Bucket[] {
      const last = startOf(now)
      return Array.from({ length: count }, (_, index) => {
        const at = last - (count - 1 - index) * width
        return buckets.get(at) ?? { at, counts: {}, events: 0, coins: 0 }
      })
    },
  }
}
