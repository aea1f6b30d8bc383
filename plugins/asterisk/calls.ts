import type { Host } from '#sdk'
import { createTurns } from '#sdk/turns'
import { createLimits } from './asked/limits.ts'
import { Refusal } from './asked/refusal.ts'
import type { Request } from './asked/request.ts'
import type { Voice } from './audio/voice.ts'
import { createCalling } from './calling.ts'
import { type Figures, figuresOf, waitSeconds } from './jobs/figures.ts'
import type { Job } from './jobs/job.ts'
import { createLine } from './jobs/line.ts'
import type { Shelf } from './jobs/shelf.ts'
import { createWorkers } from './jobs/workers.ts'
import type { CallSettings } from './settings.ts'
import type { Transport } from './transport/transport.ts'

type Parts = {
  readonly host: Pick<Host, 'kv' | 'log' | 'publish'>
  readonly settings: CallSettings
  readonly shelf: Shelf
  readonly voice: Voice
  readonly transport: Transport
  readonly now: () => number
  /** After each change of a job or a worker. */
  readonly onChange?: () => void
}

type Asked = { readonly job: Job; readonly waitSeconds: number }

/** Who does something: callers ask (api), and workers call. */
export type Mode = 'all' | 'api-only' | 'workers-only' | 'stopped'

/** What the page is told. `problem` says why nobody can be called; `at` is now. */
export type Told = Figures & { readonly mode: Mode; readonly problem: string | null; readonly at: number }

const MAX_WAITING = 200
const MODE = 'mode'
const WORKERS = 'workers'

/** Calls from being asked for to their end. */
export async function createCalls({ host, settings, shelf, voice, transport, now, onChange = () => {} }: Parts) {
  const { kv } = host
  const line = createLine<Job>(MAX_WAITING)
  const limits = createLimits({ settings, kv, now, jobs: shelf.all })
  const calling = createCalling({ host, settings, shelf, voice, transport, limits, tell, now })
  let mode = ((await kv.get(MODE)) as Mode | undefined) ?? 'all'
  const workers = createWorkers<Job>({
    take,
    work: calling.work,
    concurrency: settings.concurrency,
    name: settings.workerName,
    onChange: tell,
    now,
  })

  let isStopped = false
  const inTurn = createTurns()
  const mayWork = () => !isStopped && (mode === 'all' || mode === 'workers-only')

  function take(): Job | undefined {
    if (!mayWork() || (transport.problem() !== undefined && !settings.dryRun)) return undefined
    return line.take()
  }

  /** What an earlier run left: what was not dialled yet waits again, at its old place; what was dialled is never dialled again. */
  async function resume(): Promise<void> {
    for (const job of shelf.all()) {
      if (job.endedAt !== undefined) continue
      if (job.isDialled) void calling.follow(job)
      else line.push(await shelf.change(job, { state: 'queued' }))
    }
    await voice.tidy((id) => shelf.get(id)?.endedAt === undefined && shelf.get(id) !== undefined)
  }

  async function failLate(): Promise<void> {
    const tooLate = now() - settings.longestWaitSeconds * 1000
    for (const job of line.drop(({ createdAt }) => createdAt < tooLate))
      await calling.fail(job, `Its turn did not come within ${settings.longestWaitSeconds} seconds${because(transport.problem())}`)
  }

  async function ask(request: Request, id: string): Promise<Asked> {
    const known = shelf.get(id)
    if (known) return { job: known, waitSeconds: 0 }
    if (mode === 'stopped' || mode === 'workers-only') throw new Refusal('No calls are taken now; start with: showrunner calls start', 503)
    if (line.isFull(request.priority)) throw new Refusal(`${MAX_WAITING} calls wait already`, 503)
    await limits.demand(request.number)
    const ahead = line.ahead(request.priority)
    const job = await shelf.put({ ...request, id, n: await shelf.next(), state: 'queued', createdAt: now() })
    line.push(job)
    workers.wake()
    tell()
    return { job, waitSeconds: waitSeconds(ahead, shelf.all(), atOnce()) }
  }

  const atOnce = () => workers.count() * settings.concurrency
  const figures = () => figuresOf({ jobs: shelf.all(), line, workers: workers.list() })

  function tell(): void {
    const told: Told = { ...figures(), mode, problem: transport.problem() ?? null, at: now() }
    host.publish('calls', told, { retain: true })
    onChange()
  }

  return {
    figures,
    resume,
    wake: () => workers.wake(),
    get: shelf.get,
    all: shelf.all,
    workers: workers.list,
    tell,
    mode: () => mode,
    problem: transport.problem,
    count: workers.count,
    /** Puts a call in its queue. What was asked for by the same name before is answered as it is. Rejects with Refusal. */
    ask(request: Request, id = `call-${crypto.randomUUID()}`): Promise<Asked> {
      // So that nobody is counted before whoever came earlier.
      return inTurn(() => ask(request, id))
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

const because = (problem: string | undefined) => (problem === undefined ? '' : `: ${problem}`)
