import { crashPoint } from '../base/crash-point.ts'
import type { StoredEvent } from '../store/store.ts'
import { BANDS, bandOf } from './bands.ts'
import { createInFlight } from './in-flight.ts'
import type { Item } from './item.ts'
import type { Journal } from './journal.ts'
import { createOutcomes } from './outcomes.ts'
import { createRetries, isTroubled } from './retries.ts'
import { createRuleBook, type Rules } from './rules.ts'
import type { DeliveryResult, Dispatch, LaneConfig, LaneStatus, Marks, SchedulerParts } from './schedule.ts'
import { createSetbacks } from './setbacks.ts'
import { createWaiting } from './waiting.ts'

/** Every so many deliveries the longest-waiting lower band has its turn. */
const TURNS = 64

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
  passed(seqNo: number): void
  /** Sends what may go. */
  pump(): void
  resume(): void
  pause(): void
  seqNoOf(deliveryId: number): number | undefined
  settle(results: readonly DeliveryResult[], done?: Float64Array): void
  crashed(death: { readonly suspects?: readonly number[]; readonly finished?: readonly number[]; readonly reason: string }): void
  status(): LaneStatus
  isIdle(): boolean
  /** Nothing is left to do, as far as the plugin runs. */
  isDrained(): boolean
  /** Sends nothing any more; what is in flight is charged. */
  stop(reason: string): void
}

/** What the queues of all plugins share. */
export type QueueParts = SchedulerParts & {
  readonly journal: Journal
  /** One for every queue there ever is, so that no two deliveries have one number. */
  readonly nextNumbering: () => number
  readonly doubtfulUpTo: number
  /** Something was settled or sent. */
  readonly onMove: () => void
}

/** A paused queue. States of an item: waiting -> in flight -> completed | discarded | dead, or -> retrying -> in flight ... */
export function createPluginQueue(first: LaneConfig, marks: Marks, parts: QueueParts): PluginQueue {
  const { plugin } = first
  const { clock, random, journal } = parts
  const onFact = parts.onFact ?? (() => {})
  let config = first
  let isRunning = false
  let isStopped = false
  let isPumping = false
  let turn = 0
  let cancelWake: (() => void) | undefined

  const book = createRuleBook(first.rules)
  const outcomes = createOutcomes({ plugin, marks, journal, clock, onFact })
  const inFlight = createInFlight({ concurrency: first.concurrency, numbering: parts.nextNumbering() })
  const retries = createRetries()
  const { read, head, doubtfulUpTo } = parts
  const attempts = parts.attempts(plugin)
  const { queueMax } = first
  const isRetrying = retries.has
  const limits = () => config.retry
  const setbacks = createSetbacks({
    plugin,
    marks,
    attempts,
    doubtfulUpTo,
    limits,
    retries,
    outcomes,
    journal,
    clock,
    random,
    onFact,
    onReady: pump,
  })
  const waiting = createWaiting({ queueMax, marks, book, outcomes, clock, read, head, doubtfulUpTo, attempts, isRetrying, onReady: pump })

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

  function nextBatch(): readonly Dispatch[] {
    const batch: Dispatch[] = []
    if (!isRunning || isStopped) return batch
    const now = clock.now()
    for (let item = choose(now); item && inFlight.hasRoom(item); item = choose(now)) {
      if (mayHaveRun(item)) hold(item, now)
      else batch.push(send(item, now))
    }
    inFlight.endBatch()
    return batch
  }

  /** The most urgent band goes first; a retry holds up its own band and those below. */
  function choose(now: number): Item | undefined {
    let urgent: Item | undefined
    let longest: Item | undefined
    for (let band = 0; band < BANDS.length; band++) {
      const isHeldUp = retries.sizeOf(band) > 0
      const item = isHeldUp ? retries.head(band, now) : waiting.head(band)
      if (item && turn < TURNS - 1) return item
      if (item && !urgent) urgent = item
      else if (item && (!longest || item.seqNo < longest.seqNo)) longest = item
      if (isHeldUp || waiting.isSearching(band)) break
    }
    return longest ?? urgent
  }

  function send(item: Item, now: number): Dispatch {
    if (isTroubled(item)) retries.start(item, now)
    else {
      waiting.take(item)
      retries.first(now)
    }
    if (item.merge && item.merge.others.length > 0) item.bytes = parts.encode(item.merge.event)
    turn = (turn + 1) % TURNS
    const attempt = (item.trouble?.attempts.length ?? 0) + 1
    const { seqNo, bytes, recovered, rule } = item
    return { deliveryId: inFlight.add(item), seqNo, bytes, attempt, redelivered: recovered || attempt > 1, mode: rule.mode }
  }

  /** Waits for its first try in this process, but a try of an earlier one is known or likely. */
  function mayHaveRun(item: Item): boolean {
    return (item.recovered || item.trouble !== undefined) && !retries.has(item.seqNo)
  }

  /** What may have run goes on as a retry; as many at a time as make a batch. */
  function hold(first: Item, now: number) {
    const band = bandOf(first.priority)
    for (let count = inFlight.batchSize(); count > 0; count--) {
      const item = waiting.head(band)
      if (!item || !mayHaveRun(item)) return
      waiting.take(item)
      setbacks.presumed(item, now)
    }
  }

  function taken(deliveryId: number, durationMs: number): Item | undefined {
    const item = inFlight.take(deliveryId)
    if (item?.rule.mode === 'sync') inFlight.learn(durationMs)
    return item
  }

  function answered(deliveryId: number, durationMs: number, now: number) {
    const item = taken(deliveryId, durationMs)
    if (item) succeeded(item, now)
  }

  function refused(result: DeliveryResult & { readonly error: string }, now: number) {
    const item = taken(result.deliveryId, result.durationMs)
    if (item) setbacks.failed(item, result, now)
  }

  function succeeded(item: Item, now: number) {
    retries.remove(item)
    outcomes.completed(item, now)
  }

  function wakeLater() {
    cancelWake?.()
    cancelWake = undefined
    if (!isRunning || isStopped || retries.size() === 0) return
    const now = clock.now()
    const at = retries.wakeAt(now)
    if (at !== undefined) cancelWake = clock.after(Math.max(0, at - now), wake)
  }

  function wake() {
    cancelWake = undefined
    setbacks.expire(clock.now())
    pump()
  }

  const isEmpty = () => waiting.size() === 0 && waiting.spilled() === 0 && !waiting.isCatchingUp() && retries.size() === 0

  return {
    plugin,
    marks,
    rules: book.newest,
    start: waiting.start,
    begin: waiting.begin,
    offer: waiting.offer,
    passed: waiting.passed,
    pump,
    change(next) {
      config = next
      book.change(next.rules, { head: marks.considered(), mark: marks.mark() })
      inFlight.setConcurrency(next.concurrency)
      waiting.resize(next.queueMax)
      pump()
    },
    resume() {
      isRunning = true
      // Time without a worker does not count as time that a retry held up the lane.
      for (const { trouble } of retries.all()) trouble.since = clock.now()
      pump()
    },
    pause() {
      isRunning = false
      wakeLater()
    },
    seqNoOf: inFlight.seqNoOf,
    settle(results, done) {
      const now = clock.now()
      if (done) for (let at = 0; at < done.length; at += 2) answered(done[at] ?? -1, done[at + 1] ?? 0, now)
      for (const result of results) {
        const { error } = result
        if (error === undefined) answered(result.deliveryId, result.durationMs, now)
        else refused({ ...result, error }, now)
      }
      pump()
    },
    crashed({ suspects, finished = [], reason }) {
      isRunning = false
      const now = clock.now()
      const unharmed: Item[] = []
      for (const [deliveryId, item] of inFlight.clear()) {
        if (finished.includes(deliveryId)) succeeded(item, now)
        else if (!suspects || suspects.includes(deliveryId)) setbacks.interrupted(item, reason, now)
        else if (item.trouble) item.trouble.inFlight = false
        else unharmed.push(item)
      }
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
        depth: waiting.size(),
        max: config.queueMax,
        bands: { critical: waiting.sizeOf(0), normal: waiting.sizeOf(1), bulk: waiting.sizeOf(2) },
        spilled: waiting.spilled(),
        inFlight: inFlight.size(),
        retrying: retries.size(),
        oldestMs: Math.max(0, now - oldest),
        ...outcomes.counts(),
      }
    },
    isIdle: () => inFlight.size() === 0 && (!isRunning || (!waiting.isCatchingUp() && choose(clock.now()) === undefined)),
    isDrained: () => inFlight.size() === 0 && (!isRunning || isEmpty()),
    stop(reason) {
      isStopped = true
      waiting.stop()
      wakeLater()
      for (const item of inFlight.clear().values()) setbacks.interrupted(item, reason, clock.now())
      setbacks.keepDoubts()
    },
  }
}
