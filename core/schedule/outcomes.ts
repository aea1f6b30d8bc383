import type { Clock } from '../base/clock.ts'
import { crashPoint } from '../base/crash-point.ts'
import type { Item } from './item.ts'
import type { Journal } from './journal.ts'
import { createLatency } from './latency.ts'
import type { LaneStatus, Marks, SchedulerFact } from './schedule.ts'

/** The ends a delivery can come to: each settles it, counts it and has it written down. */
export type Outcomes = {
  completed(item: Item, now: number): void
  /** Dropped while it waited, with all that was merged into it. */
  discarded(item: Item, reason: string): void
  /** Of a discardable that ran: it does not run again, however it went. */
  spent(item: Item, reason: string): void
  /** Of an event that never became an item. */
  discardedUnqueued(seqNo: number, eventType: string, reason: string): void
  dead(item: Item, reason: string): void
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
  onFact: (fact: SchedulerFact) => void
  /** It is at work no longer. */
  onEnd: (item: Item) => void
}): Outcomes {
  const { plugin, marks, journal, clock, onFact, onEnd } = parts
  const latency = createLatency()
  const discarded: Record<string, number> = {}
  let completed = 0
  let failed = 0
  let dead = 0

  function discardedUnqueued(seqNo: number, eventType: string, reason: string) {
    marks.settle(seqNo)
    discarded[reason] = (discarded[reason] ?? 0) + 1
    journal.discarded(plugin, eventType, reason)
    journal.moved(marks)
    onFact({ kind: 'discarded', plugin, seqNo, reason })
  }

  const settleMerged = (item: Item, reason: string) => {
    for (const seqNo of item.merge?.others ?? []) discardedUnqueued(seqNo, item.rule.eventType, reason)
  }

  return {
    completed(item, now) {
      settleMerged(item, 'merged')
      marks.settle(item.seqNo)
      journal.moved(marks)
      crashPoint('ack.noted')
      onEnd(item)
      completed++
      latency.add(now - item.since)
    },
    discarded(item, reason) {
      discardedUnqueued(item.seqNo, item.rule.eventType, reason)
      settleMerged(item, reason)
    },
    spent(item, reason) {
      onEnd(item)
      discardedUnqueued(item.seqNo, item.rule.eventType, reason)
      settleMerged(item, 'merged')
    },
    discardedUnqueued,
    dead(item, reason) {
      const attempts = item.trouble?.attempts ?? []
      onEnd(item)
      marks.settle(item.seqNo)
      dead++
      journal.dead({ plugin, seqNo: item.seqNo, at: new Date(clock.wallTime()).toISOString(), reason, attempts: [...attempts] }, marks)
      onFact({ kind: 'dead', plugin, seqNo: item.seqNo, error: attempts.at(-1)?.error ?? reason })
    },
    failed() {
      failed++
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
