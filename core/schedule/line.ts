import type { Clock } from '../base/clock.ts'
import type { StoredEvent } from '../store/store.ts'
import type { Backlog } from './backlog.ts'
import { BANDS, bandOf } from './bands.ts'
import type { Item } from './item.ts'
import { createLane } from './lane.ts'
import { isBefore, type Viewers } from './viewers.ts'

const REFILL = 64

/** What waits for its turn: in the lane, set aside for its viewer, or in the log where the lane is full. */
export type Line = {
  /** Takes a place at the end of its priority. */
  push(item: Item): void
  /** The next of a band; undefined as well while `isSearching`. */
  head(band: number): Item | undefined
  /** The next of the band is in the log, and not found yet. */
  isSearching(band: number): boolean
  /** Takes out what `head` answered: it is at work from now on. */
  take(item: Item): void
  /** Puts back all that was taken and may still be first tried. */
  putBack(items: readonly Item[]): void
  /** Drops all that may be dropped. */
  shed(reason: string): void
  /** Drops up to so many that may be dropped, of the lowest priority the oldest; answers how many. */
  relieve(count: number, reason: string): number
  /** Takes out all that is here; what waits in the log stays there. */
  takeAll(): readonly Item[]
  /** How many may be dropped. */
  looseSize(): number
  resize(max: number): void
  size(): number
  sizeOf(band: number): number
  /** Monotonic time since which something waits. */
  oldest(): number | undefined
  stop(): void
}

/** An empty line. */
export function createLine(parts: {
  queueMax: number
  backlog: Backlog
  viewers: Viewers
  clock: Clock
  /** Of what is read back from the log; undefined when it is not wanted any more. */
  itemOf: (stored: StoredEvent) => Item | undefined
  /** It waits in the line no longer. */
  onLeave: (item: Item) => void
  /** `by`: the event that it made room for. */
  onDropped: (item: Item, reason: string, by?: Item) => void
  onReady: () => void
}): Line {
  const { backlog, viewers, onLeave } = parts
  const lane = createLane<Item>(parts.queueMax)
  /** One of each band is read back even if the lane is full of what is more urgent, for it may be its turn. */
  const guests: (Item | undefined)[] = BANDS.map(() => undefined)
  let cancelSearch: (() => void) | undefined

  /** Nothing of its priority that is newer is here or at work, for the log is read on from it. */
  function putAside(item: Item | undefined, by?: Item) {
    if (!item) return
    onLeave(item)
    if (item.discardable) parts.onDropped(item, 'full', by)
    else backlog.add(item)
  }

  function trim() {
    for (let item = lane.trim(); item; item = lane.trim()) putAside(item)
  }

  function invite(band: number, item: Item) {
    const before = guests[band]
    guests[band] = item
    if (!before) return
    // What came since may be in the lane, so it cannot wait in the log.
    lane.putBack(before)
    trim()
  }

  const next = (band: number) => before(lane.head(band), guests[band])

  function first(band: number): Item | undefined {
    let item = next(band)
    while (item && viewers.isBlocked(item)) item = letPass(item) ? next(band) : undefined
    return viewers.size() === 0 ? item : before(item, viewers.first(band))
  }

  /** Others pass it, and it keeps its place among those that the lane holds; false when a guest finds no place there. */
  function letPass(item: Item): boolean {
    const band = bandOf(item.priority)
    if (guests[band] !== item) lane.take(item)
    else if (lane.isFull()) return false
    else guests[band] = undefined
    onLeave(item)
    viewers.setAside(item)
    lane.reserve(viewers.size())
    return true
  }

  /** The first of the band is not here, or not known to be. */
  function isBehind(band: number): boolean {
    const top = backlog.top(band)
    if (top < 0) return false
    const item = next(band)
    return !item || item.priority < top || (item.priority === top && item.discardable)
  }

  function refill(band: number) {
    let isFirst = true
    for (const stored of backlog.take(backlog.top(band), REFILL)) {
      const item = parts.itemOf(stored)
      if (!item) continue
      const gone = lane.push(item)
      if (gone !== item) putAside(gone, item)
      else if (isFirst) invite(band, item)
      else putAside(item)
      isFirst = false
    }
  }

  function searchSoon() {
    cancelSearch ??= parts.clock.after(0, () => {
      cancelSearch = undefined
      parts.onReady()
    })
  }

  function takeAside(): readonly Item[] {
    const taken = [...viewers.takeAll(), ...guests.flatMap((guest) => guest ?? [])]
    guests.fill(undefined)
    lane.reserve(0)
    return taken
  }

  function takeAll(): readonly Item[] {
    const taken = [...takeAside()]
    for (const band of BANDS.keys()) {
      for (let item = lane.head(band); item; item = lane.head(band)) {
        lane.take(item)
        taken.push(item)
      }
    }
    taken.forEach(onLeave)
    return taken.sort((a, b) => a.seqNo - b.seqNo)
  }

  function putBack(items: readonly Item[]) {
    const taken = [...items, ...takeAside()].sort((a, b) => a.seqNo - b.seqNo)
    for (const item of taken.toReversed()) lane.putBack(item)
    trim()
  }

  return {
    push: (item) => putAside(lane.push(item), item),
    head(band) {
      // Nearly always the lane is all there is.
      const only = guests[band] || viewers.size() > 0 || backlog.top(band) >= 0 ? undefined : lane.head(band)
      if (only && only.viewer === undefined) return only
      for (;;) {
        if (isBehind(band)) refill(band)
        if (isBehind(band)) break
        const item = first(band)
        // All that was here may have to wait for its viewers, and others not.
        if (item || !isBehind(band)) return item
      }
      searchSoon()
      return undefined
    },
    isSearching: isBehind,
    take(item) {
      const band = bandOf(item.priority)
      if (guests[band] === item) guests[band] = undefined
      else if (item.viewer !== undefined && viewers.take(item)) lane.reserve(viewers.size())
      else lane.take(item)
      viewers.enter(item)
      onLeave(item)
    },
    putBack,
    shed(reason) {
      const aside = viewers.shed()
      lane.reserve(viewers.size())
      for (const item of [...lane.shed(), ...aside]) {
        onLeave(item)
        parts.onDropped(item, reason)
      }
    },
    relieve(count, reason) {
      let dropped = 0
      for (let item = count > 0 ? lane.drop() : undefined; item; item = dropped < count ? lane.drop() : undefined) {
        onLeave(item)
        parts.onDropped(item, reason)
        dropped++
      }
      return dropped
    },
    takeAll,
    looseSize: () => lane.looseSize() + viewers.looseSize(),
    resize(max) {
      lane.resize(max)
      trim()
    },
    size: () => lane.size() + viewers.size() + guests.filter(Boolean).length,
    sizeOf: (band) => lane.sizeOf(band) + viewers.sizeOf(band) + (guests[band] ? 1 : 0),
    oldest() {
      const times = [...lane.heads(), ...guests].map((item) => item?.since ?? Number.POSITIVE_INFINITY)
      const oldest = Math.min(...times, viewers.since() ?? Number.POSITIVE_INFINITY, backlog.since() ?? Number.POSITIVE_INFINITY)
      return oldest === Number.POSITIVE_INFINITY ? undefined : oldest
    },
    stop: () => cancelSearch?.(),
  }
}

function before(a: Item | undefined, b: Item | undefined): Item | undefined {
  if (!a || !b) return a ?? b
  return isBefore(b, a) ? b : a
}
