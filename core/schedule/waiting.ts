import type { Clock } from '../base/clock.ts'
import type { Attempt, StoredEvent } from '../store/store.ts'
import { createBacklog } from './backlog.ts'
import { createCatchUp } from './catch-up.ts'
import { createCoalescer } from './coalesce.ts'
import type { LaneGate } from './gate.ts'
import type { Item, Trouble } from './item.ts'
import { createLine, type Line } from './line.ts'
import { createLogReader } from './log-reader.ts'
import type { Outcomes } from './outcomes.ts'
import { createPassage } from './passage.ts'
import type { Rule, RuleBook } from './rules.ts'
import type { Marks } from './schedule.ts'
import type { LaneTrace } from './trace.ts'
import type { Viewers } from './viewers.ts'

/** What waits for its first try: in the line, or in the log where what came before it is still to be read. */
export type Waiting = Omit<Line, 'push'> & {
  /** Takes up what came before. */
  start(): void
  /** New events follow, the first with this number; what is missing before it is read from the log. */
  begin(seqNo: number): void
  /** Takes a new event, if it is wanted. */
  offer(stored: StoredEvent, now: number): void
  /** Takes one that the log has no room for, if it is wanted and may be missed. */
  offerUnkept(unkept: Pick<StoredEvent, 'event' | 'bytes'>, now: number): void
  /** Everything up to here was offered. */
  passed(seqNo: number): void
  /** In the log only. */
  spilled(): number
  /** What waited in the log was seen to otherwise. */
  forgetSpilled(): void
  /** Lets in what waits no longer for an interceptor. */
  release(): void
  /** How many wait for one. */
  gated(): number
  /** These were seen to otherwise. */
  forgetGated(seqNos: ReadonlySet<number>): void
  /** Events of before are still being read. */
  isCatchingUp(): boolean
}

/** Begins with what the marks say is pending, and all that was accepted since. */
export function createWaiting(parts: {
  queueMax: number
  marks: Marks
  book: RuleBook
  outcomes: Outcomes
  viewers: Viewers
  trace: LaneTrace
  clock: Clock
  read: (fromSeqNo: number, limit: number) => readonly StoredEvent[]
  head: () => number
  /** Up to here events may have been handled before, though nothing says so. */
  doubtfulUpTo: number
  attempts: ReadonlyMap<number, readonly Attempt[]>
  isRetrying: (seqNo: number) => boolean
  /** What may be dropped is, for the plugin only fails. */
  isShut: () => boolean
  onReady: () => void
  plugin: string
  gate: LaneGate
}): Waiting {
  const { marks, book, outcomes, viewers, trace, clock, doubtfulUpTo, attempts, onReady } = parts
  const coalescer = createCoalescer()
  const reader = createLogReader({ read: parts.read, marks, onLost })
  const backlog = createBacklog({ reader, considered: marks.considered, priorityOf })
  const line = createLine({
    queueMax: parts.queueMax,
    backlog,
    viewers,
    clock,
    itemOf,
    onLeave: coalescer.forget,
    onDropped: outcomes.discarded,
    onReady,
  })
  const passage = createPassage({ plugin: parts.plugin, gate: parts.gate, letIn: add, onHidden: (stored) => drop(stored, 'hidden') })
  const catchUp = createCatchUp({ marks, reader, head: parts.head, clock, takeUp, onSlice, hasRoom: passage.hasRoom })

  function onSlice() {
    onReady()
    parts.gate.ask()
  }

  function drop({ seqNo, event }: Pick<StoredEvent, 'seqNo' | 'event'>, reason: string) {
    outcomes.discardedUnqueued(seqNo, event.eventType, reason)
  }

  function onLost(seqNo: number) {
    if (marks.isPending(seqNo)) outcomes.discardedUnqueued(seqNo, 'unknown', 'damaged')
    else marks.pass(seqNo)
  }

  function priorityOf({ seqNo, event }: StoredEvent): number | undefined {
    const rule = book.ruleOf(event)
    return rule && !rule.discardable && !parts.isRetrying(seqNo) && !passage.has(seqNo) ? rule.priority : undefined
  }

  /** In monotonic time, as far as the wall clock lets us know. */
  function acceptedAt({ event }: StoredEvent): number {
    const ageMs = clock.wallTime() - Date.parse(event.ingestedAt)
    return clock.now() - (ageMs > 0 ? ageMs : 0)
  }

  function itemOf(stored: StoredEvent): Item | undefined {
    const rule = book.ruleOf(stored.event)
    return rule && makeItem(stored, rule, acceptedAt(stored))
  }

  function makeItem({ seqNo, event, bytes }: StoredEvent, rule: Rule, since: number): Item {
    const { priority, discardable } = rule
    const past = attempts.size > 0 ? attempts.get(seqNo) : undefined
    return {
      seqNo,
      priority,
      discardable,
      rule,
      viewer: rule.isByViewer ? event.user?.userId : undefined,
      bytes,
      since,
      recovered: seqNo <= doubtfulUpTo && seqNo > 0,
      trouble: past && earlierTrouble(past),
      merge: undefined,
      row: trace.enter(seqNo, priority, since),
      batch: undefined,
    }
  }

  function admit(stored: StoredEvent, rule: Rule, since: number) {
    if (!passage.holds(stored, rule, since)) add(stored, rule, since)
  }

  function add(stored: StoredEvent, rule: Rule, since: number) {
    const { priority, discardable, coalesceMs } = rule
    if (discardable && parts.isShut()) return drop(stored, 'circuit-open')
    // What is no more urgent must not overtake what waits in the log.
    if (!discardable && backlog.holds(priority)) return backlog.add({ priority, seqNo: stored.seqNo, since })
    const isMergeable = discardable && coalesceMs > 0
    if (isMergeable && coalescer.merge(stored.event, coalesceMs, since)) return
    const item = makeItem(stored, rule, since)
    if (isMergeable) coalescer.watch(item, stored.event)
    line.push(item)
  }

  function takeUp(stored: StoredEvent, isKnown: boolean) {
    const { seqNo, event } = stored
    const rule = book.ruleOf(event)
    if (!rule && !isKnown) return marks.pass(seqNo)
    if (!rule) return outcomes.discardedUnqueued(seqNo, event.eventType, 'unsubscribed')
    marks.add(seqNo)
    if (rule.discardable && seqNo <= doubtfulUpTo) return outcomes.discardedUnqueued(seqNo, event.eventType, 'restart')
    admit(stored, rule, acceptedAt(stored))
  }

  return {
    ...line,
    start: catchUp.start,
    begin: catchUp.begin,
    offer(stored, now) {
      if (catchUp.isRunning() || stored.seqNo <= marks.considered()) return
      const rule = book.ruleOf(stored.event)
      if (!rule) return
      marks.add(stored.seqNo)
      admit(stored, rule, now)
    },
    offerUnkept({ event, bytes }, now) {
      const rule = book.newestRuleOf(event)
      if (rule?.discardable) admit({ seqNo: 0, event, bytes }, rule, now)
    },
    passed(seqNo) {
      if (!catchUp.isRunning()) marks.pass(seqNo)
    },
    spilled: backlog.size,
    forgetSpilled: backlog.clear,
    release: passage.release,
    gated: passage.size,
    forgetGated: passage.remove,
    looseSize: () => line.looseSize() + passage.looseSize(),
    shed(reason) {
      line.shed(reason)
      for (const { stored } of passage.shed()) drop(stored, reason)
    },
    isCatchingUp: catchUp.isRunning,
    stop() {
      catchUp.stop()
      line.stop()
    },
  }
}

function earlierTrouble(attempts: readonly Attempt[]): Trouble {
  return { attempts: [...attempts], since: 0, dueAt: 0, alone: false, counted: false, failed: false, durable: true, inFlight: false }
}
