import type { LaneTypeCounts, QueueHealth, QueueStats, QueueStatus, QueueThroughput } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import type { Scheduler, TallyReading } from '../../schedule/schedule.ts'
import type { LaneDesk, QueueDesk } from '../../serve/lane-desks.ts'
import type { LaneHour, Store } from '../../store/store.ts'
import { fullestOf, healthOf } from './health.ts'
import type { Holds } from './holds.ts'
import { countsOf, type LaneWatch, successRate } from './lanes.ts'

type Parts = {
  readonly lanes: Pick<LaneDesk, 'list'> & Pick<LaneWatch, 'recent' | 'hours'>
  readonly scheduler: Pick<Scheduler, 'tallies'>
  readonly holds: Pick<Holds, 'panic'>
  readonly store: Pick<Store, 'deadLetterCount'>
  /** When the counters began, milliseconds since 1970. */
  readonly since: () => number
  readonly clock: Clock
}

const HOUR_MS = 3_600_000
const DAY_HOURS = 24
const SHOWN_HOURS = 24
const SHOWN_DAYS = 30

/** All lanes together: how full, how well, how fast. */
export function createQueueReport({ lanes, scheduler, holds, store, since, clock }: Parts): Pick<QueueDesk, 'status' | 'stats' | 'health'> {
  function health(): QueueHealth {
    try {
      const { completed, lost } = lanes.recent(HOUR_MS)
      store.deadLetterCount()
      return healthOf({ ...fullestOf(lanes.list()), successRate: successRate(completed, lost) })
    } catch (error) {
      return { health: 'error', reasons: [`It cannot be read: ${error instanceof Error ? error.message : error}`] }
    }
  }

  function throughput(hours: readonly LaneHour[], size: number, count: number): readonly QueueThroughput[] {
    const newest = Math.floor(clock.wallTime() / HOUR_MS / size)
    const steps = Array.from({ length: count }, (_, index) => newest - count + 1 + index)
    const sums = new Map(steps.map((step) => [step, { completed: 0, failed: 0 }]))
    for (const { hour, completed, failed } of hours) {
      const sum = sums.get(Math.floor(hour / size))
      if (!sum) continue
      sum.completed += completed
      sum.failed += failed
    }
    return [...sums].map(([step, sum]) => ({ at: new Date(step * size * HOUR_MS).toISOString(), ...sum }))
  }

  return {
    health,
    status(): QueueStatus {
      const all = [...lanes.list()]
      return {
        ...health(),
        size: total(all.map(({ depth }) => depth)),
        max: total(all.map(({ max }) => max)),
        utilization: fullestOf(all).utilization,
        spilled: total(all.map(({ spilled }) => spilled)),
        inFlight: total(all.map(({ inFlight }) => inFlight)),
        deadLetters: store.deadLetterCount(),
        held: holds.panic() !== undefined,
        lanes: all,
      }
    },
    stats(): QueueStats {
      const tallies = scheduler.tallies()
      const hours = lanes.hours({ from: (Math.floor(clock.wallTime() / HOUR_MS / DAY_HOURS) - SHOWN_DAYS) * DAY_HOURS })
      const { perType, discarded, completed, failed, dead, averageMs, successRate } = countsOf(sumOfTallies([...tallies.values()]))
      return {
        since: new Date(since()).toISOString(),
        ...{ completed, failed, dead, discarded, averageMs, successRate, perType },
        perHour: [...throughput(hours, 1, SHOWN_HOURS)],
        perDay: [...throughput(hours, DAY_HOURS, SHOWN_DAYS)],
        perPlugin: Object.fromEntries([...tallies].map(([plugin, tally]) => [plugin, pluginCounts(tally)])),
      }
    },
  }
}

function pluginCounts(tally: TallyReading) {
  const { completed, failed, dead, discarded, averageMs, successRate } = countsOf(tally)
  return { completed, failed, dead, discarded: total(Object.values(discarded)), averageMs, successRate }
}

function sumOfTallies(all: readonly TallyReading[]): TallyReading | undefined {
  const [first, ...others] = all
  return first && others.reduce(sumOfTwo, first)
}

function sumOfTwo(one: TallyReading, other: TallyReading): TallyReading {
  return {
    completed: one.completed + other.completed,
    failed: one.failed + other.failed,
    dead: one.dead + other.dead,
    lost: one.lost + other.lost,
    sumMs: one.sumMs + other.sumMs,
    slots: one.slots.map((count, slot) => count + (other.slots[slot] ?? 0)),
    discarded: merged(one.discarded, other.discarded, (a, b) => a + b),
    perType: merged(one.perType, other.perType, sumOfTypes),
  }
}

function sumOfTypes(one: LaneTypeCounts, other: LaneTypeCounts): LaneTypeCounts {
  return {
    completed: one.completed + other.completed,
    failed: one.failed + other.failed,
    discarded: one.discarded + other.discarded,
  }
}

function merged<T>(one: Readonly<Record<string, T>>, other: Readonly<Record<string, T>>, add: (a: T, b: T) => T): Record<string, T> {
  const sum = { ...one }
  for (const [key, value] of Object.entries(other)) {
    const known = sum[key]
    sum[key] = known === undefined ? value : add(known, value)
  }
  return sum
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0)
