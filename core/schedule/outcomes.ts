import { type EventType, TRIGGER_ID } from '../../schemas/types.ts'
import type { Clock } from '../base/clock.ts'
import { crashPoint } from '../base/crash-point.ts'
import type { Attempt } from '../store/store.ts'
import type { Item } from './item.ts'
import type { Discard, Journal } from './journal.ts'
import { createLatency } from './latency.ts'
import type { LaneStatus, Marks, SchedulerFact } from './schedule.ts'
import type { Tally } from './tally.ts'
import type { LaneTrace } from './trace.ts'

/** The ends a delivery can come to: each settles it, counts it and has it written down. */
export type Outcomes = {
  completed(item: Item, now: number): void
  /** Dropped while it waited, with all that was merged into it; `by` is the event that it made room for. */
  discarded(item: Item, reason: string, by?: Item): void
  /** Of a discardable that ran: it does not run again, however it went. */
  spent(item: Item, reason: string): void
  /** Of an event that never became an item. */
  discardedUnqueued(seqNo: number, eventType: EventType | 'unknown', reason: string): void
  dead(item: Item, reason: string): void
  /** Of an event that never became an item. */
  deadUnqueued(dead: { readonly seqNo: number; readonly eventType: EventType; readonly attempts: readonly Attempt[] }, reason: string): void
  /** A try failed; that alone ends nothing. */
  failed(): void
  counts(): Pick<LaneStatus, 'completed' | 'failed' | 'dead' | 'discarded' | 'latencyMs'>
}

type Typed = { readonly eventType: EventType | 'unknown'; readonly trigger: number }

/** Of one reason: how many, its number in the trace, and what is counted together by the number of the type. */
type Drops = { count: number; readonly reason: number; readonly byType: (Discard | undefined)[] }

// What the record of it said is not known any more.
const UNKNOWN = { eventType: 'unknown', trigger: 0 } as const

/** The ends of one plugin's deliveries. */
export function createOutcomes(parts: {
  plugin: string
  marks: Marks
  journal: Journal
  clock: Clock
  tally: Tally
  trace: LaneTrace
  onFact: (fact: SchedulerFact) => void
  /** It is at work no longer. */
  onEnd: (item: Item) => void
}): Outcomes {
  const { plugin, marks, journal, clock, tally, trace, onFact, onEnd } = parts
  const latency = createLatency()
  const drops = new Map<string, Drops>()
  let completed = 0
  let failed = 0
  let dead = 0

  function dropsFor(reason: string): Drops {
    const known = drops.get(reason)
    if (known) return known
    const fresh = { count: 0, reason: trace.reason(reason), byType: [] }
    drops.set(reason, fresh)
    return fresh
  }

  /** Answers the number of the reason. Floods end here, so nothing is put together anew. */
  function drop(seqNo: number, { eventType, trigger }: Typed, reason: string, hasRun: boolean): number {
    marks.settle(seqNo)
    const known = dropsFor(reason)
    known.count++
    tally.discarded(trigger, reason, hasRun)
    known.byType[trigger] ??= { plugin, eventType, reason }
    journal.discarded(known.byType[trigger])
    journal.moved(marks)
    onFact({ kind: 'discarded', plugin, seqNo, reason })
    return known.reason
  }

  function settleMerged({ seqNo, rule, merge }: Item, reason: string, at: number) {
    if (!merge) return
    for (const other of merge.others) {
      trace.discarded(-1, other, at, drop(other, rule, reason, false), reason === 'merged' ? seqNo : 0)
    }
  }

  function giveUp(seqNo: number, trigger: number, reason: string, attempts: readonly Attempt[]) {
    marks.settle(seqNo)
    dead++
    tally.dead(trigger)
    journal.dead({ plugin, seqNo, at: new Date(clock.wallTime()).toISOString(), reason, attempts: [...attempts] }, marks)
    onFact({ kind: 'dead', plugin, seqNo, error: attempts.at(-1)?.error ?? reason })
  }

  return {
    completed(item, now) {
      settleMerged(item, 'merged', now)
      marks.settle(item.seqNo)
      journal.moved(marks)
      crashPoint('ack.noted')
      onEnd(item)
      completed++
      const durationMs = now - item.since
      tally.completed(item.rule.trigger, durationMs, latency.add(durationMs))
      trace.completed(item.row, item.seqNo, now)
    },
    discarded(item, reason, by) {
      // What makes room has just come: the clock need not be asked.
      const at = by ? Math.max(by.since, item.since) : clock.now()
      trace.discarded(item.row, item.seqNo, at, drop(item.seqNo, item.rule, reason, false), by && by !== item ? by.seqNo : 0)
      settleMerged(item, reason, at)
    },
    spent(item, reason) {
      const at = clock.now()
      onEnd(item)
      trace.discarded(item.row, item.seqNo, at, drop(item.seqNo, item.rule, reason, true), 0)
      settleMerged(item, 'merged', at)
    },
    discardedUnqueued(seqNo, eventType, reason) {
      const rule = eventType === 'unknown' ? UNKNOWN : { eventType, trigger: TRIGGER_ID[eventType] }
      trace.discarded(-1, seqNo, clock.now(), drop(seqNo, rule, reason, false), 0)
    },
    dead(item, reason) {
      onEnd(item)
      trace.dead(item.row, item.seqNo, clock.now())
      giveUp(item.seqNo, item.rule.trigger, reason, item.trouble?.attempts ?? [])
    },
    deadUnqueued: ({ seqNo, eventType, attempts }, reason) => giveUp(seqNo, TRIGGER_ID[eventType], reason, attempts),
    failed() {
      failed++
      tally.failed()
    },
    counts: () => ({
      completed,
      failed,
      dead,
      discarded: Object.fromEntries([...drops].map(([reason, { count }]) => [reason, count])),
      latencyMs: { p50: latency.percentile(0.5), p99: latency.percentile(0.99) },
    }),
  }
}
