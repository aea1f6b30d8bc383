import { Unpackr } from 'msgpackr'
import type { Host, Plugin, UnifiedEvent } from '#sdk'
import { ITEM_FLOATS, type PluginCode, type Structures, type ToWorker } from '../protocol.ts'
import { type Abortable, createDelivery } from './delivery.ts'
import { describeFailure, type Failure } from './failure.ts'
import type { EmitInto } from './host.ts'
import type { Outbox } from './outbox.ts'
import type { Progress } from './progress.ts'

type Waiting = { readonly items: Float64Array; readonly bytes: Uint8Array; next: number }

/** One handler call: on the stack, then perhaps waiting for its promise, then over. */
type Run = EmitInto &
  Abortable & {
    readonly deliveryId: number
    readonly slot: number
    readonly isSync: boolean
    readonly startedAt: number
    timer: NodeJS.Timeout | undefined
  }

export type Deliveries = {
  take(batch: Extract<ToWorker, { kind: 'deliver' }>): void
  /** Resolves when everything taken is settled. */
  drained(): Promise<void>
  /** Aborts the signals of what runs. */
  abort(): void
}

/** Handlers may keep the thread that long before timers and messages get their turn. */
const TURN_MS = 10

/** Runs a plugin's handlers: in the order taken, one at a time when sync, up to `concurrency` at once when async. */
export function createDeliveries({
  plugin,
  module,
  hostFor,
  outbox,
  progress,
}: {
  readonly plugin: PluginCode
  readonly module: Plugin
  readonly hostFor: (run: EmitInto) => Host
  readonly outbox: Outbox
  readonly progress: Progress
}): Deliveries {
  // The types name each handler's own event; here any handler gets the event it is named after.
  const handlers = (module.on ?? {}) as Readonly<
    Record<string, ((event: UnifiedEvent, host: Host, delivery: unknown) => unknown) | undefined>
  >
  const batches: Waiting[] = []
  /** Calls that wait for their promises. */
  const waiting = new Set<Run>()
  let unpackr = createUnpackr([])
  // One for all: an event is unpacked from the middle of a batch without a view of its own.
  const place = { start: 0, end: 0 }
  let syncRuns = 0
  let asyncRuns = 0
  let turn: NodeJS.Immediate | undefined
  let whenDrained: (() => void)[] = []

  function pump() {
    turn = undefined
    const until = performance.now() + TURN_MS
    for (let batch = batches[0]; batch; batch = batches[0]) {
      const flags = batch.items[batch.next + 3] ?? 0
      const isSync = (flags & 1) === 1
      if (syncRuns > 0 || (!isSync && asyncRuns >= plugin.concurrency)) break
      const at = batch.next
      batch.next += ITEM_FLOATS
      if (batch.next >= batch.items.length) batches.shift()
      if (start(batch, at, isSync) > until && batches.length > 0) {
        turn = setImmediate(pump)
        break
      }
    }
    outbox.flush()
    if (batches.length > 0 || waiting.size > 0) return
    for (const resolve of whenDrained) resolve()
    whenDrained = []
  }

  /** Answers when the handler was off the stack. */
  function start({ items, bytes }: Waiting, at: number, isSync: boolean): number {
    const deliveryId = items[at] ?? 0
    const offset = items[at + 1] ?? 0
    const run: Run = {
      deliveryId,
      slot: progress.enter(deliveryId),
      isSync,
      startedAt: performance.now(),
      emitted: undefined,
      emittedBytes: 0,
      over: false,
      abort: undefined,
      timer: undefined,
    }
    if (isSync) syncRuns += 1
    else asyncRuns += 1
    let answer: unknown
    let failure: Failure | undefined
    try {
      place.start = offset
      place.end = offset + (items[at + 2] ?? 0)
      answer = call(run, bytes, items[at + 3] ?? 0)
    } catch (thrown) {
      failure = describeFailure(thrown, plugin.filename)
    }
    progress.leave()
    const now = performance.now()
    if (failure || !isThenable(answer)) settle(run, now, failure ?? failureOf(answer))
    else wait(run, answer)
    return now
  }

  function call(run: Run, bytes: Uint8Array, flags: number): unknown {
    const event: UnifiedEvent = unpackr.unpack(bytes, place)
    const handler = handlers[event.eventType] ?? handlers['*']
    return handler?.call(module.on, event, hostFor(run), createDelivery(run, flags, `${event.eventId}:${plugin.plugin}`))
  }

  function wait(run: Run, answer: PromiseLike<unknown>) {
    waiting.add(run)
    run.timer = setTimeout(() => timeOut(run), plugin.timeoutMs)
    const ended = (failure: Failure | undefined) => {
      settle(run, performance.now(), failure)
      if (batches.length > 0 || waiting.size === 0) turn ??= setImmediate(pump)
    }
    Promise.resolve(answer).then(
      (value) => ended(failureOf(value)),
      (thrown) => ended(describeFailure(thrown, plugin.filename)),
    )
  }

  function timeOut(run: Run) {
    const error = `The handler did not end within ${plugin.timeoutMs} ms`
    settle(run, performance.now(), { error })
    run.abort?.abort(new Error(error))
    turn ??= setImmediate(pump)
  }

  function settle(run: Run, now: number, failure: Failure | undefined) {
    if (run.over) return
    run.over = true
    if (run.timer) {
      clearTimeout(run.timer)
      waiting.delete(run)
    }
    if (run.isSync) syncRuns -= 1
    else asyncRuns -= 1
    const emitted = failure ? undefined : run.emitted
    progress.end(run.slot, run.deliveryId, !failure && !emitted)
    const durationMs = now - run.startedAt
    if (failure || emitted) outbox.settle({ deliveryId: run.deliveryId, durationMs, ...failure, ...(emitted && { emitted }) })
    else outbox.done(run.deliveryId, durationMs)
  }

  return {
    take({ count, buffer, structures }) {
      if (structures) unpackr = createUnpackr(structures)
      const items = new Float64Array(buffer, 0, count * ITEM_FLOATS)
      batches.push({ items, bytes: new Uint8Array(buffer, items.byteLength), next: 0 })
      if (!turn) pump()
    },
    drained: () => (batches.length === 0 && waiting.size === 0 ? Promise.resolve() : new Promise((resolve) => whenDrained.push(resolve))),
    abort() {
      for (const run of waiting) run.abort?.abort()
    },
  }
}

function createUnpackr(structures: Structures) {
  return new Unpackr({ structures: structures.map((names) => [...names]) })
}

function failureOf(answer: unknown): Failure | undefined {
  return answer === false ? { error: 'The handler answered false' } : undefined
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
