import { bandOf } from '../../../core/schedule/bands.ts'
import type { Dispatch, LaneStatus, SchedulerFact } from '../../../core/schedule/schedule.ts'
import type { Disk } from '../disk.ts'
import { messageOf } from '../likes.ts'
import type { Expect, Plugins } from './seen.ts'

const TURNS = 64
const ASKED_MIN_MS = 1000

type Watched = {
  readonly runs: Map<number, number>
  readonly succeeded: Set<number>
  /** Reported to the scheduler as done, in this life of the core. */
  readonly reported: Set<number>
  /** Newest first try by type and rules, and by viewer where that is the order; in this life of the core. */
  readonly newest: Map<string, number>
  /** Failed, and neither tried again with success nor given up: number to band. */
  readonly retrying: Map<number, number>
  /** Viewers whose events run one after the other, and the number that runs. */
  readonly viewers: Map<string, number>
  /** Of what was not kept: the messages that ran. */
  readonly unkept: Set<number>
  /** Deliveries of the critical band in a row while a lower one waited. */
  criticalRow: number
}

/** Watches every delivery of every plugin: L2, L3, L4, L5, L8, O1, O2, O3, O6 and R2. */
export function createDeliveries({ disk, plugins, expect }: { disk: Disk; plugins: Plugins; expect: Expect }) {
  const watched = new Map<string, Watched>()
  const of = (plugin: string): Watched => {
    const known = watched.get(plugin)
    if (known) return known
    const maps = { runs: new Map(), newest: new Map(), retrying: new Map(), viewers: new Map() }
    const next: Watched = { ...maps, succeeded: new Set(), reported: new Set(), unkept: new Set(), criticalRow: 0 }
    watched.set(plugin, next)
    return next
  }

  function forget(plugin: string) {
    const seen = of(plugin)
    // What was not kept is not known to a core that comes after.
    for (const each of [seen.newest, seen.retrying, seen.viewers, seen.reported, seen.unkept]) each.clear()
    seen.criticalRow = 0
  }

  function startFirst(plugin: string, { seqNo, mode }: Dispatch) {
    const { newest } = of(plugin)
    const seen = plugins.of(plugin)
    const event = plugins.eventOf(seqNo)
    const isOrdered = plugins.ruleOf(seen, seqNo)?.orderBy === 'user'
    if (mode !== 'sync' && !isOrdered) return
    const viewer = isOrdered && event && 'user' in event ? event.user?.userId : ''
    const key = `${event?.eventType} ${plugins.chapterOf(seen, seqNo).from} ${viewer}`
    expect(seqNo > (newest.get(key) ?? 0), `${isOrdered ? 'O6' : 'O1'}: ${seqNo} came after a later one in ${plugin}`)
    newest.set(key, seqNo)
  }

  function startUnkept(plugin: string, { bytes, attempt, redelivered }: Dispatch) {
    const message = messageOf(bytes)
    expect(!of(plugin).unkept.has(message), `L2: message ${message}, which was not kept, ran twice in ${plugin}`)
    expect(attempt === 1 && !redelivered, `L2: message ${message}, which was not kept, is a repeat in ${plugin}`)
    of(plugin).unkept.add(message)
  }

  const viewerOf = (plugin: string, seqNo: number) => {
    const event = plugins.eventOf(seqNo)
    const rule = plugins.ruleOf(plugins.of(plugin), seqNo)
    return rule?.orderBy === 'user' && rule.mode === 'async' && event && 'user' in event ? event.user?.userId : undefined
  }

  return {
    hasSucceeded: (plugin: string, seqNo: number) => of(plugin).succeeded.has(seqNo),
    dispatched(plugin: string, deliveries: readonly Dispatch[], statusOf: () => LaneStatus | undefined) {
      const { retrying } = of(plugin)
      const seen = plugins.of(plugin)
      // What waits for another of its viewer has no turn.
      const isOrdered = Object.values(seen.config.rules).some(({ orderBy }) => orderBy !== undefined)
      const isFree = retrying.size === 0 && !isOrdered
      let row = of(plugin).criticalRow
      for (const { seqNo, attempt, redelivered } of deliveries) {
        if (seqNo === 0) continue
        const rule = plugins.ruleOf(seen, seqNo)
        expect(rule !== undefined, `only what is subscribed is delivered: ${plugin} got ${seqNo}`)
        expect(seqNo >= seen.promisedFrom, `L8: ${plugin} got ${seqNo}, which is older than itself`)
        if (!rule) continue
        expect(!disk.isSettled(plugin, seqNo), `L3: ${seqNo} was sent to ${plugin} after it was durably settled`)
        const band = bandOf(rule.priority)
        if (attempt === 1 && !redelivered)
          for (const held of retrying.values()) expect(band < held, `O2: ${seqNo} passed a retry of its band in ${plugin}`)
        // Nothing comes while a batch is put together, so what goes now waited all through it.
        if (band > 0 && isFree) expect(row < TURNS, `O3: ${seqNo} had no turn in ${plugin}`)
        row = band === 0 ? row + 1 : 0
      }
      // Only dispatching takes out, so what waits after the batch waited all through it.
      const status = row > 0 ? statusOf() : undefined
      const isWaiting = status?.retrying === 0 && !isOrdered && status.bands.normal + status.bands.bulk > 0
      of(plugin).criticalRow = isWaiting ? row : 0
      expect(of(plugin).criticalRow < TURNS, `O3: a lower band of ${plugin} starves`)
    },
    started(plugin: string, delivery: Dispatch) {
      const { seqNo, attempt, redelivered } = delivery
      const seen = of(plugin)
      if (seqNo === 0) return startUnkept(plugin, delivery)
      const runs = (seen.runs.get(seqNo) ?? 0) + 1
      seen.runs.set(seqNo, runs)
      if (attempt === 1 && !redelivered) startFirst(plugin, delivery)
      expect(runs === 1 || attempt > 1 || redelivered, `L5: ${seqNo} ran again in ${plugin} and was not told so`)
      expect(!seen.reported.has(seqNo), `L4: ${seqNo} ran again in ${plugin} although nothing crashed since it was done`)
      const viewer = viewerOf(plugin, seqNo)
      if (viewer !== undefined) {
        expect(!seen.viewers.has(viewer), `O6: ${seqNo} runs in ${plugin} beside another of its viewer`)
        seen.viewers.set(viewer, seqNo)
      }
      const { config } = plugins.of(plugin)
      if (plugins.ruleOf(plugins.of(plugin), seqNo)?.discardable)
        expect(runs === 1, `L2: discardable ${seqNo} ran ${runs} times in ${plugin}`)
      else expect(runs <= Math.max(2, config.retry.attempts), `R2: ${seqNo} ran ${runs} times in ${plugin}`)
    },
    ended(plugin: string, seqNo: number) {
      const viewer = viewerOf(plugin, seqNo)
      if (viewer !== undefined && of(plugin).viewers.get(viewer) === seqNo) of(plugin).viewers.delete(viewer)
    },
    succeeded: (plugin: string, seqNo: number) => void of(plugin).succeeded.add(seqNo),
    reported(plugin: string, seqNo: number) {
      if (seqNo === 0) return
      of(plugin).retrying.delete(seqNo)
      of(plugin).reported.add(seqNo)
    },
    workerDied: (plugin: string) => of(plugin).viewers.clear(),
    fact(fact: SchedulerFact) {
      if (fact.kind === 'breaker') return
      const rule = plugins.ruleOf(plugins.of(fact.plugin), fact.seqNo)
      // What the plugin asked to have later, which no other delay is long enough for, may hold up nobody.
      const isHeldUp = fact.kind === 'retry' && fact.delayMs < ASKED_MIN_MS
      if (isHeldUp && rule) of(fact.plugin).retrying.set(fact.seqNo, bandOf(rule.priority))
      else of(fact.plugin).retrying.delete(fact.seqNo)
    },
    reopened: forget,
    restarted() {
      for (const plugin of watched.keys()) forget(plugin)
    },
  }
}
