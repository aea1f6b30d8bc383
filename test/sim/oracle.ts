import { bandOf } from '../../core/schedule/bands.ts'
import type { Dispatch, LaneConfig, LaneRule, LaneStatus, SchedulerFact } from '../../core/schedule/schedule.ts'
import type { StoredEvent } from '../../core/store/store.ts'
import type { Disk } from './disk.ts'

const TURNS = 64
/** One of each band may be read back into a full lane. */
const RESIDENT_SLACK = 3

type Seen = {
  config: LaneConfig
  /** Nothing before was promised to it: it was not installed yet when the core crashed. */
  promisedFrom: number
  /** Rules by the number of the first event they are for. */
  chapters: { readonly from: number; readonly config: LaneConfig }[]
  readonly runs: Map<number, number>
  readonly succeeded: Set<number>
  /** Newest first try by type and rules, in this life of the core. */
  readonly newest: Map<string, number>
  /** Failed, and neither tried again with success nor given up: number to band. */
  readonly retrying: Map<number, number>
  /** Deliveries of the critical band in a row while a lower one waited. */
  criticalRow: number
}

/** Watches everything from outside and knows the promises. The first broken one is kept. */
export function createOracle({ disk }: { disk: Disk }) {
  const plugins = new Map<string, Seen>()
  const accepted: StoredEvent[] = []
  let broken: string | undefined

  const seenBy = (plugin: string): Seen => {
    const seen = plugins.get(plugin)
    if (!seen) throw new TypeError(`${plugin} is not known`)
    return seen
  }
  const expect = (isKept: boolean, promise: string) => {
    if (!isKept) broken ??= promise
  }
  const configAt = (seen: Seen, seqNo: number) => seen.chapters.findLast(({ from }) => seqNo >= from) ?? { from: 0, config: seen.config }
  const ruleOf = (seen: Seen, stored: StoredEvent | undefined): LaneRule | undefined =>
    stored && stored.event.source !== 'history' ? configAt(seen, stored.seqNo).config.rules[stored.event.eventType] : undefined
  const eventOf = (seqNo: number) => accepted[seqNo - 1]

  return {
    broken: () => broken,
    expect,
    installed(config: LaneConfig) {
      const chapters = [{ from: 0, config }]
      const lists = { runs: new Map(), succeeded: new Set<number>(), newest: new Map(), retrying: new Map() }
      plugins.set(config.plugin, { config, promisedFrom: 1, chapters, ...lists, criticalRow: 0 })
    },
    changed(config: LaneConfig) {
      const seen = seenBy(config.plugin)
      seen.config = config
      seen.chapters.push({ from: accepted.length + 1, config })
    },
    /** Memory is gone; what is taken up again is judged by the newest rules. */
    restarted() {
      for (const [plugin, seen] of plugins) {
        if (!disk.progress(plugin)) seen.promisedFrom = accepted.length + 1
        seen.chapters = [{ from: 0, config: seen.config }]
        seen.newest.clear()
        seen.retrying.clear()
        seen.criticalRow = 0
      }
    },
    accepted(events: readonly StoredEvent[]) {
      accepted.push(...events)
    },
    dispatched(plugin: string, deliveries: readonly Dispatch[], statusOf: () => LaneStatus | undefined) {
      const seen = seenBy(plugin)
      let row = seen.criticalRow
      for (const { seqNo, attempt, redelivered } of deliveries) {
        const stored = eventOf(seqNo)
        const rule = ruleOf(seen, stored)
        expect(rule !== undefined, `only what is subscribed is delivered: ${plugin} got ${seqNo}`)
        if (!rule || !stored) continue
        expect(!disk.isSettled(plugin, seqNo), `L3: ${seqNo} was sent to ${plugin} after it was durably settled`)
        const band = bandOf(rule.priority)
        const isFirst = attempt === 1 && !redelivered
        if (isFirst) {
          for (const held of seen.retrying.values()) expect(band < held, `O2: ${seqNo} passed a retry of its band in ${plugin}`)
        }
        row = band === 0 ? row + 1 : 0
      }
      // Only dispatching takes out, so what waits after the batch waited all through it.
      const status = row > 0 ? statusOf() : undefined
      seen.criticalRow = status?.retrying === 0 && status.bands.normal + status.bands.bulk > 0 ? row : 0
      expect(seen.criticalRow < TURNS, `O3: a lower band of ${plugin} starves`)
    },
    started(plugin: string, { seqNo, attempt, redelivered, mode }: Dispatch) {
      const seen = seenBy(plugin)
      const runs = (seen.runs.get(seqNo) ?? 0) + 1
      seen.runs.set(seqNo, runs)
      const stored = eventOf(seqNo)
      const rule = ruleOf(seen, stored)
      if (attempt === 1 && !redelivered && mode === 'sync') {
        const key = `${stored?.event.eventType} ${configAt(seen, seqNo).from}`
        expect(seqNo > (seen.newest.get(key) ?? 0), `O1: ${seqNo} came after a later one in ${plugin}`)
        seen.newest.set(key, seqNo)
      }
      expect(runs === 1 || attempt > 1 || redelivered, `L5: ${seqNo} ran again in ${plugin} and was not told so`)
      if (rule?.discardable) expect(runs === 1, `L2: discardable ${seqNo} ran ${runs} times in ${plugin}`)
      else expect(runs <= Math.max(2, seen.config.retry.attempts), `R2: ${seqNo} ran ${runs} times in ${plugin}`)
    },
    succeeded: (plugin: string, seqNo: number) => void seenBy(plugin).succeeded.add(seqNo),
    /** The scheduler was told that it went well. */
    reported: (plugin: string, seqNo: number) => void seenBy(plugin).retrying.delete(seqNo),
    fact(fact: SchedulerFact) {
      const seen = seenBy(fact.plugin)
      const rule = ruleOf(seen, eventOf(fact.seqNo))
      if (fact.kind === 'retry' && rule) seen.retrying.set(fact.seqNo, bandOf(rule.priority))
      else seen.retrying.delete(fact.seqNo)
    },
    looked(status: readonly LaneStatus[]) {
      for (const { plugin, depth, max, inFlight } of status) {
        expect(depth <= max + RESIDENT_SLACK, `memory: ${depth} wait in ${plugin}, of ${max}`)
        expect(inFlight <= 512 + seenBy(plugin).config.concurrency, `memory: ${inFlight} in flight in ${plugin}`)
      }
    },
    /** All faults are over and nothing is left to do. */
    finished() {
      const dead = new Set(disk.deadLetters.map(({ plugin, seqNo }) => `${plugin} ${seqNo}`))
      for (const [plugin, seen] of plugins) {
        for (const stored of accepted.slice(seen.promisedFrom - 1)) {
          const rule = ruleOf(seen, stored)
          expect(disk.isSettled(plugin, stored.seqNo), `liveness: ${stored.seqNo} is not settled in ${plugin}`)
          if (!rule || rule.discardable) continue
          const isSafe = seen.succeeded.has(stored.seqNo) || dead.has(`${plugin} ${stored.seqNo}`)
          expect(isSafe, `L1: ${stored.seqNo} was lost in ${plugin}`)
        }
      }
    },
  }
}

export type Oracle = ReturnType<typeof createOracle>
