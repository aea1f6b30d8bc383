import type { Clock } from '#sdk/clock'
import { RetryError } from '#sdk/failures'
import type { createReceipts } from '#sdk/receipts'
import type { Endpoint } from '../endpoint.ts'
import type { Kind, Verdict } from '../kinds/kind.ts'
import { type Batch, type Entry, KEPT } from './entry.ts'
import type { Gate } from './gate.ts'
import { createOutcome } from './outcome.ts'
import { createQueue } from './queue.ts'
import { dueAgain, MOST_ASKED_MS, triesOf } from './schedule.ts'
import type { Shelf } from './shelf.ts'

type Parts = {
  readonly endpoint: Pick<Endpoint, 'name' | 'schedule'>
  readonly kind: Pick<Kind, 'concurrency' | 'together'>
  /** Sends, and says how that went; never rejects. */
  readonly send: (batch: Batch) => Promise<Verdict>
  readonly shelf: Shelf
  readonly gate: Gate
  readonly receipts: Pick<ReturnType<typeof createReceipts>, 'track'>
  readonly clock: Clock
  /** There is no such endpoint any more: the lane has stopped. */
  readonly onGone: (why: string) => void
  /** There may be more room than before. */
  readonly onRoom: () => void
}

const MOST_WAITING = 500
const LOOK_AGAIN_MS = 60_000

export type Lane = ReturnType<typeof createLane>

/**
 * What is on its way to one endpoint, which no other waits for. Entries are kept before they are sent, and until they were taken or given up. Of more
 * than 500 the oldest is dropped that is no gift, tip, subscription or follow.
 */
export function createLane({ endpoint, kind, send, shelf, gate, receipts, clock, onGone, onRoom }: Parts) {
  const queue = createQueue(MOST_WAITING)
  let dropped = 0
  let busy = 0
  let pausedUntil = 0
  let isOpen = false
  let why: string | undefined
  let cancelTimer = () => {}
  const pause = (ms: number) => {
    pausedUntil = Math.max(pausedUntil, clock.now() + Math.min(ms, MOST_ASKED_MS))
  }
  const outcome = createOutcome({ schedule: endpoint.schedule, queue, shelf, gate, clock, pause })
  const shutUntil = () => Math.max(pausedUntil, gate.shutUntil())

  function pump() {
    if (!isOpen) return
    for (let batch = next(); batch; batch = next()) void run(batch)
    cancelTimer()
    const at = Math.max(queue.nextAt(), shutUntil())
    if (Number.isFinite(at) && busy < kind.concurrency)
      cancelTimer = clock.after(Math.min(Math.max(0, at - clock.now()), LOOK_AGAIN_MS), pump)
  }

  function next(): Batch | undefined {
    if (busy >= kind.concurrency || shutUntil() > clock.now()) return undefined
    const due = queue.due(clock.now())
    const [first, ...others] = due.slice(0, together(due))
    return first && [first, ...others]
  }

  /** What cannot be read goes alone, and is refused there. */
  function together(due: readonly Entry[]): number {
    try {
      return due[0]?.isAlone ? 1 : kind.together(due)
    } catch {
      return 1
    }
  }

  async function run(batch: Batch) {
    busy += 1
    queue.begin(batch)
    const verdict = await tracked(batch)
    why = verdict.state === 'ok' ? undefined : verdict.why
    if (verdict.state === 'gone') isOpen = false
    await outcome.settle(batch, verdict).catch((error: unknown) => {
      // A full store: what was not kept is sent again after a restart, by the same id.
      why = error instanceof Error ? error.message : String(error)
    })
    busy -= 1
    if (verdict.state === 'gone') onGone(verdict.why)
    pump()
    onRoom()
  }

  async function tracked(batch: Batch): Promise<Verdict> {
    let verdict: Verdict = { state: 'retry', why: 'It was not sent' }
    const what = `${batch.length === 1 ? batch[0].type : `${batch.length} events`} → ${endpoint.name}`
    const tried = { id: batch[0].id, what, attempt: batch[0].tries + 1, attempts: triesOf(endpoint.schedule) }
    const ask = async () => {
      verdict = await send(batch)
      if (verdict.state !== 'ok') throw Object.assign(new Error(verdict.why), { permanent: verdict.state !== 'retry' })
    }
    await receipts.track(tried, ask).catch(() => {})
    return verdict
  }

  /** When something that waits may be sent; nothing is known of what is under way. */
  function roomInMs(): number {
    const at = Math.max(queue.nextAt(), shutUntil())
    return Number.isFinite(at) ? Math.max(0, at - clock.now()) : 0
  }

  /** Answers whether there is room now; without it an entry that may be dropped is. */
  async function makeRoom({ type }: Entry): Promise<boolean> {
    const least = queue.leastMissed()
    if (!least && KEPT.has(type)) throw new RetryError(`Too much waits for ${endpoint.name} already`, roomInMs())
    dropped += 1
    if (!least) return false
    queue.take(least.id)
    await shelf.drop(least)
    return true
  }

  /** Answers whether it was kept. */
  async function keep(entry: Entry): Promise<boolean> {
    if (queue.isFull() && !(await makeRoom(entry))) return false
    const isKept = await shelf.keep(entry).then(() => true, ifNoRoom)
    if (isKept) return true
    // All endpoints together have filled the plugin's storage.
    if (!(await makeRoom(entry))) return false
    await shelf.keep(entry)
    return true
  }

  return {
    /** Begins, with what waited before; what is added meanwhile waits for it. */
    async open() {
      for (const entry of await shelf.waiting())
        if (!queue.has(entry.id)) queue.put({ ...entry, dueAt: dueAgain(endpoint.schedule, entry.dueAt, clock.now()) })
      isOpen = true
      pump()
    },
    /**
     * Keeps an entry until it was sent; what it has or had already is passed over. Answers false when there was no room for it, and rejects when it may not
     * be dropped.
     */
    async add(entry: Entry): Promise<boolean> {
      if (queue.has(entry.id) || outcome.wasSent(entry.id)) return true
      if (!(await keep(entry))) return false
      queue.put(entry)
      pump()
      return true
    },
    hasRoom: () => !queue.isFull(),
    /** Has it sent again, though it was once. */
    forget: outcome.forget,
    status: () => ({
      state: !isOpen ? 'stopped' : shutUntil() > clock.now() ? 'paused' : 'ready',
      ...{ waiting: queue.size(), underWay: busy, dropped, ...outcome.counts },
      ...(why !== undefined && { why }),
    }),
    stop() {
      isOpen = false
      cancelTimer()
    },
  }
}

/** Answers false for an error that says so; throws any other. */
function ifNoRoom(error: unknown): false {
  if (Object(error).name === 'QuotaExceededError') return false
  throw error
}
