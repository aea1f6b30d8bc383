import { type Job, masked, type State, secondsOf } from './job.ts'
import type { Line } from './line.ts'
import type { WorkerView } from './workers.ts'

type Parts = { readonly jobs: readonly Job[]; readonly line: Pick<Line<Job>, 'sizes'>; readonly workers: readonly WorkerView[] }

const RECENT = 10
/** Seconds of a call, until there was one. */
const USUAL_SECONDS = 30

const counted = (jobs: readonly Job[], state: State) => jobs.filter((job) => job.state === state).length

/** What the last hour's jobs say, for pages, the API and the command line. Numbers are masked, and nobody's text is in it. */
export function figuresOf({ jobs, line, workers }: Parts) {
  const { high, normal } = line.sizes()
  const completed = counted(jobs, 'completed')
  const failed = counted(jobs, 'failed')
  const active = workers.filter(({ isActive }) => isActive).length
  return {
    queues: { normal, priority: high, results: completed + failed },
    jobs: { total: jobs.length, queued: counted(jobs, 'queued'), processing: counted(jobs, 'processing'), completed, failed },
    workers: { total: workers.length, active, inactive: workers.length - active, list: workers },
    averageSeconds: averageSeconds(jobs),
    /** Of those that ended; null while none has. */
    successRate: completed + failed === 0 ? null : completed / (completed + failed),
    recent: jobs.slice(-RECENT).reverse().map(viewOf),
  }
}

export type Figures = ReturnType<typeof figuresOf>

/** How long until a job is taken that so many go before, in seconds. */
export function waitSeconds(ahead: number, jobs: readonly Job[], atOnce: number): number {
  return Math.ceil((ahead * (averageSeconds(jobs) || USUAL_SECONDS)) / Math.max(1, atOnce))
}

function averageSeconds(jobs: readonly Job[]): number {
  const took = jobs.flatMap((job) => (job.state === 'completed' ? (secondsOf(job) ?? []) : []))
  return took.length === 0 ? 0 : took.reduce((sum, seconds) => sum + seconds, 0) / took.length
}

function viewOf(job: Job) {
  const { id, state, priority, createdAt, endedAt, workerId, detail } = job
  return {
    id,
    number: masked(job.number),
    state,
    priority,
    createdAt,
    ...(endedAt && { endedAt }),
    ...(workerId && { workerId }),
    ...(detail && { detail }),
  }
}
