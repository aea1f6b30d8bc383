import type { Clock } from '../../base/clock.ts'
import type { SchedulerFact } from '../../schedule/schedule.ts'
import type { Attempt } from '../../store/store.ts'

const KEPT = 1000

type Retry = { readonly plugin: string; readonly seqNo: number; readonly failure: Attempt }

/** The newest tries that failed. The store forgets them when their delivery ends well, and who asks why wants them still. */
export function createRecentRetries(clock: Clock) {
  const recent: (Retry | undefined)[] = new Array(KEPT)
  let next = 0
  return {
    note(fact: SchedulerFact): void {
      if (fact.kind !== 'retry') return
      const { plugin, seqNo, attempt, error } = fact
      recent[next] = { plugin, seqNo, failure: { attempt, at: new Date(clock.wallTime()).toISOString(), durationMs: 0, error } }
      next = (next + 1) % KEPT
    },
    of(plugin: string, seqNo: number): readonly Attempt[] {
      const found = recent.flatMap((retry) => (retry?.plugin === plugin && retry.seqNo === seqNo ? [retry.failure] : []))
      return found.sort((a, b) => a.attempt - b.attempt)
    },
  }
}
