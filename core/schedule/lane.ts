import { BANDS, bandOf } from './bands.ts'
import { createDeque, type Deque } from './deque.ts'

/** What a lane must know of what waits in it. */
export type LaneItem = { readonly seqNo: number; readonly priority: number; readonly discardable: boolean }

/** A bounded queue of one plugin. */
export type Lane<T extends LaneItem> = {
  size(): number
  isFull(): boolean
  /** How many wait in a band. */
  sizeOf(band: number): number
  /**
   * Adds at the end of its priority. When the lane is full, answers what had to go, which may be the item itself:
   * the oldest discardable of the lowest priority, never one more urgent than the item; without one, the least urgent
   * of what may not be dropped, which is for the caller to keep elsewhere.
   */
  push(item: T): T | undefined
  /** Puts back at the front of its priority, full or not. */
  putBack(item: T): void
  resize(max: number): void
  /** So many of its places are taken by what waits elsewhere. */
  reserve(places: number): void
  /** Takes out what is too much, by the same rule. */
  trim(): T | undefined
  /** Takes out all that may be dropped. */
  shed(): readonly T[]
  /** Takes out one that may be dropped: the oldest of the lowest priority. */
  drop(): T | undefined
  /** How many may be dropped. */
  looseSize(): number
  /** The next of a band: higher priority first, then the lower number. */
  head(band: number): T | undefined
  /** Takes out what `head` answered. */
  take(item: T): void
  /** The first of each priority. */
  heads(): readonly T[]
}

type Bucket<T> = { readonly priority: number; readonly band: number; readonly kept: Deque<T>; readonly loose: Deque<T> }

/** A bucket per priority; within it what may be dropped is kept apart, so that it is found at once behind what may not. */
export function createLane<T extends LaneItem>(maxAtFirst: number): Lane<T> {
  let limit = maxAtFirst
  let reserved = 0
  let max = limit
  const byPriority = new Map<number, Bucket<T>>()
  let buckets: readonly Bucket<T>[] = []
  let bucketsOf: readonly (readonly Bucket<T>[])[] = BANDS.map(() => [])
  let size = 0

  const bucketOf = (priority: number): Bucket<T> => {
    const known = byPriority.get(priority)
    if (known) return known
    const bucket = { priority, band: bandOf(priority), kept: createDeque<T>(), loose: createDeque<T>() }
    byPriority.set(priority, bucket)
    buckets = [...byPriority.values()].sort((a, b) => b.priority - a.priority)
    bucketsOf = BANDS.map((_, band) => buckets.filter((each) => each.band === band))
    return bucket
  }
  const dequeOf = (item: T): Deque<T> => {
    const bucket = bucketOf(item.priority)
    return item.discardable ? bucket.loose : bucket.kept
  }
  const dropUpTo = (priority: number): T | undefined => {
    for (let index = buckets.length - 1; index >= 0; index--) {
      const bucket = buckets[index]
      if (bucket === undefined || bucket.priority > priority) return undefined
      const item = bucket.loose.takeFirst()
      if (item !== undefined) return item
    }
    return undefined
  }
  const spillBelow = (priority: number): T | undefined => {
    for (let index = buckets.length - 1; index >= 0; index--) {
      const bucket = buckets[index]
      if (bucket === undefined || bucket.priority >= priority) return undefined
      const item = bucket.kept.takeLast()
      if (item !== undefined) return item
    }
    return undefined
  }

  return {
    size: () => size,
    isFull: () => size >= max,
    sizeOf: (band) => (bucketsOf[band] ?? []).reduce((sum, { kept, loose }) => sum + kept.size() + loose.size(), 0),
    push(item) {
      if (size < max) {
        dequeOf(item).append(item)
        size++
        return undefined
      }
      const gone = dropUpTo(item.priority) ?? (item.discardable ? undefined : spillBelow(item.priority))
      if (gone === undefined) return item
      dequeOf(item).append(item)
      return gone
    },
    putBack(item) {
      dequeOf(item).prepend(item)
      size++
    },
    resize(next) {
      limit = next
      max = limit - reserved
    },
    reserve(places) {
      reserved = places
      max = limit - reserved
    },
    trim() {
      if (size <= max) return undefined
      const gone = dropUpTo(Number.POSITIVE_INFINITY) ?? spillBelow(Number.POSITIVE_INFINITY)
      if (gone !== undefined) size--
      return gone
    },
    shed() {
      const gone: T[] = []
      for (const { loose } of buckets) for (let item = loose.takeFirst(); item !== undefined; item = loose.takeFirst()) gone.push(item)
      size -= gone.length
      return gone
    },
    drop() {
      const gone = dropUpTo(Number.POSITIVE_INFINITY)
      if (gone !== undefined) size--
      return gone
    },
    looseSize: () => buckets.reduce((sum, { loose }) => sum + loose.size(), 0),
    head(band) {
      const inBand = bucketsOf[band] ?? []
      for (let index = 0; index < inBand.length; index++) {
        const bucket = inBand[index]
        const item = bucket && earlier(bucket.kept.first(), bucket.loose.first())
        if (item !== undefined) return item
      }
      return undefined
    },
    take(item) {
      dequeOf(item).takeFirst()
      size--
    },
    heads: () => buckets.flatMap((bucket) => earlier(bucket.kept.first(), bucket.loose.first()) ?? []),
  }
}

function earlier<T extends LaneItem>(a: T | undefined, b: T | undefined): T | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a.seqNo < b.seqNo ? a : b
}
