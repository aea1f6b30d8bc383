import type { EventQuery, KeyValue, UnifiedEvent } from '#sdk'
import type { Clock } from '#sdk/clock'
import type { DeadLetters } from './dead-letters.ts'
import { createDelivery } from './delivery.ts'
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
/** The store or the log is busy. */
const PAUSE_MS = 500

/**
 * Brings the log to one target, in order, from where it stopped: what comes while the target is away is there when it is back. The place is kept behind
 * each parcel: after a crash the last one may go twice.
 */
export function createForwarding({ target, wants, read, send, kv, deadLetters, clock }: Parts) {
  const key = `cursor:${target.name}`
  let cursor: number | undefined
  let isOpen = false
  let isAtWork = false
  let isMore = false
  let endWait = () => {}
  /** Why the log, or the plugin's storage, does not answer. */
  let stuck: string | undefined

  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      const cancel = clock.after(ms, resolve)
      endWait = () => {
        cancel()
        resolve()
      }
    })
  const delivery = createDelivery({ send, deadLetters, clock, wait, isOpen: () => isOpen })

  async function work() {
    if (isAtWork || !isOpen || cursor === undefined) return
    isAtWork = true
    while (isOpen && isMore) {
      isMore = false
      await step(cursor).then(
        () => {
          stuck = undefined
        },
        (error: unknown) => {
          stuck = error instanceof Error ? error.message : String(error)
          isMore = true
          return wait(PAUSE_MS)
        },
      )
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
    await delivery.giveUp(items.filter(isTooLarge), { stage: 'encode', reason: 'too-large', error: 'The event is larger than 64 KiB' })
    for (const parcel of parcelsOf(items.filter((item) => !isTooLarge(item)))) {
      if (!(await delivery.deliver(parcel))) return
      await reach(parcel.at(-1)?.event.seqNo ?? after)
    }
    await reach(last.seqNo)
  }

  async function reach(seqNo: number) {
    if (seqNo === cursor) return
    cursor = seqNo
    await kv.set(key, seqNo)
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
    /** Something of this number is in the log; where nothing was forwarded yet it is the first. Resolves when a restart cannot forget it. */
    async tell(seqNo: number): Promise<void> {
      if (seqNo === 0) return
      const isFirst = cursor === undefined
      cursor ??= seqNo - 1
      isMore = true
      const kept = isFirst ? kv.set(key, cursor) : undefined
      void work()
      await kept
    },
    again: delivery.again,
    status: () => ({ cursor: cursor ?? null, ...delivery.status(), ...(stuck !== undefined && { trouble: stuck }) }),
    stop() {
      isOpen = false
      endWait()
    },
  }
}

const isTooLarge = ({ bytes }: Item) => bytes > MOST_EVENT_BYTES
