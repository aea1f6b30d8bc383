import type { Job } from '../jobs/job.ts'
import { type Status, statusOf } from '../jobs/status.ts'

type Parts = {
  readonly jobs: () => readonly Job[]
  /** Resolves once the broker has it; rejects when that is not known. */
  readonly publish: (status: Status) => Promise<void>
  /** Keeps that it was told. */
  readonly mark: (job: Job) => Promise<unknown>
}

/** Whether the queue of results has yet to hear of this job. */
export const isOwed = ({ endedAt, isTold }: Job) => endedAt !== undefined && !isTold

/** Tells of every job that ended, in the order in which they ended, also of what ended while nobody could be told. One at a time. */
export function createResults({ jobs, publish, mark }: Parts) {
  let isTelling = false
  let isMore = false

  const owed = () => [...jobs()].filter(isOwed).sort((one, other) => (one.endedAt ?? 0) - (other.endedAt ?? 0))

  /** Rejects when the broker did not take one: that one and those after it are told the next time. */
  return async function tell(): Promise<void> {
    isMore = true
    if (isTelling) return
    isTelling = true
    try {
      while (isMore) {
        isMore = false
        for (const job of owed()) {
          await publish(statusOf(job))
          await mark(job)
        }
      }
    } finally {
      isTelling = false
    }
  }
}
