import type { LaneStatus, SchedulerFact } from '../../../core/schedule/schedule.ts'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import type { Disk } from '../disk.ts'
import { type Expect, type Plugins, ruleFor } from './seen.ts'

/** One of each band may be read back into a full lane. */
const RESIDENT_SLACK = 3

/** Watches that each event has one end in each plugin, and that memory is bounded: L7. */
export function createCounters({ disk, plugins, expect }: { disk: Disk; plugins: Plugins; expect: Expect }) {
  /** What each plugin was owed since its lane was opened, and up to which event that was counted. */
  const owed = new Map<string, { count: number; upTo: number; unkept: number }>()

  function owedTo(plugin: string): number {
    const seen = plugins.of(plugin)
    const sum = owed.get(plugin) ?? { count: 0, upTo: 0, unkept: 0 }
    while (sum.upTo < (seen.marks?.considered() ?? 0)) if (plugins.ruleOf(seen, ++sum.upTo)) sum.count++
    return sum.count
  }

  return {
    opened(plugin: string, begin: { readonly pending: number; readonly considered: number }) {
      owed.set(plugin, { count: begin.pending, upTo: begin.considered, unkept: 0 })
    },
    unkept(event: UnifiedEvent) {
      for (const [plugin, seen] of plugins.all()) {
        const sum = owed.get(plugin)
        if (sum && ruleFor(seen.config, event)?.discardable) sum.unkept++
      }
    },
    fact(fact: SchedulerFact) {
      if ((fact.kind !== 'dead' && fact.kind !== 'discarded') || fact.seqNo === 0) return
      expect(!disk.isSettled(fact.plugin, fact.seqNo), `L7: ${fact.seqNo} of ${fact.plugin} ended twice, now as ${fact.kind}`)
    },
    looked(status: readonly LaneStatus[]) {
      for (const { plugin, depth, max, inFlight, completed, dead, discarded } of status) {
        const { config, marks, chapters } = plugins.of(plugin)
        // A lane made smaller keeps those that wait for their viewers.
        const isOrdered = Object.values(config.rules).some(({ orderBy }) => orderBy !== undefined)
        const most = isOrdered ? Math.max(...chapters.map((chapter) => chapter.config.queueMax)) : max
        expect(depth <= most + RESIDENT_SLACK, `memory: ${depth} wait in ${plugin}, of ${most}`)
        expect(inFlight <= 512 + config.concurrency, `memory: ${inFlight} in flight in ${plugin}`)
        const ended = completed + dead + Object.values(discarded).reduce((sum, count) => sum + count, 0)
        const pending = marks?.count() ?? 0
        const all = owedTo(plugin)
        // What was not kept has no mark while it waits.
        const unkept = owed.get(plugin)?.unkept ?? 0
        const isRight = ended + pending >= all && ended + pending <= all + unkept
        expect(isRight, `L7: ${plugin} was owed ${all} and ${unkept} unkept, of which ${ended} ended and ${pending} are pending`)
      }
    },
    finished() {
      const letters = disk.deadLetters.map(({ plugin, seqNo }) => `${plugin} ${seqNo}`)
      expect(new Set(letters).size === letters.length, 'L7: an event has two dead letters in one plugin')
    },
  }
}
