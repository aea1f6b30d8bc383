import type { Job } from '../jobs/job.ts'
import { type Status, statusOf } from '../jobs/status.ts'
import type { WorkerView } from '../jobs/workers.ts'

/** A record that is to be in Redis, for so many seconds. `as` is the same for as long as nothing of it changed. */
export type Entry = { readonly key: string; readonly seconds: number; readonly as: unknown; readonly json: () => string }

const JOB_SECONDS = 3600
const WORKER_SECONDS = 300

export const jobEntry = (job: Job): Entry => ({ ...refusedEntry(statusOf(job)), as: job })

/** Of a message that never became a job. */
export const refusedEntry = (status: Status): Entry => ({
  ...{ key: `job:${status.job_id}`, seconds: JOB_SECONDS, as: status },
  json: () => JSON.stringify(status),
})

export function workerEntry(worker: WorkerView): Entry {
  const { id, status, startedAt, processed, current, heartbeatAt } = worker
  const json = JSON.stringify({
    ...{ id, status, started_at: new Date(startedAt).toISOString(), processed_jobs: processed },
    ...{ current_job: current[0] ?? null, heartbeat: new Date(heartbeatAt).toISOString() },
  })
  return { key: `worker:${id}`, seconds: WORKER_SECONDS, as: json, json: () => json }
}
