import type { EventQuery, KeyValue, UnifiedEvent } from '#sdk'
import type { Clock } from '#sdk/clock'
import { backOff, MOST_TRIES } from './back-off.ts'
import type { DeadLetter, DeadLetters } from './dead-letters.ts'
import { type Item, itemOf, MOST_EVENT_BYTES, type Parcel, parcelsOf } from './parcel.ts'
import type { Verdict } from './verdict.ts'

type Parts = {
  readonly target: { readonly name: string; readonly batch: number; readonly from: 'now' | 'beginning' }
  readonly wants: (event: UnifiedEvent) => boolean
  /** What of the log is behind a number, in order. */
  readonly read: (query: Pick<EventQuery, 'after' | 'limit'>) => Promise<readonly UnifiedEvent[]>
  /** Sends once, and says how that went; never rejects. */
  readonly send: (parcel: Parcel, attempt: number) => Promise<Verdict>
  readonly kv: Pick<KeyValue, 'get' | 'set'>
  readonly deadLetters: Pick<DeadLetters, 'add'>
  readonly clock: Clock
}

/** What comes within it goes together. */
const GAP_MS = 100

export type Forwarding = ReturnType<typeof createForwarding>

/**
 * Brings the log to one target, in order, from where it stopped. What is away is waited for, since the log has all that comes meanwhile; what is refused, or
 * fails eight times, becomes a dead letter, and the next goes on. The place is kept behind each parcel: after a crash the last one may go twice.
 */
export function createForwarding({ target, wants, read, send, kv, deadLetters, clock }: Parts) {
  const key = `cursor:${target.name}`
  const counts = { forwarded: 0, retried: 0, deadLettered: 0 }
  let cursor: number | undefined
  let isOpen = false
  let isAtWork = false
  let isMore = false
  let why: string | undefined
  let endWait = () => {}

  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      const cancel = clock.after(ms, resolve)
      endWait = () => {
        cancel()
        resolve()
      }
    })

  async function work() {
    if (isAtWork || !isOpen || cursor === undefined) return
    isAtWork = true
    while (isOpen && isMore) {
      isMore = false
      await step(cursor).catch(async (error: unknown) => {
        // The store or the log is busy.
        isMore = true
        why = error instanceof Error ? error.message : String(error)
        await wait(backOff(1))
      })
      if (isOpen) await wait(GAP_MS)
    }
    isAtWork = false
  }

  async function step(after: number) {
    const events = await read({ after, limit: target.batch })
    const last = events.at(-1)
    if (!last) return
    isMore = true
    const items = events.filter(wants).map(itemOf)
    for (const item of items)
      if (isTooLarge(item)) await bury(item, { stage: 'encode', reason: 'too-large', error: 'The event is larger than 64 KiB' })
    for (const parcel of parcelsOf(items.filter((item) => !isTooLarge(item)))) {
      if (!(await deliver(parcel))) return
      await reach(parcel.at(-1)?.event.seqNo ?? after)
    }
    await reach(last.seqNo)
  }

  async function reach(seqNo: number) {
    if (seqNo === cursor) return
    cursor = seqNo
    await kv.set(key, seqNo)
  }

  /** Until it was taken or given up; false when it was stopped before. */
  async function deliver(parcel: Parcel): Promise<boolean> {
    for (let tries = 1, failures = 1; isOpen; tries += 1) {
      const verdict = await send(parcel, tries)
      why = verdict.state === 'taken' ? undefined : verdict.why
      if (verdict.state === 'taken') return taken(parcel)
      if (verdict.state === 'refused') return apart(parcel, { reason: 'refused', error: verdict.why })
      if (verdict.state === 'failed' && failures++ >= MOST_TRIES) return apart(parcel, { reason: 'tries', error: verdict.why })
      counts.retried += 1
      if (isOpen) await wait(backOff(tries, verdict.askedMs))
    }
    return false
  }

  function taken(parcel: Parcel) {
    counts.forwarded += parcel.length
    return true
  }

  /** Which of several was refused is not said: halves of it are sent. What always failed is given up whole. */
  async function apart(parcel: Parcel, why: Pick<DeadLetter, 'reason' | 'error'>): Promise<boolean> {
    const [first, second] = halvesOf(parcel)
    if (first && second && why.reason === 'refused') return (await deliver(first)) && (await deliver(second))
    for (const item of parcel) await bury(item, { stage: 'forward', ...why })
    return true
  }

  async function bury(item: Item, letter: Pick<DeadLetter, 'stage' | 'reason' | 'error'>) {
    counts.deadLettered += 1
    await deadLetters.add(item, { ...letter, failedAt: new Date(clock.now()).toISOString() })
  }

  return {
    /** Goes on where it stopped. */
    async start() {
      const kept = await kv.get(key)
      if (typeof kept === 'number') cursor = kept
      else if (target.from === 'beginning') cursor = 0
      isOpen = true
      isMore = true
      void work()
    },
    /** Something of this number is in the log; where nothing was forwarded yet it is the first. */
    tell(seqNo: number) {
      if (seqNo === 0) return
      cursor ??= seqNo - 1
      isMore = true
      void work()
    },
    /** Sends a dead letter's event once; answers whether it was taken. */
    async again(event: UnifiedEvent): Promise<boolean> {
      const { state } = await send([itemOf(event)], 1)
      if (state === 'taken') counts.forwarded += 1
      return state === 'taken'
    },
    status: () => ({
      ...counts,
      cursor: cursor ?? null,
      state: why === undefined ? 'ready' : 'waiting',
      ...(why !== undefined && { why }),
    }),
    stop() {
      isOpen = false
      endWait()
    },
  }
}

const isTooLarge = ({ bytes }: Item) => bytes > MOST_EVENT_BYTES

function halvesOf(parcel: Parcel): readonly (Parcel | undefined)[] {
  const middle = Math.ceil(parcel.length / 2)
  return [parcel.slice(0, middle), parcel.slice(middle)].map(([first, ...rest]) => first && ([first, ...rest] as const))
}
