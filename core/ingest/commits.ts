import type { EventType } from '../../schemas/types.ts'
import type { Clock } from '../base/clock.ts'
import { crashPoint } from '../base/crash-point.ts'
import { HostError } from '../base/errors.ts'
import type { Change, NewEvent, StoredEvent } from '../store/store.ts'
import { isSheddable } from './shedding.ts'

// A batch is written at once, unless batches before it wait for space; then it waits behind them. When the disk is full,
// what may be lost goes on without being kept, and the rest is written in what is held in reserve. When that is used up as
// well, the rest waits, tried again with growing delay, in order.

/** What is committed together, and what takes it back when it was not kept. */
export type Batch = {
  readonly events: readonly NewEvent[]
  readonly undo: readonly (() => void)[]
  /** Whoever hands it in waits for the answer, and would hand it in again: without space it is refused. */
  readonly isAwaited?: boolean
}

/** Writes batches so that each is kept whole or refused, and tells of them in the order of their numbers. */
export type Commits = {
  /** Resolves when what is kept of the batch is durable. Rejects with what the store said; with STORE_FULL only what is awaited. */
  submit(batch: Batch): Promise<void>
  /** Events on their way to the store, those that wait for space included. */
  waiting(): number
  isFull(): boolean
  /** From now on nothing waits for space: what does was not accepted, and is given up. What is being written is kept if it can be. */
  stop(): void
}

type Parts = {
  readonly write: (change: Change) => Promise<readonly StoredEvent[]>
  readonly clock: Clock
  /** Called in the order of the writes, which is the order of the numbers. */
  readonly onDurable: (events: readonly StoredEvent[]) => void
  /** These are not kept and will not be tried again. */
  readonly onDropped: (events: readonly NewEvent[]) => void
  /** There is no room to keep these, which may be lost: whoever wants them is to have them now. */
  readonly onUnkept: (events: readonly NewEvent[]) => void
  /** The disk is full; only what may not be lost is to be written. */
  readonly isShort?: () => boolean
}

type Held = { readonly batch: Batch; resolve(): void; reject(reason: unknown): void }

/** Who did it looks at the screen for it. */
const AWAITED: ReadonlySet<EventType> = new Set(['gift', 'tip', 'subscribe', 'follow'])

const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 2000

/** The way from ingest to the store. How much may be on it is for the caller to say, before anything is counted. */
export function createCommits({ write, clock, onDurable, onDropped, onUnkept, isShort = () => false }: Parts): Commits {
  const underWay: { stored?: readonly StoredEvent[] }[] = []
  const held: Held[] = []
  let waiting = 0
  let retryMs = FIRST_RETRY_MS
  let cancelRetry: (() => void) | undefined
  /** The first that is held is being written. */
  let isRetrying = false
  /** Nothing waits for space any more. */
  let isStopped = false

  /** Several writes may end in one commit; whoever ends first waits until those before it are told of. */
  async function writeInOrder(events: readonly NewEvent[]) {
    const place: { stored?: readonly StoredEvent[] } = {}
    underWay.push(place)
    try {
      place.stored = await write({ events, isPrompt: events.some(({ eventType }) => AWAITED.has(eventType)) })
    } catch (error) {
      underWay.splice(underWay.indexOf(place), 1)
      throw error
    } finally {
      for (let next = underWay[0]; next?.stored; next = underWay[0]) {
        underWay.shift()
        onDurable(next.stored)
        crashPoint('commit.told')
      }
    }
  }

  function drop(batch: Batch) {
    for (const undo of batch.undo.toReversed()) undo()
    onDropped(batch.events)
  }

  /** What of a batch is to be written although there is hardly any room; the rest goes on as it is. */
  function essence(batch: Batch): Batch {
    const unkept = batch.events.filter(({ eventType }) => isSheddable(eventType))
    if (unkept.length === 0) return batch
    onUnkept(unkept)
    return { ...batch, events: batch.events.filter(({ eventType }) => !isSheddable(eventType)) }
  }

  /** Keeps what may not be lost until there is space. */
  function hold(batch: Batch): Promise<void> {
    const kept = essence(batch)
    if (kept.events.length === 0) return Promise.resolve()
    if (isStopped) {
      drop(kept)
      return Promise.reject(stopping())
    }
    cancelRetry ??= clock.after(retryMs, () => void retry())
    return new Promise((resolve, reject) => held.push({ batch: kept, resolve, reject }))
  }

  function giveUp({ batch, reject }: Held, reason: unknown) {
    drop(batch)
    reject(reason)
  }

  async function retry() {
    isRetrying = true
    for (let first = held[0]; first; first = held[0]) {
      try {
        await writeInOrder(first.batch.events)
      } catch (error) {
        if (isFull(error) && !isStopped) {
          retryMs = Math.min(LAST_RETRY_MS, 2 * retryMs)
          cancelRetry = clock.after(retryMs, () => void retry())
          isRetrying = false
          return
        }
        held.shift()
        giveUp(first, isFull(error) ? stopping() : error)
        continue
      }
      held.shift()
      first.resolve()
    }
    isRetrying = false
    retryMs = FIRST_RETRY_MS
    cancelRetry = undefined
  }

  async function writeOrHold(whole: Batch) {
    if (held.length > 0) {
      if (!whole.isAwaited) return hold(whole)
      drop(whole)
      throw noSpace()
    }
    const batch = isShort() ? essence(whole) : whole
    if (batch.events.length === 0) return
    try {
      await writeInOrder(batch.events)
    } catch (error) {
      if (isFull(error) && !batch.isAwaited) return hold(batch)
      drop(batch)
      throw error
    }
  }

  return {
    async submit(batch) {
      if (batch.events.length === 0) return
      waiting += batch.events.length
      try {
        await writeOrHold(batch)
      } finally {
        waiting -= batch.events.length
      }
    },
    waiting: () => waiting,
    isFull: () => held.length > 0,
    stop() {
      isStopped = true
      cancelRetry?.()
      // The newest first, since each goes back to what was before it.
      for (const given of held.splice(isRetrying ? 1 : 0).toReversed()) giveUp(given, stopping())
    },
  }
}

function isFull(error: unknown) {
  return error instanceof HostError && error.code === 'STORE_FULL'
}

function noSpace() {
  return new HostError('STORE_FULL', 'The disk is full, and nothing is kept any more')
}

function stopping() {
  return new HostError('STOPPING', 'The host stopped before the events could be stored')
}
