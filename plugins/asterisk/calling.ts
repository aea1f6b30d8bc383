import type { Host } from '#sdk'
import { createReceipts } from '#sdk/receipts'
import type { Limits } from './asked/limits.ts'
import type { Voice } from './audio/voice.ts'
import { type Job, masked } from './jobs/job.ts'
import type { Shelf } from './jobs/shelf.ts'
import type { CallSettings } from './settings.ts'
import { type Ended, type Transport, UNKNOWN } from './transport/transport.ts'

type Parts = {
  readonly host: Pick<Host, 'log' | 'publish'>
  readonly settings: Pick<CallSettings, 'dryRun'>
  readonly shelf: Shelf
  readonly voice: Voice
  readonly transport: Transport
  readonly limits: Limits
  readonly tell: () => void
  readonly now: () => number
}

const DRY: Ended = { state: 'completed', detail: 'Dry run: nobody was called' }

/** What is done with one job, from being taken to its end. Nothing of it rejects: how it went is in the job. */
export function createCalling({ host, settings, shelf, voice, transport, limits, tell, now }: Parts) {
  const { log } = host
  const receipts = createReceipts(host, now)
  const lost = (error: unknown) => log.error('What became of a call could not be kept', { why: sentenceOf(error) })

  async function dial(job: Job): Promise<Ended> {
    const { audio, seconds } = await voice.speak(job)
    await limits.count()
    const call = { id: job.id, number: job.number, audio, seconds }
    // The version before this one may have it under way.
    const isMine = await shelf.claim({ ...job, seconds })
    return isMine ? transport.call(call) : transport.follow(call)
  }

  async function work(given: Job, workerId: string): Promise<void> {
    const job = await shelf.change(given, { state: 'processing', workerId, startedAt: now() })
    const to = masked(job.number)
    log.info('A call begins', { job: job.id, to, worker: workerId })
    tell()
    try {
      limits.demandTime()
      const receipt = { what: `Call to ${to}`, id: job.id, attempts: 1, dryRun: settings.dryRun }
      await end(job, (await receipts.track(receipt, async () => wentWell(await dial(job)))) ?? DRY)
    } catch (error) {
      await end(job, { state: 'failed', detail: sentenceOf(error) })
    }
  }

  async function end(job: Job, { state, detail }: Ended): Promise<void> {
    await voice.forget(job.id)
    await shelf.change(job, { state, text: '', endedAt: now(), ...(detail && { detail }) })
    await shelf.tidy()
    log[state === 'completed' ? 'info' : 'warn'](`A call ${state}`, { job: job.id, to: masked(job.number), ...(detail && { detail }) })
    tell()
  }

  /** What was dialled before a restart is looked after, and never dialled again. */
  async function follow(job: Job): Promise<void> {
    const { id, number, seconds = 0 } = job
    const found = voice.pathOf(id).then((audio) => transport.follow({ id, number, seconds, audio }))
    await end(job, await found.catch(() => UNKNOWN))
  }

  return {
    work: (job: Job, workerId: string) => work(job, workerId).catch(lost),
    follow: (job: Job) => follow(job).catch(lost),
    fail: (job: Job, detail: string) => end(job, { state: 'failed', detail }).catch(lost),
  }
}

/** The receipt tells of a failed call too. */
function wentWell(ended: Ended): Ended {
  if (ended.state === 'failed') throw new Error(ended.detail ?? 'The call failed')
  return ended
}

const sentenceOf = (error: unknown) => String(Object(error).message ?? error).slice(0, 300)
