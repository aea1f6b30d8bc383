import { type EventType, TRIGGER_ID } from '../../schemas/types.ts'
import type { Clock } from '../base/clock.ts'
import { crashPoint } from '../base/crash-point.ts'
import type { Attempt } from '../store/store.ts'
import type { Item } from './item.ts'
import type { Journal } from './journal.ts'
import { createLatency } from './latency.ts'
import type { LaneStatus, Marks, SchedulerFact } from './schedule.ts'
import type { Tally } from './tally.ts'
import type { LaneTrace } from './trace.ts'

/** The ends a delivery can come to: each settles it, counts it and has it written down. */
export type Outcomes = {
  completed(item: Item, now: number): void
  /** Dropped while it waited, with all that was merged into it; `by` is the event that it made room for. */
  discarded(item: Item, reason: string, by?: number): void
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
  const discarded: Record<string, number> = {}
  let completed = 0
  let failed = 0
  let dead = 0

  type Drop = { readonly seqNo: number; readonly eventType: EventType | 'unknown'; readonly reason: string }

  function drop({ seqNo, eventType, reason }: Drop, { row = -1, by = 0, hasRun = false } = {}) {
    marks.settle(seqNo)
    discarded[reason] = (discarded[reason] ?? 0) + 1
    tally.discarded(eventType === 'unknown' ? 0 : TRIGGER_ID[eventType], reason, hasRun)
    trace.discarded(row, seqNo, clock.now(), reason, by)
    journal.discarded(plugin, eventType, reason)
    journal.moved(marks)
    onFact({ kind: 'discarded', plugin, seqNo, reason })
  }

  const settleMerged = (item: Item, reason: string) => {
    for (const seqNo of item.merge?.others ?? [])
      drop({ seqNo, eventType: item.rule.eventType, reason }, { by: reason === 'merged' ? item.seqNo : 0 })
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
      settleMerged(item, 'merged')
      marks.settle(item.seqNo)
      journal.moved(marks)
      crashPoint('ack.noted')
      onEnd(item)
      completed++
      const durationMs = now - item.since
      tally.completed(item.rule.trigger, durationMs, latency.add(durationMs))
      trace.completed(item.row, item.seqNo, now)
    },
    discarded(item, reason, by = 0) {
      drop({ seqNo: item.seqNo, eventType: item.rule.eventType, reason }, { row: item.row, by })
      settleMerged(item, reason)
    },
    spent(item, reason) {
      onEnd(item)
      drop({ seqNo: item.seqNo, eventType: item.rule.eventType, reason }, { row: item.row, hasRun: true })
      settleMerged(item, 'merged')
    },
    discardedUnqueued: (seqNo, eventType, reason) => drop({ seqNo, eventType, reason }),
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
      discarded: { ...discarded },
      latencyMs: { p50: latency.percentile(0.5), p99: latency.percentile(0.99) },
    }),
  }
}
