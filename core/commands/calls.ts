import { setTimeout as pause } from 'node:timers/promises'
import { HostError } from '../base/errors.ts'
import { percent, tell } from './answer.ts'
import { type DoorViews, doorLines } from './calls-doors.ts'
import { isConfirmed } from './confirm.ts'
import { linksFor } from './links.ts'
import { plain } from './plain.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient } from './running.ts'
import { table } from './table.ts'

/** What the plugin asterisk answers to `status`. */
type CallStatus = DoorViews & {
  readonly mode: string
  /** Why nobody can be called, or null. */
  readonly problem: string | null
  readonly queues: { readonly normal: number; readonly priority: number; readonly results: number }
  readonly jobs: { readonly total: number; readonly completed: number; readonly failed: number; readonly processing: number }
  readonly workers: { readonly total: number; readonly active: number; readonly inactive: number; readonly list: readonly CallWorker[] }
  readonly averageSeconds: number
  readonly successRate: number | null
  readonly recent: readonly CallJob[]
}
type CallWorker = {
  readonly id: string
  readonly status: string
  readonly processed: number
  readonly concurrency: number
  readonly heartbeatAt: number
}
type CallJob = { readonly id: string; readonly number: string; readonly state: string; readonly priority: string; readonly detail?: string }

const PLUGIN = 'asterisk'
const LOOK_MS = 500
/** Rings, is heard and has ended by then, or it is told by status. */
const TEST_WITHIN_MS = 300_000

/** Calls an action of the plugin. */
async function act(action: string, input: object, options: ReachOptions): Promise<unknown> {
  return Object(await createClient(options).post(`/api/actions/${PLUGIN}.${action}`, input)).value
}

/** Switches the plugin on, and has it take and make calls, or only one of the two. */
export async function callsStart(mode: 'all' | 'api-only' | 'workers-only', options: ReachOptions): Promise<void> {
  await createClient(options).post(`/api/plugins/${PLUGIN}/enable`, {})
  await act('run', { mode }, options)
  tell({ mode }, options, () => [STARTED[mode]])
}

const STARTED = {
  all: 'Calls are taken and made',
  'api-only': 'Calls are taken, and wait until somebody makes them: showrunner calls start',
  'workers-only': 'Calls that wait are made, and no more are taken',
}

/** Nobody is called from now on, and no calls are taken; those under way go on to their end. */
export async function callsStop(options: ReachOptions): Promise<void> {
  await act('run', { mode: 'stopped' }, options)
  tell({ mode: 'stopped' }, options, () => ['No calls are taken or made; those under way go on to their end'])
}

/** Ends the plugin and starts it again: what waits goes on waiting, and what is under way is looked after. */
export async function callsRestart(options: ReachOptions): Promise<void> {
  await createClient(options).post(`/api/plugins/${PLUGIN}/restart`, {})
  await callsStart('all', options)
}

/** Queues, workers, and the calls of the last hour. */
export async function callsStatus(options: ReachOptions): Promise<void> {
  // The plugin comes with this program; its jobs/figures.ts says what it answers.
  tell((await act('status', {}, options)) as CallStatus, options, statusLines)
}

function statusLines({
  mode,
  problem,
  queues,
  jobs,
  workers,
  averageSeconds,
  successRate,
  recent,
  ...doors
}: CallStatus): readonly string[] {
  const now = Date.now()
  return [
    `${MODES[mode] ?? mode}; ${problem === null ? 'Asterisk is there' : plain(problem)}`,
    `${queues.priority} wait with priority, ${queues.normal} without, ${jobs.processing} under way`,
    `${jobs.completed} completed, ${jobs.failed} failed${successRate === null ? '' : `, ${percent(successRate)} went well`}, ${averageSeconds.toFixed(1)} s each`,
    `${workers.total} workers: ${workers.active} active, ${workers.inactive} inactive`,
    ...doorLines(doors),
    '',
    table(
      ['worker', 'does', 'calls at once', 'done', 'heartbeat'],
      workers.list.map((worker) => [
        worker.id,
        worker.status,
        String(worker.concurrency),
        String(worker.processed),
        `${Math.round((now - worker.heartbeatAt) / 1000)} s ago`,
      ]),
    ),
    ...(recent.length === 0
      ? []
      : [
          '',
          table(
            ['call', 'to', 'queue', 'state', ''],
            recent.map(({ id, number, priority, state, detail = '' }) => [id, number, priority, state, plain(detail)]),
          ),
        ]),
  ]
}

const MODES: Readonly<Record<string, string>> = {
  all: 'Calls are taken and made',
  'api-only': 'Calls are only taken',
  'workers-only': 'Calls are only made',
  stopped: 'Stopped',
}

/** So many workers from now on. */
export async function callsScale(workers: number, options: ReachOptions): Promise<void> {
  if (workers < 1 || workers > 20) throw new HostError('USAGE', 'There are 1 to 20 workers')
  await act('scale', { workers }, options)
  tell({ workers }, options, () => [`${workers} worker${workers === 1 ? '' : 's'} from now on; who calls ends that first`])
}

/** Calls a number of the list, and says how it went. Ends with 1 when it failed. */
export async function callsTest(number: string, text: string, options: ReachOptions): Promise<void> {
  const id = String(await act('call', { number, text, priority: 'high' }, options))
  const until = Date.now() + TEST_WITHIN_MS
  // The plugin's jobs/job.ts says what it answers.
  const look = async () => (await act('job', { id }, options)) as CallJob | null
  let job = await look()
  while (job && (job.state === 'queued' || job.state === 'processing') && Date.now() < until) {
    await pause(LOOK_MS)
    job = await look()
  }
  tell({ id, state: job?.state, detail: job?.detail }, options, ({ state = 'forgotten', detail }) => [
    `The call ${state}${detail ? `: ${plain(detail)}` : ''}`,
  ])
  if (job?.state !== 'completed') process.exitCode = 1
}

/** Forgets calls that wait and that have ended. */
export async function callsClean(options: ReachOptions & { readonly yes?: boolean }): Promise<void> {
  if (!options.yes && !(await isConfirmed('Calls that wait are not made, and those of the last hour are forgotten')))
    return console.log('Nothing was changed')
  tell((await act('clean', {}, options)) as { forgotten: number }, options, ({ forgotten }) => [`${forgotten} calls were forgotten`])
}

/** The page with queues, workers and calls as they are, for a browser or OBS. */
export async function callsDashboard(options: ReachOptions): Promise<void> {
  const link = (await linksFor(options)).find(({ address }) => address.includes(`/overlay/${PLUGIN}/calls`))
  if (!link) throw new HostError('PLUGIN_DOWN', 'The plugin asterisk is switched off; start it with: showrunner calls start')
  tell(link, options, ({ address }) => [address])
}
