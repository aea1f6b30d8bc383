import type { LaneBucket, LaneView, Settings } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import { HostError } from '../../base/errors.ts'
import type { Logger } from '../../base/log.ts'
import type { Plugins } from '../../plugins/lifecycle.ts'
import type { LaneStatus, Scheduler, TallyReading } from '../../schedule/schedule.ts'
import { percentileOf } from '../../schedule/slots.ts'
import type { LaneDesk } from '../../serve/lane-desks.ts'
import type { Audit, By } from '../../serve/serve.ts'
import type { SettingsFile } from '../../store/settings.ts'
import type { LaneHour, Store } from '../../store/store.ts'
import type { Holds } from './holds.ts'
import { createLaneHistory, daysOf, hoursOf, type LaneHistory } from './lane-history.ts'
import { createRates } from './rates.ts'

type Parts = {
  readonly scheduler: Pick<Scheduler, 'status' | 'lane' | 'tallies' | 'hold'>
  readonly plugins: Pick<Plugins, 'status' | 'live' | 'config' | 'details' | 'refresh'>
  readonly settings: SettingsFile
  readonly holds: Holds
  readonly store: Pick<Store, 'laneHours' | 'write'>
  /** To pages of the plugin, also later; `data` is JSON: since and until when its lane was paused. */
  readonly publish: (plugin: string, topic: string, data: string) => void
  readonly audit: Audit
  readonly clock: Clock
  readonly log: Logger
}

/** How lanes did lately, for health and alerts. */
export type LaneWatch = {
  /** Ended well, and not, within the last milliseconds. */
  recent(withinMs: number): { readonly completed: number; readonly lost: number }
  /** Milliseconds since a lane with work at the plugin moved; undefined when none is. */
  stuckMs(plugin: string): number | undefined
  /** Hours of all plugins or of one, with what is not written yet, oldest first. */
  hours(filter: { readonly plugin?: string; readonly from?: number }): readonly LaneHour[]
  forget(plugin?: string): void
}

const LOOK_MS = 1000
const WRITE_EVERY = 60
const HOUR_MS = 3_600_000
/** As settings.v1 says. */
const MOST_THREADS = 32
const SHOWN_HOURS = { hour: 7 * 24, day: 365 * 24 }

/** The lanes as people look at them: looked at once a second, written down once a minute. */
export function createLanes(parts: Parts): LaneDesk & LaneWatch & { stop(): Promise<void> } {
  const { scheduler, plugins, settings, holds, store, publish, audit, clock, log } = parts
  const histories = new Map<string, LaneHistory>()
  const rates = createRates()
  const moves = new Map<string, { readonly ended: number; readonly at: number }>()
  let looks = 0
  let writing: Promise<void> = Promise.resolve()
  let cancel = clock.after(LOOK_MS, tick)

  function historyOf(plugin: string): LaneHistory {
    const known = histories.get(plugin)
    if (known) return known
    const hour = Math.floor(clock.wallTime() / HOUR_MS)
    const history = createLaneHistory(plugin, store.laneHours({ plugin, from: hour }), undefined)
    histories.set(plugin, history)
    return history
  }

  /** Whoever asks is told what is so now, and not a second ago. */
  function look(): ReadonlyMap<string, TallyReading> {
    const lanes = new Map(scheduler.status().map((lane) => [lane.plugin, lane]))
    const tallies = scheduler.tallies()
    for (const [plugin, tally] of tallies) historyOf(plugin).note(tally, lanes.get(plugin)?.depth ?? 0, clock.wallTime())
    return tallies
  }

  function noteMove(plugin: string, { completed, failed }: TallyReading) {
    const ended = completed + failed
    if (moves.get(plugin)?.ended !== ended) moves.set(plugin, { ended, at: clock.now() })
  }

  function tick() {
    for (const [plugin, tally] of look()) {
      rates.note(plugin, tally.completed, clock.now())
      noteMove(plugin, tally)
    }
    if (++looks % WRITE_EVERY === 0) writing = write()
    cancel = clock.after(LOOK_MS, tick)
  }

  async function write() {
    const taken = [...histories.values()].map((history) => ({ history, rows: history.takeHours() }))
    const laneHours = taken.flatMap(({ rows }) => rows)
    if (laneHours.length === 0) return
    await store.write({ laneHours }).catch((error) => {
      for (const { history, rows } of taken) history.giveBack(rows)
      log.warn({ error: String(error) }, 'What lanes did could not be written down; it is tried again in a minute')
    })
  }

  function hours({ plugin, from = 0 }: { readonly plugin?: string; readonly from?: number }): readonly LaneHour[] {
    const rows = new Map(
      store.laneHours({ from, ...(plugin !== undefined && { plugin }) }).map((row) => [`${row.hour} ${row.plugin}`, row]),
    )
    for (const [name, history] of histories) {
      if (plugin !== undefined && plugin !== name) continue
      const fresh = history.takeHours()
      history.giveBack(fresh)
      for (const row of fresh) if (row.hour >= from) rows.set(`${row.hour} ${row.plugin}`, row)
    }
    return [...rows.values()].sort((a, b) => a.hour - b.hour)
  }

  function view(lane: LaneStatus, tally: TallyReading | undefined): LaneView {
    const { plugin, held: _, breaker, bands, latencyMs, ...rest } = lane
    const config = plugins.live(plugin) ?? plugins.config(plugin)
    return {
      ...rest,
      plugin,
      name: config?.manifest.name ?? plugin,
      bands: { ...bands },
      breaker: { ...breaker },
      latencyMs: { ...latencyMs },
      paused: holds.isPaused(plugin),
      panicHeld: holds.panic() !== undefined,
      threads: config?.threads ?? 1,
      threadsMax: config?.manifest.threadsMax ?? MOST_THREADS,
      perSecond: rates.perSecond(plugin),
      ...countsOf(tally),
    }
  }

  const list = () => {
    const tallies = scheduler.tallies()
    return scheduler.status().map((lane) => view(lane, tallies.get(lane.plugin)))
  }

  function show(plugin: string): LaneView {
    plugins.details(plugin)
    const lane = list().find((each) => each.plugin === plugin)
    if (!lane) throw new HostError('USAGE', `${plugin} takes no events now; switch it on first`, { plugin })
    return lane
  }

  return {
    list,
    show,
    history(plugin, by): readonly LaneBucket[] {
      plugins.details(plugin)
      look()
      if (by === 'minute') return histories.get(plugin)?.minutes() ?? []
      const from = Math.floor(clock.wallTime() / HOUR_MS) - SHOWN_HOURS[by]
      const rows = hours({ plugin, from })
      return by === 'day' ? daysOf(rows) : hoursOf(rows)
    },
    async pause(plugin: string, isPaused: boolean, by: By) {
      show(plugin)
      const now = new Date(clock.wallTime()).toISOString()
      const since = holds.pausedSince(plugin)
      await holds.setPaused(plugin, isPaused, now)
      if (!isPaused && since) publish(plugin, 'host.held', JSON.stringify({ since, until: now }))
      scheduler.hold(plugin, holds.isHeld(plugin))
      audit({ what: isPaused ? 'lane.paused' : 'lane.resumed', by, detail: { plugin } })
      return show(plugin)
    },
    async setThreads(plugin: string, threads: number, by: By) {
      plugins.details(plugin)
      const { threadsMax = threads } = plugins.config(plugin)?.manifest ?? {}
      if (threads > threadsMax) {
        const most = threadsMax === 1 ? 'one thread' : `${threadsMax} threads`
        throw new HostError('SETTINGS_INVALID', `${plugin} keeps in memory what threads would not share, so it runs in ${most} at most`, {
          plugin,
        })
      }
      await settings.update((now) => withThreads(now, plugin, threads))
      await plugins.refresh(plugin)
      audit({ what: 'lane.scaled', by, detail: { plugin, threads } })
      return show(plugin)
    },
    recent(withinMs) {
      look()
      const from = clock.wallTime() - withinMs
      const all = [...histories.values()].map((history) => history.since(from))
      return {
        completed: all.reduce((sum, { completed }) => sum + completed, 0),
        lost: all.reduce((sum, { lost }) => sum + lost, 0),
      }
    },
    stuckMs(plugin) {
      const lane = scheduler.lane(plugin)
      const move = moves.get(plugin)
      return lane && lane.inFlight > 0 && move ? clock.now() - move.at : undefined
    },
    hours(filter) {
      look()
      return hours(filter)
    },
    forget(plugin) {
      for (const [name, history] of histories) if (plugin === undefined || plugin === name) history.clear()
    },
    async stop() {
      cancel()
      look()
      await writing
      await write()
    },
  }
}

/** What a tally says, as a view shows it. */
export function countsOf(
  tally: TallyReading | undefined,
): Pick<LaneView, 'completed' | 'failed' | 'dead' | 'discarded' | 'perType' | 'p95Ms' | 'averageMs' | 'successRate'> {
  if (!tally) return { completed: 0, failed: 0, dead: 0, discarded: {}, perType: {}, p95Ms: 0, averageMs: 0, successRate: 1 }
  const { completed, failed, dead, lost, discarded, perType, sumMs, slots } = tally
  return {
    ...{ completed, failed, dead },
    discarded: { ...discarded },
    perType: { ...perType },
    p95Ms: percentileOf(slots, 0.95),
    averageMs: completed > 0 ? sumMs / completed : 0,
    successRate: successRate(completed, lost),
  }
}

/** Of what ended in plugins, the share that succeeded; 1 when nothing did. */
export function successRate(completed: number, lost: number): number {
  return completed + lost > 0 ? completed / (completed + lost) : 1
}

function withThreads(settings: Settings, plugin: string, threads: number): Settings {
  return { ...settings, plugins: { ...settings.plugins, [plugin]: { ...settings.plugins?.[plugin], threads } } }
}
