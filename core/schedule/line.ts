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
  /** Puts back what was taken, in the order it was taken. */
  putBack(items: readonly Item[]): void
  /** Drops all that may be dropped. */
  shed(reason: string): void
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
  onDropped: (item: Item, reason: string) => void
  onReady: () => void
}): Line {
  const { backlog, viewers, onLeave } = parts
  const lane = createLane<Item>(parts.queueMax)
  /** One of each band is read back even if the lane is full of what is more urgent, for it may be its turn. */
  const guests: (Item | undefined)[] = BANDS.map(() => undefined)
  let cancelSearch: (() => void) | undefined

  function putAside(item: Item | undefined) {
    if (!item) return
    onLeave(item)
    if (item.discardable) parts.onDropped(item, 'full')
    else backlog.add(item)
  }

  function trim() {
    for (let item = lane.trim(); item; item = lane.trim()) putAside(item)
  }

  function invite(band: number, item: Item | undefined) {
    const before = guests[band]
    guests[band] = item
    putAside(before)
  }

  function first(band: number): Item | undefined {
    let item = lane.head(band)
    while (item?.viewer !== undefined && viewers.isBlocked(item)) {
      waitForViewer(item)
      item = lane.head(band)
    }
    const guest = guests[band]
    if (guest && !viewers.isBlocked(guest)) item = before(item, guest)
    return viewers.size() === 0 ? item : before(item, viewers.first(band))
  }

  /** Others pass it; it keeps its place among those that the lane holds. */
  function waitForViewer(item: Item) {
    lane.take(item)
    onLeave(item)
    viewers.setAside(item)
    lane.reserve(viewers.size())
  }

  /** The first of the band is not here, or not known to be. */
  function isBehind(band: number): boolean {
    const top = backlog.top(band)
    if (top < 0) return false
    const item = before(lane.head(band), guests[band])
    return !item || item.priority < top || (item.priority === top && item.discardable)
  }

  function refill(band: number) {
    let isFirst = true
    for (const stored of backlog.take(backlog.top(band), REFILL)) {
      const item = parts.itemOf(stored)
      if (!item) continue
      const gone = lane.push(item)
      if (gone !== item) putAside(gone)
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

  function putBack(items: readonly Item[]) {
    // They are older than any guest, which so waits in the log again.
    for (const band of BANDS.keys()) invite(band, undefined)
    const aside = viewers.takeAll()
    lane.reserve(0)
    const all = aside.length > 0 ? [...items, ...aside].sort((a, b) => a.seqNo - b.seqNo) : items
    for (const item of all.toReversed()) lane.putBack(item)
    trim()
  }

  return {
    push: (item) => putAside(lane.push(item)),
    head(band) {
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
      if (viewers.size() > 0) putBack([])
      for (const item of lane.shed()) {
        onLeave(item)
        parts.onDropped(item, reason)
      }
    },
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
