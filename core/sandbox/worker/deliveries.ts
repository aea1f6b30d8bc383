import type { Failure, Guest, Syscalls } from '../guest/syscalls.ts'
import { ITEM_FLOATS, MAX_MESSAGE_BYTES, MAX_QUEUED, type PluginCode, type ToWorker } from '../protocol.ts'
import { failureOf } from './failure.ts'
import type { Outbox } from './outbox.ts'
import type { Progress } from './progress.ts'
import { memoryOf } from './syscalls/memory.ts'
import type { Time } from './time.ts'
import { createTurns } from './turns.ts'

type Waiting = { readonly items: Float64Array; readonly events: Buffer; readonly room: number; readonly urgent: boolean; next: number }

/** One handler call: on the stack, then perhaps waiting for its promise, then over. */
type Run = {
  readonly deliveryId: number
  readonly slot: number
  readonly isSync: boolean
  readonly startedAt: number
  over: boolean
  cancelLimit: (() => void) | undefined
  emitted: string[] | undefined
  emittedBytes: number
}

export type Deliveries = Pick<Syscalls, 'settled' | 'eventText'> & {
  /** An event that belongs to the delivery in this slot. '' when it was kept, else why not. */
  emitFrom(slot: number, json: string): string
  take(batch: Extract<ToWorker, { kind: 'deliver' }>): void
  /** Resolves when everything taken is settled. */
  drained(): Promise<void>
  /** Aborts the signals of what runs. */
  abort(): void
}

/** While more waits, what came in is looked at this often, for it may be urgent. */
const LOOK_MS = 0.2
/** Handlers may keep the thread that long before timers and messages get their turn. */
const TURN_MS = 10
/** Room 0 is for answers. */
const FIRST_ROOM = 1

/** Runs a plugin's handlers: in the order taken, one at a time when sync, up to `concurrency` at once when async. */
export function createDeliveries({
  plugin,
  guest,
  outbox,
  progress,
  time,
  hear,
}: {
  readonly plugin: Pick<PluginCode, 'concurrency' | 'timeoutMs'>
  readonly guest: () => Pick<Guest, 'deliver' | 'over' | 'abort' | 'room' | 'dropRoom' | 'structures'>
  readonly outbox: Outbox
  readonly progress: Progress
  readonly time: Pick<Time, 'limit'>
  /** Takes in what has come for the thread since it last let go. */
  readonly hear: () => void
}): Deliveries {
  const batches = createTurns<Waiting>()
  /** Calls that wait for their promises. */
  const waiting = new Set<Run>()
  const runs: (Run | undefined)[] = []
  let rooms = FIRST_ROOM
  let delivering: Buffer = Buffer.alloc(0)
  let syncRuns = 0
  let asyncRuns = 0
  let turn: NodeJS.Immediate | undefined
  let isPumping = false
  let whenDrained: (() => void)[] = []

  function pump() {
    turn = undefined
    isPumping = true
    deliverSome()
    isPumping = false
    outbox.flush()
    if (!batches.isEmpty() || waiting.size > 0) return
    for (const resolve of whenDrained) resolve()
    whenDrained = []
  }

  function deliverSome() {
    const began = performance.now()
    let lookedAt = began
    for (let batch = batches.next(); batch; batch = batches.next()) {
      const isSync = ((batch.items[batch.next + 3] ?? 0) & 1) === 1
      if (syncRuns > 0 || (!isSync && asyncRuns >= plugin.concurrency)) break
      const at = batch.next
      batch.next += ITEM_FLOATS
      const isLast = batch.next >= batch.items.length
      batches.began(batch)
      if (isLast) batches.remove(batch)
      const now = start(batch, at, isSync)
      if (isLast) guest().dropRoom(batch.room)
      if (batches.isEmpty()) break
      if (now - began > TURN_MS) {
        turn ??= setImmediate(pump)
        break
      }
      if (now - lookedAt < LOOK_MS) continue
      lookedAt = now
      hear()
    }
  }

  /** Answers when the handler was off the stack. */
  function start({ items, events, room }: Waiting, at: number, isSync: boolean): number {
    const deliveryId = items[at] ?? 0
    const offset = items[at + 1] ?? 0
    const slot = progress.enter(deliveryId)
    const run: Run = {
      deliveryId,
      slot,
      isSync,
      startedAt: performance.now(),
      over: false,
      cancelLimit: undefined,
      emitted: undefined,
      emittedBytes: 0,
    }
    runs[slot] = run
    if (isSync) syncRuns += 1
    else asyncRuns += 1
    const answer = call(slot, room, events, offset, offset + (items[at + 2] ?? 0), items[at + 3] ?? 0)
    progress.leave()
    const now = performance.now()
    if (answer === null) wait(run)
    else end(run, now, answer === undefined ? undefined : failureOf(answer))
    return now
  }

  function call(slot: number, room: number, events: Buffer, from: number, to: number, flags: number): string | null | undefined {
    delivering = events
    try {
      return guest().deliver(slot, room, from, to, flags, events.toString('latin1', from, to))
    } catch {
      // What was thrown is the realm's, and is not to be looked at here.
      return '{"error":"The handler failed where nothing can be said about it, for example because the stack was full"}'
    }
  }

  function wait(run: Run) {
    waiting.add(run)
    run.cancelLimit = time.limit(plugin.timeoutMs, () => timeOut(run))
  }

  function timeOut(run: Run) {
    const error = `The handler did not end within ${plugin.timeoutMs} ms`
    guest().over(run.slot)
    guest().abort(run.slot, error)
    end(run, performance.now(), { error })
    turn ??= setImmediate(pump)
  }

  function end(run: Run, now: number, failure: Failure | undefined) {
    if (run.over) return
    run.over = true
    if (run.cancelLimit) {
      run.cancelLimit()
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
    take({ count, urgent, buffer, structures }) {
      if (structures) guest().structures(JSON.stringify(structures))
      const items = new Float64Array(buffer, 0, count * ITEM_FLOATS)
      const events = Buffer.from(buffer, items.byteLength)
      const room = rooms
      rooms += 1
      memoryOf(guest().room(room, events.length)).set(events)
      batches.add({ items, events, room, urgent, next: 0 })
      if (!turn && !isPumping) pump()
    },
    settled(slot, failure) {
      const run = runs[slot]
      if (!run || run.over) return
      end(run, performance.now(), failure === undefined ? undefined : failureOf(failure))
      if (!batches.isEmpty() || waiting.size === 0) turn ??= setImmediate(pump)
    },
    emitFrom(slot, json) {
      const run = runs[slot]
      if (!run || run.over) return 'The handler is over'
      run.emitted ??= []
      run.emittedBytes += json.length
      if (run.emitted.length >= MAX_QUEUED || run.emittedBytes > MAX_MESSAGE_BYTES)
        return `A handler may emit ${MAX_QUEUED} events of together ${MAX_MESSAGE_BYTES / 1024} KiB`
      run.emitted.push(json)
      return ''
    },
    eventText: (from, to) => delivering.toString('utf8', from, to),
    drained: () => (batches.isEmpty() && waiting.size === 0 ? Promise.resolve() : new Promise((resolve) => whenDrained.push(resolve))),
    abort() {
      for (const run of waiting) guest().abort(run.slot, 'The plugin stops')
    },
  }
}
