import type { Host } from '#sdk'
import { createReceipts } from '#sdk/receipts'
import { createLimits } from './asked/limits.ts'
import { Refusal } from './asked/refusal.ts'
import type { Request } from './asked/request.ts'
import type { Voice } from './audio/voice.ts'
import { type Figures, figuresOf, waitSeconds } from './jobs/figures.ts'
import { type Job, masked } from './jobs/job.ts'
import { createLine } from './jobs/line.ts'
import type { Shelf } from './jobs/shelf.ts'
import { createWorkers } from './jobs/workers.ts'
import type { CallSettings } from './settings.ts'
import type { Ended, Transport } from './transport/transport.ts'

type Parts = {
  readonly host: Pick<Host, 'kv' | 'log' | 'publish'>
  readonly settings: CallSettings
  readonly shelf: Shelf
  readonly voice: Voice
  readonly transport: Transport
  readonly now: () => number
}

/** Who does something: callers ask (api), and workers call. */
export type Mode = 'all' | 'api-only' | 'workers-only' | 'stopped'

/** What the page is told. `problem` says why nobody can be called; `at` is now. */
export type Told = Figures & { readonly mode: Mode; readonly problem: string | null; readonly at: number }

const MAX_WAITING = 200
const MODE = 'mode'
const WORKERS = 'workers'

/** Calls from being asked for to their end. */
export async function createCalls({ host, settings, shelf, voice, transport, now }: Parts) {
  const { log, kv } = host
  const line = createLine<Job>(MAX_WAITING)
  const receipts = createReceipts(host, now)
  const limits = createLimits({ settings, kv, now, jobs: shelf.all })
  let mode = ((await kv.get(MODE)) as Mode | undefined) ?? 'all'
  const workers = createWorkers<Job>({ take, work, concurrency: settings.concurrency, name: settings.workerName, onChange: tell, now })

  let isStopped = false
  const mayWork = () => !isStopped && (mode === 'all' || mode === 'workers-only')

  function take(): Job | undefined {
    if (!mayWork() || (transport.problem() !== undefined && !settings.dryRun)) return undefined
    return line.take()
  }

  async function work(given: Job, workerId: string): Promise<void> {
    let job = await shelf.change(given, { state: 'processing', workerId, startedAt: now() })
    log.info('A call begins', { job: job.id, to: masked(job.number), worker: workerId })
    tell()
    const what = `Call to ${masked(job.number)}`
    try {
      limits.demandTime()
      const ended = await receipts.track({ what, id: job.id, attempts: 1, dryRun: settings.dryRun }, async () => {
        const { audio, seconds } = await voice.speak(job)
        job = { ...job, seconds, isDialled: true }
        const call = { id: job.id, number: job.number, audio, seconds }
        // The version before this one may have it under way.
        if (!(await shelf.claim(job))) return wentWell(await transport.follow(call))
        await limits.count()
        return wentWell(await transport.call(call))
      })
      await end(job, ended ?? { state: 'completed', detail: 'Dry run: nobody was called' })
    } catch (error) {
      await end(job, { state: 'failed', detail: String(Object(error).message ?? error).slice(0, 300) })
    }
  }

  async function end(job: Job, { state, detail }: Ended): Promise<void> {
    await voice.forget(job.id)
    await shelf.change(job, { state, text: '', endedAt: now(), ...(detail && { detail }) })
    await shelf.tidy()
    log[state === 'completed' ? 'info' : 'warn'](`A call ${state}`, { job: job.id, to: masked(job.number), ...(detail && { detail }) })
    tell()
  }

  /** What an earlier run left: what was not dialled yet waits again, at its old place; what was dialled is never dialled again. */
  async function resume(): Promise<void> {
    for (const job of shelf.all()) {
      if (job.endedAt !== undefined) continue
      if (job.isDialled) void follow(job)
      else line.push(await shelf.change(job, { state: 'queued' }))
    }
    await voice.tidy((id) => shelf.get(id)?.endedAt === undefined && shelf.get(id) !== undefined)
  }

  async function follow(job: Job): Promise<void> {
    const { id, number, seconds = 0 } = job
    await end(job, await transport.follow({ id, number, seconds, audio: await voice.pathOf(id) }))
  }

  async function failLate(): Promise<void> {
    const tooLate = now() - settings.longestWaitSeconds * 1000
    for (const job of line.drop(({ createdAt }) => createdAt < tooLate))
      await end(job, {
        state: 'failed',
        detail: `Its turn did not come within ${settings.longestWaitSeconds} seconds${because(transport.problem())}`,
      })
  }

  const atOnce = () => workers.count() * settings.concurrency
  const figures = () => figuresOf({ jobs: shelf.all(), line, workers: workers.list() })

  function tell(): void {
    const told: Told = { ...figures(), mode, problem: transport.problem() ?? null, at: now() }
    host.publish('calls', told, { retain: true })
  }

  return {
    figures,
    resume,
    wake: () => workers.wake(),
    get: shelf.get,
    all: shelf.all,
    tell,
    mode: () => mode,
    problem: transport.problem,
    count: workers.count,
    /** Puts a call in its queue. What was asked for by the same name before is answered as it is. Rejects with Refusal. */
    async ask(request: Request, id = `call-${crypto.randomUUID()}`): Promise<{ readonly job: Job; readonly waitSeconds: number }> {
      const known = shelf.get(id)
      if (known) return { job: known, waitSeconds: 0 }
      if (mode === 'stopped' || mode === 'workers-only')
        throw new Refusal('No calls are taken now; start with: showrunner calls start', 503)
      if (line.isFull(request.priority)) throw new Refusal(`${MAX_WAITING} calls wait already`, 503)
      await limits.demand(request.number)
      const ahead = line.ahead(request.priority)
      const job = await shelf.put({ ...request, id, n: await shelf.next(), state: 'queued', createdAt: now() })
      line.push(job)
      workers.wake()
      tell()
      return { job, waitSeconds: waitSeconds(ahead, shelf.all(), atOnce()) }
    },
    async scale(count: number): Promise<void> {
      await kv.set(WORKERS, count)
      workers.scale(count)
    },
    async run(next: Mode): Promise<void> {
      mode = next
      await kv.set(MODE, next)
      workers.wake()
      tell()
    },
    /** Forgets what waits and what has ended; calls under way go on. */
    async clean(): Promise<number> {
      line.drop(() => true)
      const gone = shelf.all().filter(({ state }) => state !== 'processing')
      for (const { id } of gone) await shelf.forget(id)
      tell()
      return gone.length
    },
    async start(): Promise<void> {
      await resume()
      workers.scale(Number((await kv.get(WORKERS)) ?? settings.workers))
    },
    /** Begins nothing more. */
    stop() {
      isStopped = true
    },
    /** Once in a while. */
    async beat(): Promise<void> {
      workers.beat()
      await failLate()
      await shelf.tidy()
      workers.wake()
      tell()
    },
  }
}

export type Calls = Awaited<ReturnType<typeof createCalls>>

/** The receipt tells of a failed call too. */
function wentWell(ended: Ended): Ended {
  if (ended.state === 'failed') throw new Error(ended.detail ?? 'The call failed')
  return ended
}

const because = (problem: string | undefined) => (problem === undefined ? '' : `: ${problem}`)
