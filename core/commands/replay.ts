import { setTimeout as pause } from 'node:timers/promises'
import { ERRORS, HostError } from '../base/errors.ts'
import type { ReplayPlan, ReplayReport } from '../serve/serve.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient } from './running.ts'
import { table } from './table.ts'

export type ReplayOptions = ReachOptions & {
  readonly speed: number | 'max'
  readonly to?: readonly string[]
  readonly from?: string
  readonly until?: string
  readonly dryRun?: boolean
  readonly list?: boolean
  readonly stop?: string
}

type Client = ReturnType<typeof createClient>

const LOOK_EVERY_MS = 500

/** Replays a session and stays until it is over; Ctrl-C stops it. Or lists replays, stops one, or says what one would do. */
export async function replay(session: string | undefined, options: ReplayOptions): Promise<void> {
  const client = createClient(options)
  if (options.list) return list(client, options)
  if (options.stop !== undefined) return stop(client, options.stop, options)
  if (session === undefined) throw new HostError('USAGE', 'Say which session; `showrunner sessions` has their numbers')
  const { speed, to, from, until, dryRun } = options
  const order = { speed, ...(to && { to }), ...(from !== undefined && { from }), ...(until !== undefined && { until }) }
  const path = `/api/sessions/${encodeURIComponent(session)}/replay`
  // The host answers with the plan, or the report, that core/desks/log/replays.ts makes.
  if (dryRun) {
    const { plan } = (await client.post(path, { ...order, dryRun })) as { plan: ReplayPlan }
    console.log(options.json ? JSON.stringify(plan, undefined, 2) : planText(plan))
    // As the replay itself would end.
    if (plan.unknown.length > 0) process.exitCode = ERRORS.USAGE.exitCode
    return
  }
  const ended = await untilOver(client, () => client.post(path, order) as Promise<{ replay: ReplayReport }>, options)
  console.log(options.json ? JSON.stringify(ended, undefined, 2) : `${ended.detail}: ${ended.events} events`)
  if (ended.state === 'failed') throw new HostError('STORE_WRITE_FAILED', 'The replay could not go on')
}

/** Begins a replay and answers its report once it is over; Ctrl-C, also while it begins, stops it. */
async function untilOver(client: Client, begin: () => Promise<{ replay: ReplayReport }>, options: ReplayOptions): Promise<ReplayReport> {
  let isWanted = true
  let begun: ReplayReport | undefined
  const onInterrupt = () => {
    isWanted = false
    if (begun) client.delete(`/api/replays/${begun.id}`, {}).catch(() => process.exit(1))
  }
  process.on('SIGINT', onInterrupt)
  try {
    begun = (await begin()).replay
    if (!isWanted) onInterrupt()
    if (!options.json) console.log(`${begun.session.name} runs as session ${begun.session.number}; Ctrl-C stops it`)
    return await follow(client, begun, options)
  } finally {
    process.off('SIGINT', onInterrupt)
  }
}

/** Answers the report once the replay is over, and tells on a terminal how far it is. */
async function follow(client: Client, { id }: ReplayReport, options: ReplayOptions): Promise<ReplayReport> {
  const isWatched = process.stdout.isTTY && !options.json
  for (;;) {
    const report = (await reports(client)).find((one) => one.id === id)
    if (!report) throw new HostError('REPLAY_UNKNOWN', 'The host was started again, which ended the replay')
    if (isWatched) process.stdout.write(`\r${Math.floor(100 * report.done)} %, ${report.events} events\x1b[K`)
    if (isWatched && report.state !== 'running') process.stdout.write('\n')
    if (report.state !== 'running') return report
    await pause(LOOK_EVERY_MS)
  }
}

async function reports(client: Client): Promise<readonly ReplayReport[]> {
  return ((await client.get('/api/replays')) as { replays: readonly ReplayReport[] }).replays
}

async function list(client: Client, { json }: ReachOptions): Promise<void> {
  const found = await reports(client)
  if (json) return console.log(JSON.stringify(found, undefined, 2))
  if (found.length === 0) return console.log('Nothing was replayed since the host started')
  const rows = found.map(({ id, of, session, state, events, done }) => [
    ...[id, String(of.number), String(session.number), state, String(events)],
    `${Math.floor(100 * done)} %`,
  ])
  console.log(table(['replay', 'of', 'session', 'state', 'events', 'done'], rows))
}

async function stop(client: Client, id: string, { json }: ReachOptions): Promise<void> {
  const { replay: report } = (await client.delete(`/api/replays/${encodeURIComponent(id)}`, {})) as { replay: ReplayReport }
  console.log(json ? JSON.stringify(report, undefined, 2) : `${report.session.name}: ${report.detail} after ${report.events} events`)
}

function planText(plan: ReplayPlan): string {
  const types = Object.keys(plan.events) as (keyof ReplayPlan['events'])[]
  const total = types.reduce((sum, type) => sum + (plan.events[type] ?? 0), 0)
  const row = (name: string, counts: ReplayPlan['events']) => [name, ...types.map((type) => String(counts[type] ?? 0))]
  const takers = Object.entries(plan.to)
  return [
    `Would replay ${total} events of session ${plan.of.number}; nothing was sent`,
    ...plan.unknown.map((name) => `There is no plugin ${name} that takes events now`),
    ...(takers.length === 0 ? ['No plugin would get any: none takes replays, and none was named with --to'] : []),
    ...(total > 0 ? [table(['', ...types], [row('all', plan.events), ...takers.map(([name, counts]) => row(name, counts))])] : []),
  ].join('\n')
}
