import type { DeliveryResult, Dispatch, LaneStatus, SchedulerFact } from '../../../core/schedule/schedule.ts'
import type { BreakerState } from '../../../core/store/store.ts'
import type { Life } from '../timeline.ts'
import type { Expect } from './seen.ts'

const IN_A_ROW = 5
const OPEN_MIN_MS = 10_000
const OPEN_MAX_MS = 300_000
/** What rounding may take. */
const SLACK_MS = 1

type Breaker = {
  state: BreakerState['state']
  since: number
  openFrom: number
  openUntil: number
  inARow: number
  probe: number | undefined
}

/** Knows from outside when nothing, or only one delivery, may go to a plugin: B1, B2, B3 and C2. */
export function createBreakers({ now, expect }: { now: () => number; expect: Expect }) {
  const breakers = new Map<string, Breaker>()
  const closed = (): Breaker => ({ state: 'closed', since: now(), openFrom: 0, openUntil: 0, inARow: 0, probe: undefined })
  const of = (plugin: string): Breaker => {
    const known = breakers.get(plugin) ?? closed()
    breakers.set(plugin, known)
    return known
  }

  return {
    /** A core starts; this is what the disk says. */
    restored(plugin: string, saved: BreakerState | undefined, life: Life) {
      if (!saved) return breakers.set(plugin, closed())
      const leftMs = Math.min(OPEN_MAX_MS, Math.max(0, saved.remainingMs - Math.max(0, life.wallTime() - saved.at)))
      const times = { since: now(), openFrom: now() + leftMs, openUntil: now() + Math.min(OPEN_MAX_MS, saved.remainingMs) }
      return breakers.set(plugin, { ...closed(), ...times, state: saved.state })
    },
    fact(fact: SchedulerFact) {
      if (fact.kind !== 'breaker') return
      const { plugin, state } = fact
      const before = of(plugin)
      const isSoon = state === 'halfOpen' && now() < before.openFrom - SLACK_MS
      expect(!isSoon, `B1, B3: the breaker of ${plugin} is half open too soon`)
      expect(state !== 'halfOpen' || now() <= before.openUntil + SLACK_MS, `B1, C2: the breaker of ${plugin} was open for too long`)
      breakers.set(plugin, { ...closed(), state, openFrom: now() + OPEN_MIN_MS, openUntil: now() + OPEN_MAX_MS })
    },
    dispatched(plugin: string, deliveries: readonly Dispatch[]) {
      const breaker = of(plugin)
      expect(breaker.state !== 'open', `B2, B3: ${plugin} got something while its breaker was open`)
      if (breaker.state !== 'halfOpen') return
      expect(deliveries.length === 1 && breaker.probe === undefined, `B1: ${plugin} got more than one delivery to try`)
      breaker.probe = deliveries[0]?.deliveryId
    },
    /** Before the scheduler hears of it; `isFirst` says whether a delivery was its event's first. */
    answered(plugin: string, results: readonly DeliveryResult[], isFirst: (deliveryId: number) => boolean) {
      const breaker = of(plugin)
      // Within one answer the order of sending counts.
      const inOrder = results.toSorted((a, b) => a.deliveryId - b.deliveryId)
      for (const { deliveryId, error, permanent } of inOrder) {
        if (deliveryId === breaker.probe) breaker.probe = undefined
        if (permanent || breaker.state !== 'closed') continue
        if (error === undefined) breaker.inARow = 0
        else if (isFirst(deliveryId)) breaker.inARow++
        if (breaker.inARow === IN_A_ROW) return
      }
    },
    workerDied(plugin: string) {
      of(plugin).probe = undefined
    },
    looked(status: readonly LaneStatus[]) {
      for (const { plugin, breaker } of status) {
        const { state, inARow } = of(plugin)
        expect(breaker.state === state, `B1: the breaker of ${plugin} is ${breaker.state} and nobody was told`)
        expect(state !== 'closed' || inARow < IN_A_ROW, `B1: ${plugin} failed ${IN_A_ROW} times in a row, and goes on`)
      }
    },
  }
}
