import type { Clock } from '#sdk/clock'
import type { Setback, Verdict } from '../kinds/kind.ts'
import type { Batch, Entry } from './entry.ts'
import type { Gate } from './gate.ts'
import type { Queue } from './queue.ts'
import { nextTry, type Schedule } from './schedule.ts'
import type { Shelf } from './shelf.ts'

type Parts = {
  readonly schedule: Schedule
  readonly queue: Queue
  readonly shelf: Shelf
  readonly gate: Gate
  readonly clock: Clock
  /** Nothing is sent for so long. */
  readonly pause: (ms: number) => void
}

const MOST_REMEMBERED = 200
const MINUTE_MS = 60_000
/** A try of something else is not put off for longer than this, unless the other side asked: an endpoint that is back is not to find an outbox that ran over meanwhile. */
const MOST_PAUSE_MS = 15_000

/** What becomes of entries that were sent: they are done, tried again or given up. */
export function createOutcome({ schedule, queue, shelf, gate, clock, pause }: Parts) {
  const sent = new Set<string>()
  const counts = { sent: 0, retried: 0, given: 0 }

  async function done({ id }: Entry) {
    counts.sent += 1
    sent.add(id)
    const [oldest] = sent
    if (sent.size > MOST_REMEMBERED && oldest !== undefined) sent.delete(oldest)
    queue.take(id)
    await shelf.drop({ id })
  }

  async function again(entry: Entry, { why, askedMs = 0, isBusy, isEverywhere, isEarly }: Setback) {
    const now = clock.now()
    const tries = entry.tries + (isEarly ? 0 : 1)
    const dueAt = nextTry(schedule, { tries, queuedAt: entry.queuedAt, now, askedMs, random: clock.random })
    if (isEverywhere) gate.shut(askedMs)
    if (isBusy) pause(Math.max(askedMs, Math.min((dueAt ?? now) - now, MOST_PAUSE_MS)))
    if (dueAt === undefined) return giveUp({ ...entry, tries }, why)
    counts.retried += 1
    await back({ ...entry, tries, dueAt, failure: why })
  }

  async function back(entry: Entry) {
    queue.back(entry)
    await shelf.keep(entry)
  }

  async function giveUp(entry: Entry, failure: string) {
    counts.given += 1
    queue.take(entry.id)
    await shelf.bury({ ...entry, failure })
  }

  async function refused(batch: Batch, { why, isKey }: Verdict & { state: 'refused' }) {
    if (isKey) {
      gate.refused()
      pause(MINUTE_MS)
    }
    // Which of several it was is not said.
    const areMany = batch.length > 1 && !isKey
    await each(batch, (entry) => (areMany ? back({ ...entry, isAlone: true }) : giveUp(entry, why)))
  }

  return {
    counts,
    wasSent: (id: string) => sent.has(id),
    forget: (id: string) => void sent.delete(id),
    /** Every entry is settled, though the store may not keep it: then it rejects with the first reason. */
    async settle(batch: Batch, verdict: Verdict): Promise<void> {
      if (verdict.state === 'refused') return refused(batch, verdict)
      if (verdict.state === 'gone') return batch.forEach(queue.back)
      if (verdict.state === 'ok' && verdict.pauseMs) pause(verdict.pauseMs)
      if (verdict.state === 'retry' && verdict.isEarly) gate.refused()
      await each(batch, (entry) => (verdict.state === 'ok' ? done(entry) : again(entry, verdict)))
    },
  }
}

/** One after the other, whatever became of the one before. Rejects with the first that failed. */
async function each(batch: Batch, work: (entry: Entry) => Promise<void>): Promise<void> {
  const failures: unknown[] = []
  for (const entry of batch) await work(entry).catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw failures[0]
}
