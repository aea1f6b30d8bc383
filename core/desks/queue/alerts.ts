import type { AlertView } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import type { SourceStatus } from '../../ingest/source.ts'
import type { PluginStatus } from '../../plugins/plugin.ts'
import type { LaneStatus } from '../../schedule/schedule.ts'
import type { AlertDesk } from '../../serve/lane-desks.ts'
import type { StoreRoom } from '../../store/store.ts'
import type { Holds } from './holds.ts'

type Parts = {
  readonly lanes: () => readonly LaneStatus[]
  readonly plugins: () => readonly PluginStatus[]
  /** Whose folder went while they were to run. */
  readonly gone: () => readonly string[]
  /** Undefined when there is none. */
  readonly source: () => SourceStatus | undefined
  readonly room: () => StoreRoom
  readonly holds: Pick<Holds, 'panic' | 'isPaused'>
  readonly clock: Clock
}

type Alert = Omit<AlertView, 'since'>

const LOOK_MS = 2000
const FULL_SHARE = 0.9
const SILENT_MS = 60_000
const SEVERITIES = ['critical', 'warning', 'info'] as const satisfies readonly AlertView['severity'][]

/** Looks every other second at what an operator should know of, and remembers since when it is so. */
export function createAlerts(parts: Parts): AlertDesk & { stop(): void } {
  const { clock } = parts
  const since = new Map<string, string>()
  let cancel = clock.after(LOOK_MS, tick)

  function look(): readonly AlertView[] {
    const now = new Date(clock.wallTime()).toISOString()
    const alerts = alertsOf(parts)
    const ids = new Set(alerts.map(({ id }) => id))
    for (const id of since.keys()) if (!ids.has(id)) since.delete(id)
    for (const id of ids) if (!since.has(id)) since.set(id, now)
    const dated = alerts.map((alert) => ({ ...alert, since: since.get(alert.id) ?? now }))
    return dated.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity))
  }

  function tick() {
    look()
    cancel = clock.after(LOOK_MS, tick)
  }

  return { list: look, stop: () => cancel() }
}

function alertsOf({ lanes, plugins, gone, source, room, holds, clock }: Parts): readonly Alert[] {
  return [
    ...roomAlerts(room()),
    ...sourceAlerts(source(), clock.wallTime()),
    ...(holds.panic() ? [{ id: 'panic', severity: 'warning', sentence: 'The panic button holds all lanes; events wait' } as const] : []),
    ...lanes().flatMap((lane) => [...laneAlerts(lane), ...heldAlerts(lane, holds)]),
    ...plugins().flatMap(pluginAlerts),
    ...gone().map(goneAlert),
  ]
}

function roomAlerts(room: StoreRoom): readonly Alert[] {
  if (room === 'enough') return []
  const sentence =
    room === 'full'
      ? 'The disk is full, and so is the reserve: gifts and chats wait in memory, so make room now'
      : 'The disk is full; what may not be lost goes into the reserve, so make room'
  return [{ id: 'disk', severity: 'critical', sentence }]
}

function sourceAlerts(source: SourceStatus | undefined, now: number): readonly Alert[] {
  if (source?.state === 'failed') return [{ id: 'source-failed', severity: 'critical', sentence: source.detail }]
  const silentMs = source?.state === 'connected' && source.lastFrameAt !== undefined ? now - source.lastFrameAt : 0
  if (silentMs < SILENT_MS) return []
  return [
    { id: 'source-silent', severity: 'warning', sentence: `Nothing has come from ${source?.kind} for ${Math.floor(silentMs / 1000)} s` },
  ]
}

function laneAlerts({ plugin, depth, max, spilled, breaker }: LaneStatus): readonly Alert[] {
  const alerts: Alert[] = []
  if (depth > max * FULL_SHARE || spilled > 0) {
    const detail = spilled > 0 ? `; ${spilled} more wait in the log` : ''
    const sentence = `The queue of ${plugin} is ${depth >= max ? 'full' : 'nearly full'}: ${depth} of ${max}${detail}`
    alerts.push({ id: `lane-full:${plugin}`, severity: depth >= max ? 'critical' : 'warning', sentence, plugin })
  }
  if (breaker.state !== 'closed') {
    const wait = breaker.retryInMs === undefined ? '' : `; one is tried in ${Math.ceil(breaker.retryInMs / 1000)} s`
    alerts.push({
      id: `breaker:${plugin}`,
      severity: 'warning',
      sentence: `${plugin} fails again and again, and gets no events${wait}`,
      plugin,
    })
  }
  return alerts
}

function heldAlerts({ plugin }: LaneStatus, holds: Parts['holds']): readonly Alert[] {
  if (!holds.isPaused(plugin)) return []
  return [{ id: `lane-paused:${plugin}`, severity: 'info', sentence: `The queue of ${plugin} is paused; its events wait`, plugin }]
}

function pluginAlerts({ id, state, detail }: PluginStatus): readonly Alert[] {
  const severity = ({ quarantined: 'critical', failed: 'critical', held: 'warning' } as const)[state as 'quarantined' | 'failed' | 'held']
  return severity
    ? [{ id: `plugin-${state}:${id}`, severity, sentence: `${id} is ${state}${detail ? `: ${detail}` : ''}`, plugin: id }]
    : []
}

function goneAlert(plugin: string): Alert {
  const sentence = `The folder of ${plugin} is gone, so it does not run; its events wait until it is back, or showrunner plugin remove ${plugin} --purge`
  return { id: `plugin-gone:${plugin}`, severity: 'critical', sentence, plugin }
}
