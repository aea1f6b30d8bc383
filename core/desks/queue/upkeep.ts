import type { QueueClear } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import { HostError } from '../../base/errors.ts'
import type { Logger } from '../../base/log.ts'
import type { Plugins } from '../../plugins/lifecycle.ts'
import type { Scheduler } from '../../schedule/schedule.ts'
import type { QueueDesk } from '../../serve/lane-desks.ts'
import type { Audit, By, DeadLetterDesk } from '../../serve/serve.ts'
import type { Store } from '../../store/store.ts'
import type { LaneWatch } from './lanes.ts'

type Parts = {
  readonly scheduler: Pick<Scheduler, 'status' | 'clear' | 'clearTallies' | 'relieve'>
  readonly lanes: Pick<LaneWatch, 'forget' | 'stuckMs' | 'hours'>
  readonly plugins: Pick<Plugins, 'details' | 'restart'>
  readonly deadLetters: Pick<DeadLetterDesk, 'drop'>
  readonly store: Pick<Store, 'dropLaneHours' | 'upkeep' | 'deadLetterCount'>
  /** Days that dead letters are kept. */
  readonly letterDays: () => number
  readonly audit: Audit
  readonly clock: Clock
  readonly log: Logger
}

const HOUR_MS = 3_600_000
const EVERY_MS = 1_800_000
/** No handler may take so long: nobody answers any more. */
const STUCK_MS = 600_000
const LETTER_HOURS = 168
/** Dead letters that one clearing makes; each takes a moment on the disk. */
const LETTERS_MAX = 5000
const FULL_SHARE = 0.9
const RELIEF_SHARE = 0.1

type Counts = Record<string, number>

/** Clears what is asked for, and puts in order what no one asked for, every half an hour. */
export function createQueueUpkeep(parts: Parts): Pick<QueueDesk, 'clear' | 'optimize'> & { since(): number; stop(): void } {
  const { scheduler, lanes, plugins, deadLetters, store, audit, clock, log } = parts
  let since = clock.wallTime()
  let cancel = clock.after(EVERY_MS, tend)

  const olderThan = (hours: number) => new Date(clock.wallTime() - hours * HOUR_MS).toISOString()
  const named = (plugin: string | undefined) => (plugin === undefined ? {} : { plugin })

  function clearCompleted({ plugin, hours, dryRun = false }: QueueClear): Counts {
    const before = Math.ceil(clock.wallTime() / HOUR_MS) - (hours ?? 0)
    const rows = lanes.hours(named(plugin)).filter(({ hour }) => hour < before)
    if (dryRun) return { hours: rows.length }
    store.dropLaneHours({ ...named(plugin), before })
    // Counters are of the whole time since the start, so they go only with all of it.
    if (hours === undefined || hours === 0) {
      lanes.forget(plugin)
      scheduler.clearTallies(plugin)
      if (plugin === undefined) since = clock.wallTime()
    }
    return { hours: rows.length }
  }

  function clearFailed({ plugin, hours = LETTER_HOURS, dryRun = false }: QueueClear, by: By): Counts {
    const { dropped } = deadLetters.drop({ ...named(plugin), until: olderThan(hours) }, { dryRun, by })
    return { deadLetters: dropped }
  }

  function clearWaiting({ plugin, dryRun = false }: QueueClear): Counts {
    const counts = { discarded: 0, becameDeadLetters: 0, left: 0 }
    for (const lane of scheduler.status()) {
      if (plugin !== undefined && plugin !== lane.plugin) continue
      const cleared = scheduler.clear(lane.plugin, { dryRun, max: LETTERS_MAX - counts.becameDeadLetters })
      counts.discarded += cleared?.discarded ?? 0
      counts.becameDeadLetters += cleared?.deadLetters ?? 0
      counts.left += cleared?.left ?? 0
    }
    return counts
  }

  function cleared(order: QueueClear, by: By): Counts {
    if (order.what === 'completed') return clearCompleted(order)
    if (order.what === 'failed') return clearFailed(order, by)
    if (order.what === 'waiting') return clearWaiting(order)
    // The letters that the rest makes are not old, and stay.
    return { ...clearCompleted(order), ...clearFailed(order, by), ...clearWaiting(order) }
  }

  async function restartStuck(dryRun: boolean): Promise<number> {
    const stuck = scheduler.status().filter(({ plugin }) => (lanes.stuckMs(plugin) ?? 0) > STUCK_MS)
    if (!dryRun) await Promise.all(stuck.map(({ plugin }) => plugins.restart(plugin)))
    return stuck.length
  }

  function relieve(dryRun: boolean): number {
    const full = scheduler.status().filter(({ depth, max }) => depth > max * FULL_SHARE)
    if (dryRun) return full.length
    return full.reduce((sum, { plugin, max }) => sum + scheduler.relieve(plugin, Math.ceil(max * RELIEF_SHARE)), 0)
  }

  async function optimize(dryRun: boolean, by?: By): Promise<Counts> {
    const old = { until: olderThan(parts.letterDays() * 24) }
    const letters = by ? deadLetters.drop(old, { dryRun, by }).dropped : 0
    return {
      restarted: await restartStuck(dryRun),
      [dryRun ? 'fullLanes' : 'discarded']: relieve(dryRun),
      deadLetters: letters,
      pages: dryRun ? 0 : store.upkeep(),
    }
  }

  function tend() {
    cancel = clock.after(EVERY_MS, tend)
    optimize(false).then(
      (done) => log.info(done, 'The queue was put in order'),
      (error) => log.warn({ error: String(error) }, 'The queue could not be put in order'),
    )
  }

  return {
    since: () => since,
    async clear(order, by) {
      const { what, plugin, dryRun = false, confirm } = order
      if (plugin !== undefined) plugins.details(plugin)
      const isGrave = what === 'waiting' || what === 'all'
      if (isGrave && !dryRun && confirm !== 'yes') {
        throw new HostError('USAGE', `To clear ${what}, say "confirm": "yes"; what may not be lost then becomes dead letters`, {
          path: '/confirm',
        })
      }
      const counts = cleared(order, by)
      if (!dryRun) audit({ what: 'queue.cleared', by, detail: { cleared: what, ...named(plugin), ...counts } })
      return counts
    },
    async optimize({ dryRun, by }) {
      const done = await optimize(dryRun, by)
      if (!dryRun) audit({ what: 'queue.optimized', by, detail: done })
      return done
    },
    stop: () => cancel(),
  }
}
