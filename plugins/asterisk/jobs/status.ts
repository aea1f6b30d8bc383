import type { Job } from './job.ts'

/** The queues by the names that other programs know. */
export const QUEUES = { high: 'tts_priority', normal: 'tts_calls' } as const

/** A job as other programs are told of it. Nobody's text is in it. */
export function statusOf(job: Job) {
  const { id: job_id, state: status, number: phone_number, language, priority, workerId, detail } = job
  return {
    ...{ job_id, status, phone_number, language, priority, queue: QUEUES[priority], worker_id: workerId ?? null, detail: detail ?? null },
    ...{ created_at: time(job.createdAt), started_at: time(job.startedAt), finished_at: time(job.endedAt) },
  }
}

type OfJob = ReturnType<typeof statusOf>

/** Also of what was refused, of which less is known. */
export type Status = Omit<OfJob, 'phone_number' | 'language'> & { readonly phone_number: string | null; readonly language: string | null }

const time = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString())
