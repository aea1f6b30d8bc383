import type { Clock } from '../base/clock.ts'
import type { Attempt, StoredEvent } from '../store/store.ts'
import { createBacklog } from './backlog.ts'
import { BANDS, bandOf } from './bands.ts'
import { createCatchUp } from './catch-up.ts'
import { createCoalescer } from './coalesce.ts'
import type { Item, Trouble } from './item.ts'
import { createLane } from './lane.ts'
import { createLogReader } from './log-reader.ts'
import type { Outcomes } from './outcomes.ts'
import type { Rule, RuleBook } from './rules.ts'
import type { Marks } from './schedule.ts'

const REFILL = 64

/** What waits for its first try: in the lane, or in the log where the lane is full or what came before it is still to be read. */
export type Waiting = {
  /** Takes up what came before. */
  start(): void
  /** New events follow, the first with this number; what is missing before it is read from the log. */
  begin(seqNo: number): void
  /** Takes a new event, if it is wanted. */
  offer(stored: StoredEvent, now: number): void
  /** Everything up to here was offered. */
  passed(seqNo: number): void
  /** The next of a band; undefined as well while `isSearching`. */
  head(band: number): Item | undefined
  /** The next of the band is in the log, and not found yet. */
  isSearching(band: number): boolean
  take(item: Item): void
  /** Puts back what was taken, in the order it was taken. */
  putBack(items: readonly Item[]): void
  resize(max: number): void
  size(): number
  sizeOf(band: number): number
  /** In the log only. */
  spilled(): number
  /** Events of before are still being read. */
  isCatchingUp(): boolean
  oldest(): number | undefined
  stop(): void
}

/** Begins with what the marks say is pending, and all that was accepted since. */
export function createWaiting(parts: {
  queueMax: number
  marks: Marks
  book: RuleBook
  outcomes: Outcomes
  clock: Clock
  read: (fromSeqNo: number, limit: number) => readonly StoredEvent[]
  head: () => number
  /** Up to here events may have been handled before, though nothing says so. */
  doubtfulUpTo: number
  attempts: ReadonlyMap<number, readonly Attempt[]>
  isRetrying: (seqNo: number) => boolean
  onReady: () => void
}): Waiting {
  const { marks, book, outcomes, clock, doubtfulUpTo, attempts } = parts
  const lane = createLane<Item>(parts.queueMax)
  const coalescer = createCoalescer()
  const reader = createLogReader({ read: parts.read, marks, onLost })
  const backlog = createBacklog({ reader, considered: marks.considered, priorityOf })
  /** One of each band is read back even if the lane is full of what is more urgent, for it may be its turn. */
  const guests: (Item | undefined)[] = BANDS.map(() => undefined)
  const catchUp = createCatchUp({ marks, reader, head: parts.head, clock, takeUp, onSlice: parts.onReady })
  let cancelSearch: (() => void) | undefined

  function onLost(seqNo: number) {
    if (marks.isPending(seqNo)) outcomes.discardedUnqueued(seqNo, 'unknown', 'damaged')
    else marks.pass(seqNo)
  }

  function priorityOf({ seqNo, event }: StoredEvent): number | undefined {
    const rule = book.ruleOf(event)
    return rule && !rule.discardable && !parts.isRetrying(seqNo) ? rule.priority : undefined
  }

  /** In monotonic time, as far as the wall clock lets us know. */
  function acceptedAt({ event }: StoredEvent): number {
    const ageMs = clock.wallTime() - Date.parse(event.ingestedAt)
    return clock.now() - (ageMs > 0 ? ageMs : 0)
  }

  function makeItem({ seqNo, bytes }: StoredEvent, rule: Rule, since: number): Item {
    const { priority, discardable } = rule
    const recovered = seqNo <= doubtfulUpTo
    const past = attempts.size > 0 ? attempts.get(seqNo) : undefined
    return {
      seqNo,
      priority,
      discardable,
      rule,
      bytes,
      since,
      recovered,
      trouble: past && earlierTrouble(past),
      merge: undefined,
      batch: undefined,
    }
  }

  function add(stored: StoredEvent, rule: Rule, since: number) {
    // What is no more urgent must not overtake what waits in the log.
    if (!rule.discardable && backlog.holds(rule.priority)) return backlog.add({ priority: rule.priority, seqNo: stored.seqNo, since })
    const isMergeable = rule.discardable && rule.coalesceMs > 0
    if (isMergeable && coalescer.merge(stored.event, rule.coalesceMs, since)) return
    const item = makeItem(stored, rule, since)
    if (isMergeable) coalescer.watch(item, stored.event)
    putAside(lane.push(item))
  }

  function putAside(item: Item | undefined) {
    if (!item) return
    coalescer.forget(item)
    if (item.discardable) outcomes.discarded(item, 'full')
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
    const inLane = lane.head(band)
    const aside = guests[band]
    if (!inLane || !aside) return inLane ?? aside
    const isLaneFirst = inLane.priority > aside.priority || (inLane.priority === aside.priority && inLane.seqNo < aside.seqNo)
    return isLaneFirst ? inLane : aside
  }

  /** The first of the band is not here, or not known to be. */
  function isBehind(band: number): boolean {
    const top = backlog.top(band)
    if (top < 0) return false
    const item = first(band)
    return !item || item.priority < top || (item.priority === top && item.discardable)
  }

  function refill(band: number) {
    let isFirst = true
    for (const stored of backlog.take(backlog.top(band), REFILL)) {
      const rule = book.ruleOf(stored.event)
      if (!rule) continue
      const item = makeItem(stored, rule, acceptedAt(stored))
      const gone = lane.push(item)
      if (gone !== item) putAside(gone)
      else if (isFirst) invite(band, item)
      else putAside(item)
      isFirst = false
    }
  }

  function takeUp(stored: StoredEvent, isKnown: boolean) {
    const { seqNo, event } = stored
    const rule = book.ruleOf(event)
    if (!rule && !isKnown) return marks.pass(seqNo)
    if (!rule) return outcomes.discardedUnqueued(seqNo, event.eventType, 'unsubscribed')
    marks.add(seqNo)
    if (rule.discardable && seqNo <= doubtfulUpTo) return outcomes.discardedUnqueued(seqNo, event.eventType, 'restart')
    add(stored, rule, acceptedAt(stored))
  }

  return {
    start: catchUp.start,
    begin: catchUp.begin,
    offer(stored, now) {
      if (catchUp.isRunning() || stored.seqNo <= marks.considered()) return
      const rule = book.ruleOf(stored.event)
      if (!rule) return
      marks.add(stored.seqNo)
      add(stored, rule, now)
    },
    passed(seqNo) {
      if (!catchUp.isRunning()) marks.pass(seqNo)
    },
    head(band) {
      if (isBehind(band)) refill(band)
      if (!isBehind(band)) return first(band)
      cancelSearch ??= clock.after(0, () => {
        cancelSearch = undefined
        parts.onReady()
      })
      return undefined
    },
    isSearching: isBehind,
    take(item) {
      const band = bandOf(item.priority)
      if (guests[band] === item) guests[band] = undefined
      else lane.take(item)
      coalescer.forget(item)
    },
    putBack(items) {
      // They are older than any guest, which so waits in the log again.
      for (const band of BANDS.keys()) invite(band, undefined)
      for (const item of items.toReversed()) lane.putBack(item)
      trim()
    },
    resize(max) {
      lane.resize(max)
      trim()
    },
    size: () => lane.size() + guests.filter(Boolean).length,
    sizeOf: (band) => lane.sizeOf(band) + (guests[band] ? 1 : 0),
    spilled: backlog.size,
    isCatchingUp: catchUp.isRunning,
    oldest() {
      const times = [...lane.heads(), ...guests]
        .map((item) => item?.since ?? Number.POSITIVE_INFINITY)
        .concat(backlog.since() ?? Number.POSITIVE_INFINITY)
      const oldest = Math.min(...times)
      return oldest === Number.POSITIVE_INFINITY ? undefined : oldest
    },
    stop() {
      catchUp.stop()
      cancelSearch?.()
    },
  }
}

function earlierTrouble(attempts: readonly Attempt[]): Trouble {
  return { attempts: [...attempts], since: 0, dueAt: 0, alone: false, counted: false, durable: true, inFlight: false }
}
