import type { LaneView, QueueCleared, QueueHealth, QueueOptimized, QueueStats, QueueStatus } from '../../schemas/types.ts'
import { HostError } from '../base/errors.ts'
import { percent, tell } from './answer.ts'
import { isConfirmed } from './confirm.ts'
import { plain } from './plain.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient } from './running.ts'
import { table } from './table.ts'

export type ClearOptions = ReachOptions & {
  readonly completed?: boolean
  readonly failed?: boolean
  readonly all?: boolean
  readonly hours?: number
  readonly plugin?: string
  readonly yes?: boolean
  readonly dryRun?: boolean
}

/** All lanes together: how full, how healthy, what was done. */
export async function queueStatus(options: ReachOptions): Promise<void> {
  const client = createClient(options)
  // The host answers as its schemas say; so do all below.
  const status = (await client.get('/api/queue/status')) as QueueStatus
  const stats = (await client.get('/api/queue/stats')) as QueueStats
  tell({ ...status, stats }, options, () => [
    `${status.health}: ${status.size} of ${status.max} wait, ${status.inFlight} under way, ${percent(status.utilization)} of the fullest lane is taken`,
    ...(status.held ? ['Panic holds everything back; showrunner panic off lets it go on'] : []),
    ...status.reasons,
    ...statsLines(stats),
    '',
    laneTable(status.lanes),
  ])
}

function statsLines({ completed, dead, discarded, averageMs, successRate, perHour, perDay }: QueueStats): readonly string[] {
  const left = Object.entries(discarded).map(([why, count]) => `${why} ${count}`)
  const today = [perHour.at(-1)?.completed ?? 0, perDay.at(-1)?.completed ?? 0]
  return [
    `${completed} done, ${dead} given up, ${percent(successRate)} went well, ${averageMs.toFixed(1)} ms each`,
    `${today[0]} in this hour, ${today[1]} today${left.length > 0 ? `; left out: ${left.join(', ')}` : ''}`,
  ]
}

/** One line a lane. */
export function laneTable(lanes: readonly LaneView[]): string {
  const rows = lanes.map((lane) => [
    ...[lane.plugin, lane.paused || lane.panicHeld ? 'held' : lane.state],
    ...[lane.depth, lane.max, lane.spilled, lane.inFlight, lane.completed, lane.failed, lane.dead, lane.threads].map(String),
    percent(lane.successRate),
  ])
  return table(['lane', 'state', 'waiting', 'room', 'in the log', 'under way', 'done', 'failed', 'dead', 'threads', 'went well'], rows)
}

/** Healthy or not, and why. Ends with 1 when it is critical or worse. */
export async function queueHealth(options: ReachOptions): Promise<void> {
  const health = (await createClient(options).get('/api/queue/health')) as QueueHealth
  tell(health, options, () => [health.health, ...health.reasons])
  if (health.health === 'critical' || health.health === 'error') process.exitCode = 1
}

/** Tidies up what is kept of finished deliveries. */
export async function queueOptimize(options: ReachOptions & { readonly dryRun?: boolean }): Promise<void> {
  const answer = (await createClient(options).post('/api/queue/optimize', { dryRun: options.dryRun ?? false })) as QueueOptimized
  tell(answer, options, ({ done }) => counted(done, options.dryRun ? 'Would be tidied up' : 'Tidied up'))
}

/** Removes what is finished, what was given up, or everything. */
export async function queueClear(options: ClearOptions): Promise<void> {
  const what = chosen(options)
  const { dryRun = false, hours, plugin } = options
  if (what === 'all' && !dryRun && !options.yes && !(await isConfirmed(ALL))) return console.log('Nothing was changed')
  // All is all: otherwise dead letters of the last week would stay.
  const older = what === 'all' ? (hours ?? 0) : hours
  const order = { what, dryRun, ...(older !== undefined && { hours: older }), ...(plugin !== undefined && { plugin }) }
  const body = what === 'all' && !dryRun ? { ...order, confirm: 'yes' } : order
  const answer = (await createClient(options).post('/api/queue/clear', body)) as QueueCleared
  tell(answer, options, ({ cleared }) => counted(cleared, dryRun ? 'Would be cleared' : 'Cleared'))
}

const ALL = 'Counters, history, dead letters and all that waits are cleared; gifts and tips that are owed become dead letters'

function chosen({ completed, failed, all }: ClearOptions): 'completed' | 'failed' | 'all' {
  const said = [completed && 'completed', failed && 'failed', all && 'all'].filter((word) => word !== false && word !== undefined)
  const [what] = said
  if (said.length !== 1 || what === undefined) throw new HostError('USAGE', 'Say what to clear: --completed, --failed or --all')
  // One of the three words above.
  return what as 'completed' | 'failed' | 'all'
}

function counted(counts: Readonly<Record<string, number>>, verb: string): readonly string[] {
  const told = Object.entries(counts).map(
    ([what, count]) => `${count} ${plain(what).replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`,
  )
  return [`${verb}: ${told.length > 0 ? told.join(', ') : 'nothing'}`]
}
