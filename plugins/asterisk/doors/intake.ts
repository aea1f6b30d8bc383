import { Refusal } from '../asked/refusal.ts'
import { readRequest } from '../asked/request.ts'
import type { Calls } from '../calls.ts'
import type { Priority } from '../jobs/job.ts'
import { QUEUES, type Status } from '../jobs/status.ts'
import { type Message, nameOf, numberIn, readBody } from './order.ts'

type Parts = {
  readonly calls: Pick<Calls, 'ask' | 'all'>
  readonly language: string
  /** The queue decides. */
  readonly priority: Priority
  /** Resolves once the broker has it. */
  readonly tellRefused: (status: Status) => Promise<void>
  /** Of the connection. */
  readonly signal: AbortSignal
  readonly againMs?: number
}

type Taken = Message & { readonly ack: () => Promise<void> }

const AGAIN_MS = 3000

/**
 * Asks for the calls of one queue, one after the other in their order. A message is acknowledged once its job is kept, or once everybody may know that it is
 * refused. What is refused for now is held, and asked for again; how much is held, the prefetch says.
 */
export function createIntake({ calls, language, priority, tellRefused, signal, againMs = AGAIN_MS }: Parts) {
  let last: Promise<unknown> = Promise.resolve()
  const known = (begin: string) => calls.all().findLast(({ id }) => id.startsWith(begin))?.id

  async function take(message: Taken): Promise<void> {
    let said: Readonly<Record<string, unknown>> = {}
    let refusal: Refusal | undefined
    try {
      said = readBody(message)
    } catch (error) {
      refusal = asRefusal(error)
    }
    const id = await nameOf(message, said.job_id, known)
    while (!refusal && !signal.aborted) {
      try {
        await calls.ask(readRequest({ ...said, priority }, language), id)
        return await message.ack()
      } catch (error) {
        refusal = asRefusal(error)
        if (!refusal) await later(againMs, signal)
      }
    }
    if (!refusal || signal.aborted) return
    await tellRefused(refused({ id, priority, number: numberIn(said), detail: refusal.message }))
    await message.ack()
  }

  return (message: Taken): void => {
    // What fails here is the connection, and that is told by the connection.
    last = last.then(() => (signal.aborted ? undefined : take(message))).catch(() => {})
  }
}

/** Undefined for what may work later. */
const asRefusal = (error: unknown) => (error instanceof Refusal && error.status === 400 ? error : undefined)

type Refused = { readonly id: string; readonly priority: Priority; readonly number: string | null; readonly detail: string }

function refused({ id, priority, number, detail }: Refused): Status {
  const now = new Date().toISOString()
  return {
    job_id: id,
    status: 'failed',
    phone_number: number,
    language: null,
    priority,
    queue: QUEUES[priority],
    worker_id: null,
    detail,
    created_at: now,
    started_at: null,
    finished_at: now,
  }
}

function later(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
