import type { UnifiedEvent } from '../../schemas/types.ts'
import { crashPoint } from '../base/crash-point.ts'
import type { BreakerState, StoredEvent } from '../store/store.ts'
import { createAnswers } from './answers.ts'
import { createBreaker } from './breaker.ts'
import { createClearing } from './clearing.ts'
import type { LaneGate } from './gate.ts'
import { createInFlight } from './in-flight.ts'
import type { Item } from './item.ts'
import type { Journal } from './journal.ts'
import { lookAt } from './looking.ts'
import { createOutcomes } from './outcomes.ts'
import { createParked } from './parked.ts'
import { createRetries } from './retries.ts'
import { createRuleBook, type Rules } from './rules.ts'
import type { Cleared, ClearOrder, DeliveryResult, LaneConfig, LaneLook, LaneStatus, Marks, Scheduler, SchedulerParts } from './schedule.ts'
import { createSender } from './sender.ts'
import { createSetbacks } from './setbacks.ts'
import type { Tally } from './tally.ts'
import type { LaneTrace } from './trace.ts'
import { createTurns } from './turns.ts'
import { createViewers } from './viewers.ts'
import { createWaiting } from './waiting.ts'

/** All that one plugin has to do: what waits, what is in flight, what is tried again. */
export type PluginQueue = {
  readonly plugin: string
  readonly marks: Marks
  rules(): Rules
  change(config: LaneConfig): void
  /** Takes up what came before. */
  start(): void
  begin(seqNo: number): void
  offer(stored: StoredEvent, now: number): void
  offerUnkept(unkept: Pick<StoredEvent, 'event' | 'bytes'>, now: number): void
  passed(seqNo: number): void
  /** Takes what an interceptor has let pass meanwhile. */
  release(): void
  /** Sends what may go. */
  pump(): void
  resume(): void
  /** Like `resume`, for code that is new since the queue began. */
  loaded(): void
  pause(): void
  /** Sends nothing, whatever the plugin could take, until it is let go. */
  hold(isHeld: boolean): void
  look(event: UnifiedEvent): LaneLook
  owed(fromSeqNo: number, limit: number): ReturnType<Scheduler['owed']>
  clear(order: ClearOrder): Cleared
  relieve(count: number): number
  seqNoOf(deliveryId: number): number | undefined
  settle(results: readonly DeliveryResult[], done?: Float64Array): void
  crashed(death: Parameters<Scheduler['crashed']>[1]): void
  status(): LaneStatus
  breaker(): BreakerState
  isIdle(): boolean
  /** Nothing is left to do, as far as the plugin runs. */
  isDrained(): boolean
  /** Sends nothing any more; what is in flight is charged. */
  stop(reason: string): void
}

/** What the queues of all plugins share. */
export type QueueParts = Omit<SchedulerParts, 'breaker'> & {
  readonly journal: Journal
  readonly gate: LaneGate
  /** One for every queue there ever is, so that no two deliveries have one number. */
  readonly nextNumbering: () => number
  readonly doubtfulUpTo: number
  /** Something was settled or sent. */
  readonly onMove: () => void
}

/** What is known of the plugin from before. */
export type Past = { readonly marks: Marks; readonly breaker?: BreakerState | undefined }

/** What outlives a queue: its counters, what is traced of it, and whether it is held. */
export type Kept = { readonly tally: Tally; readonly trace: LaneTrace; readonly isHeld: boolean }

/** A paused queue. States of an item: waiting -> in flight -> completed | discarded | dead, or -> retrying -> in flight ... */
export function createPluginQueue(first: LaneConfig, past: Past & Kept, parts: QueueParts): PluginQueue {
  const { plugin, queueMax } = first
  const { marks, breaker: saved, tally, trace } = past
  const { clock, random, journal, read, head, doubtfulUpTo, encode } = parts
  const onFact = parts.onFact ?? (() => {})
  let config = first
  let isRunning = false
  let isHeld = past.isHeld
  let isStopped = false
  let isPumping = false
  let wasLoaded = false
  let cancelWake: (() => void) | undefined

  const book = createRuleBook(first)
  const viewers = createViewers()
  const outcomes = createOutcomes({ plugin, marks, journal, clock, tally, trace, onFact, onEnd: viewers.leave })
  const inFlight = createInFlight({ concurrency: first.concurrency, numbering: parts.nextNumbering() })
  const retries = createRetries()
  const parked = createParked()
  const breaker = createBreaker({ plugin, clock, saved, onChange: breakerChanged })
  const isShut = () => !breaker.isClosed()
  const attempts = parts.attempts(plugin)
  const setbacks = createSetbacks({
    plugin,
    marks,
    attempts,
    doubtfulUpTo,
    limits: () => config.retry,
    retries,
    parked,
    viewers,
    outcomes,
    isShut,
    journal,
    clock,
    random,
    onFact,
    onReady: pump,
  })
  const isRetrying = (seqNo: number) => retries.has(seqNo) || parked.has(seqNo)
  const waiting = createWaiting({
    queueMax,
    marks,
    book,
    outcomes,
    viewers,
    trace,
    clock,
    read,
    head,
    doubtfulUpTo,
    attempts,
    isRetrying,
    isShut: breaker.isOpen,
    onReady: pump,
    gate: parts.gate,
    plugin,
  })
  const turns = createTurns({ waiting, retries })
  const sender = createSender({ waiting, retries, inFlight, setbacks, turns, breaker, trace, encode })
  const answers = createAnswers({ inFlight, breaker, onSuccess: succeeded, onFailure: setbacks.failed })
  const clearing = createClearing({ marks, waiting, retries, parked, inFlight, outcomes, attempts, read })
  const mayRun = () => isRunning && !isHeld

  function pump() {
    if (isPumping) return
    // A worker may answer while it is given work; the loop then sees to it, not a deeper call.
    isPumping = true
    try {
      for (let batch = nextBatch(); batch.length > 0; batch = nextBatch()) {
        crashPoint('dispatch.before')
        parts.dispatch(plugin, batch)
        crashPoint('dispatch.after')
      }
    } finally {
      isPumping = false
    }
    wakeLater()
    parts.onMove()
  }

  function nextBatch() {
    if (!mayRun() || isStopped) return []
    const now = clock.now()
    if (parked.size() > 0) setbacks.unpark(now)
    return sender.nextBatch(now)
  }

  function breakerChanged(state: BreakerState['state'], error?: string) {
    journal.breaker(breaker.snapshot())
    onFact({ kind: 'breaker', plugin, state, ...(error !== undefined && { error }) })
    if (state === 'open') return waiting.shed('circuit-open')
    // Time that nothing was sent in does not count as time that a retry held up the lane.
    const now = clock.now()
    retries.restart(now)
    retries.hasten(now)
    if (state === 'closed') retries.forgive()
    else pump()
  }

  function succeeded(item: Item, now: number) {
    retries.remove(item)
    outcomes.completed(item, now)
  }

  function wakeLater() {
    cancelWake?.()
    cancelWake = undefined
    if (!mayRun() || isStopped || breaker.isOpen() || retries.size() + parked.size() === 0) return
    const now = clock.now()
    const at = Math.min(retries.wakeAt(now) ?? Number.POSITIVE_INFINITY, parked.wakeAt(now) ?? Number.POSITIVE_INFINITY)
    if (at !== Number.POSITIVE_INFINITY) cancelWake = clock.after(Math.max(0, at - now), wake)
  }

  function wake() {
    cancelWake = undefined
    if (breaker.isClosed()) setbacks.expire(clock.now())
    pump()
  }

  function resume() {
    isRunning = true
    // Time without a worker does not count as time that a retry held up the lane.
    retries.restart(clock.now())
    pump()
  }

  const isEmpty = () =>
    waiting.size() === 0 && waiting.gated() === 0 && waiting.spilled() === 0 && !waiting.isCatchingUp() && retries.size() === 0

  return {
    plugin,
    marks,
    rules: book.newest,
    start: waiting.start,
    begin: waiting.begin,
    offer: waiting.offer,
    offerUnkept: waiting.offerUnkept,
    passed: waiting.passed,
    release() {
      if (waiting.gated() === 0 || isStopped) return
      waiting.release()
      pump()
    },
    pump,
    change(next) {
      config = next
      book.change(next, { head: marks.considered(), mark: marks.mark() })
      inFlight.setConcurrency(next.concurrency)
      waiting.resize(next.queueMax)
      pump()
    },
    resume,
    loaded() {
      if (wasLoaded) breaker.close()
      wasLoaded = true
      resume()
    },
    pause() {
      isRunning = false
      wakeLater()
    },
    hold(next) {
      if (isHeld === next) return
      isHeld = next
      if (isHeld) return wakeLater()
      retries.restart(clock.now())
      pump()
    },
    look: (event) => lookAt(event, { plugin, gate: parts.gate, marks, book, inFlight, retries, parked, isRunning, isHeld, breaker, clock }),
    owed(fromSeqNo, limit) {
      const running = inFlight.seqNos()
      const owed: { seqNo: number; isRunning: boolean }[] = []
      for (const seqNo of marks.pending(fromSeqNo)) {
        if (owed.length >= limit) break
        owed.push({ seqNo, isRunning: running.has(seqNo) })
      }
      return owed
    },
    clear: clearing,
    relieve: (count) => waiting.relieve(count, 'full'),
    seqNoOf: inFlight.seqNoOf,
    settle(results, done) {
      answers.settle(results, done, clock.now())
      pump()
    },
    crashed({ suspects, finished = [], reason }) {
      isRunning = false
      breaker.lost()
      const now = clock.now()
      const unharmed: Item[] = []
      for (const [deliveryId, item] of inFlight.clear()) {
        if (finished.includes(deliveryId)) succeeded(item, now)
        else if (!suspects || suspects.includes(deliveryId)) setbacks.interrupted(item, reason, now)
        else if (item.trouble) item.trouble.inFlight = false
        else unharmed.push(item)
      }
      for (const item of unharmed) viewers.leave(item)
      waiting.putBack(unharmed)
      wakeLater()
      parts.onMove()
    },
    status() {
      const now = clock.now()
      const oldest = Math.min(waiting.oldest() ?? now, ...[...retries.all()].map(({ since }) => since))
      return {
        plugin,
        state: isRunning ? 'running' : 'paused',
        ...(isHeld && { held: true }),
        depth: waiting.size(),
        max: config.queueMax,
        bands: { critical: waiting.sizeOf(0), normal: waiting.sizeOf(1), bulk: waiting.sizeOf(2) },
        spilled: waiting.spilled(),
        ...(waiting.gated() > 0 && { gated: waiting.gated() }),
        inFlight: inFlight.size(),
        retrying: retries.size() + parked.size(),
        breaker: breaker.status(),
        oldestMs: Math.max(0, now - oldest),
        ...outcomes.counts(),
      }
    },
    breaker: breaker.snapshot,
    isIdle: () =>
      inFlight.size() === 0 &&
      (!mayRun() || isShut() || (!waiting.isCatchingUp() && waiting.gated() === 0 && turns.next(clock.now()) === undefined)),
    // What waits for the breaker, or for a time that the plugin asked for, waits for the next start as well.
    isDrained: () => inFlight.size() === 0 && (!mayRun() || isShut() || isEmpty()),
    stop(reason) {
      isStopped = true
      waiting.stop()
      breaker.stop()
      wakeLater()
      for (const item of inFlight.clear().values()) setbacks.interrupted(item, reason, clock.now())
      setbacks.keepDoubts()
    },
  }
}
