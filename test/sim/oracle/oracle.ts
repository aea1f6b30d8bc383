import type { Draft } from '../../../core/ingest/source.ts'
import type { DeliveryResult, Dispatch, LaneConfig, LaneStatus, Marks, SchedulerFact } from '../../../core/schedule/schedule.ts'
import type { Disk } from '../disk.ts'
import type { Life } from '../timeline.ts'
import { createAcceptance } from './acceptance.ts'
import { createBreakers } from './breakers.ts'
import { createCounters } from './counters.ts'
import { createDeliveries } from './deliveries.ts'
import { createGateWatch } from './gate.ts'
import { createPlugins } from './seen.ts'

/** Watches everything from outside and knows the promises by their numbers in the contract. The first broken one is kept. */
export function createOracle(parts: { disk: Disk; streaks: ReadonlyMap<string, number>; now: () => number }) {
  const { disk, streaks, now } = parts
  let broken: string | undefined
  const expect = (isKept: boolean, promise: string) => {
    if (!isKept) broken ??= promise
  }
  const plugins = createPlugins(disk)
  const deliveries = createDeliveries({ disk, plugins, expect })
  const acceptance = createAcceptance({ disk, expect })
  const counters = createCounters({ disk, plugins, expect })
  const breakers = createBreakers({ now, expect })
  const gate = createGateWatch({ plugins, expect, now })

  return {
    broken: () => broken,
    expect,
    installed(config: LaneConfig) {
      plugins.installed(config)
      gate.installed(config.intercepts ?? [])
    },
    accepted: gate.accepted,
    asked: gate.asked,
    judged: gate.judged,
    guardDown: gate.down,
    changed: (config: LaneConfig) => plugins.changed(config),
    /** The scheduler made marks for a plugin. */
    marked(plugin: string, marks: Marks, isRestored: boolean) {
      plugins.of(plugin).marks = marks
      counters.opened(plugin, { pending: marks.count(), considered: isRestored ? marks.considered() : disk.head() })
    },
    /** The plugin's lane was closed, and is about to be opened again by the same core. */
    reopening(plugin: string) {
      const { marks } = plugins.of(plugin)
      if (marks) counters.opened(plugin, { pending: marks.count(), considered: marks.considered() })
      plugins.reopened(plugin)
      deliveries.reopened(plugin)
    },
    restarted(life: Life) {
      plugins.restarted()
      deliveries.restarted()
      gate.restarted()
      for (const [plugin] of plugins.all()) breakers.restored(plugin, disk.breaker(plugin), life)
    },
    /** Events that the disk has no room for are offered, to whoever may miss them. */
    unkept: counters.unkept,
    answered(plugin: string, results: readonly DeliveryResult[], isFirst: (deliveryId: number) => boolean) {
      breakers.answered(plugin, results, isFirst)
    },
    told: (drafts: readonly Draft[]) => acceptance.told(drafts),
    dispatched(plugin: string, batch: readonly Dispatch[], statusOf: () => LaneStatus | undefined) {
      breakers.dispatched(plugin, batch)
      deliveries.dispatched(plugin, batch, statusOf)
      gate.dispatched(plugin, batch)
    },
    started: deliveries.started,
    ended: deliveries.ended,
    succeeded: deliveries.succeeded,
    reported: deliveries.reported,
    workerDied(plugin: string) {
      deliveries.workerDied(plugin)
      breakers.workerDied(plugin)
    },
    fact(fact: SchedulerFact) {
      counters.fact(fact)
      breakers.fact(fact)
      deliveries.fact(fact)
      gate.fact(fact)
    },
    looked(status: readonly LaneStatus[]) {
      counters.looked(status)
      breakers.looked(status)
      acceptance.looked(streaks)
    },
    /** All faults are over and nothing is left to do. */
    finished() {
      acceptance.looked(streaks)
      acceptance.finished()
      counters.finished()
      const dead = new Set(disk.deadLetters.map(({ plugin, seqNo }) => `${plugin} ${seqNo}`))
      for (const [plugin, seen] of plugins.all()) {
        for (let seqNo = seen.promisedFrom; seqNo <= disk.head(); seqNo++) {
          const rule = plugins.ruleOf(seen, seqNo)
          expect(disk.isSettled(plugin, seqNo), `X5: ${seqNo} is not settled in ${plugin}`)
          if (!rule || rule.discardable) continue
          const isSafe = deliveries.hasSucceeded(plugin, seqNo) || dead.has(`${plugin} ${seqNo}`) || gate.isHidden(plugin, seqNo)
          expect(isSafe, `L1: ${seqNo} was lost in ${plugin}`)
        }
      }
    },
  }
}

export type Oracle = ReturnType<typeof createOracle>
