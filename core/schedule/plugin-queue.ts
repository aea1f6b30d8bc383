import type { Attempt, StoredEvent } from '../store/store.ts'
import { BANDS, bandOf } from './bands.ts'
import { createInFlight } from './in-flight.ts'
import type { Item } from './item.ts'
import type { Journal } from './journal.ts'
import { createOutcomes } from './outcomes.ts'
import { createRetries, type Troubled } from './retries.ts'
import { BLOCK_MAX_MS, retryDelay } from './retry.ts'
import { createRuleBook, type Rules } from './rules.ts'
import type { DeliveryResult, Dispatch, LaneConfig, LaneStatus, Marks, SchedulerParts } from './schedule.ts'
import { createWaiting } from './waiting.ts'

/** Every so many deliveries the longest-waiting lower band has its turn. */
const TURNS = 64
const ERROR_BYTES = 4096
const USED_UP = 'Every attempt failed'
const LOST_RUN = 'The host stopped before this delivery was settled'

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
  settle(results: readonly DeliveryResult[]): void
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
  readonly nextId: () => number
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
  const inFlight = createInFlight({ concurrency: first.concurrency, nextId: parts.nextId })
  const retries = createRetries()
  const { read, head, doubtfulUpTo } = parts
  const attempts = parts.attempts(plugin)
  const { queueMax } = first
  const isRetrying = retries.has
  const waiting = createWaiting({ queueMax, marks, book, outcomes, clock, read, head, doubtfulUpTo, attempts, isRetrying, onReady: pump })

  function pump() {
    if (isPumping) return
    // A worker may answer while it is given work; the loop then sees to it, not a deeper call.
    isPumping = true
    for (let batch = nextBatch(); batch.length > 0; batch = nextBatch()) parts.dispatch(plugin, batch)
    isPumping = false
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
    if (item.trouble) retries.start(troubled(item, now), now)
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

  /** What may have run goes on as a retry, once it is durable that it may have; as many at a time as make a batch. */
  function hold(first: Item, now: number) {
    const band = bandOf(first.priority)
    for (let count = inFlight.batchSize(); count > 0; count--) {
      const item = waiting.head(band)
      if (!item || !mayHaveRun(item)) return
      waiting.take(item)
      const held = troubled(item, now)
      const known = held.trouble.attempts.length
      const limit = config.retry.attempts
      held.trouble.since = now
      held.trouble.dueAt = now
      // Alone, for what was tried when the host stopped may have stopped it.
      held.trouble.alone = item.recovered && known > 0
      const presumed = item.recovered ? blame(held, LOST_RUN, 0) : undefined
      // The first run that is only presumed does not take the last attempt: most of what waited never ran.
      const isUsedUp = presumed ? known > 0 && known + 1 >= limit : known >= Math.max(limit, 2)
      if (isUsedUp) giveUp(held, USED_UP)
      else if (presumed) retryOnceDurable(held, presumed)
      else retries.add(held)
    }
  }

  /** Charges the item with an attempt; it must be durable before the next. */
  function blame({ trouble }: Troubled, error: string, durationMs: number): Attempt {
    const at = new Date(clock.wallTime()).toISOString()
    const attempt = { attempt: trouble.attempts.length + 1, at, durationMs, error: cut(error) }
    trouble.attempts.push(attempt)
    trouble.inFlight = false
    trouble.durable = false
    return attempt
  }

  function retryOnceDurable(item: Troubled, attempt: Attempt) {
    retries.add(item)
    journal.attempt({ plugin, seqNo: item.seqNo, ...attempt }, () => {
      item.trouble.durable = true
      pump()
    })
  }

  function giveUp(item: Item, reason: string) {
    retries.remove(item)
    outcomes.dead(item, reason)
  }

  function succeeded(item: Item, now: number) {
    retries.remove(item)
    outcomes.completed(item, now)
  }

  function failed(item: Item, result: DeliveryResult & { readonly error: string }, now: number) {
    outcomes.failed()
    if (item.discardable) return outcomes.spent(item, 'failed')
    const guilty = troubled(item, now)
    const { trouble } = guilty
    const attempt = blame(guilty, result.error, durationOf(result))
    const delayMs = retryDelay(attempt.attempt, config.retry.delayMs, random)
    if (result.permanent) return giveUp(guilty, 'The plugin said that trying again cannot help')
    if (attempt.attempt >= config.retry.attempts) return giveUp(guilty, USED_UP)
    if (now + delayMs - trouble.since > BLOCK_MAX_MS) return giveUp(guilty, 'It held up the lane for too long')
    trouble.dueAt = now + delayMs
    trouble.counted = true
    retryOnceDurable(guilty, attempt)
    onFact({ kind: 'retry', plugin, seqNo: item.seqNo, attempt: attempt.attempt, delayMs, error: attempt.error })
  }

  /** It may have been handled when this came in between. */
  function interrupted(item: Item, reason: string, now: number) {
    outcomes.failed()
    if (item.discardable) return outcomes.spent(item, 'interrupted')
    const suspect = troubled(item, now)
    const attempt = blame(suspect, reason, 0)
    if (attempt.attempt >= config.retry.attempts) return giveUp(suspect, USED_UP)
    suspect.trouble.alone = true
    suspect.trouble.dueAt = now
    suspect.trouble.counted = false
    retryOnceDurable(suspect, attempt)
  }

  /** What may have run before this start, and had no turn since, may still have run for the next one, however this one ends. */
  function keepDoubts() {
    const at = new Date(clock.wallTime()).toISOString()
    for (const seqNo of marks.pending(0)) {
      if (seqNo > doubtfulUpTo) return
      const known = attempts.get(seqNo)?.length ?? 0
      if (!retries.has(seqNo)) journal.attempt({ plugin, seqNo, attempt: known + 1, at, durationMs: 0, error: LOST_RUN }, () => {})
    }
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
    for (const item of retries.expired(clock.now())) giveUp(item, 'Too many retries of this plugin were due')
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
    settle(results) {
      const now = clock.now()
      for (const result of results) {
        const item = inFlight.take(result.deliveryId)
        if (!item) continue
        if (item.rule.mode === 'sync') inFlight.learn(durationOf(result))
        const { error } = result
        if (error === undefined) succeeded(item, now)
        else failed(item, { ...result, error }, now)
      }
      pump()
    },
    crashed({ suspects, finished = [], reason }) {
      isRunning = false
      const now = clock.now()
      const unharmed: Item[] = []
      for (const [deliveryId, item] of inFlight.clear()) {
        if (finished.includes(deliveryId)) succeeded(item, now)
        else if (!suspects || suspects.includes(deliveryId)) interrupted(item, reason, now)
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
      for (const item of inFlight.clear().values()) interrupted(item, reason, clock.now())
      keepDoubts()
    },
  }
}

function troubled(item: Item, now: number): Troubled {
  item.trouble ??= { attempts: [], since: now, dueAt: now, alone: false, counted: false, durable: true, inFlight: false }
  // Just set, which the type of a field cannot say.
  return item as Troubled
}

function durationOf({ durationMs }: DeliveryResult): number {
  return Number.isFinite(durationMs) && durationMs > 0 ? durationMs : 0
}

/** The first 4 KiB, without half a character at the end. */
function cut(error: string): string {
  const bytes = new TextEncoder().encode(error)
  return bytes.length <= ERROR_BYTES ? error : new TextDecoder().decode(bytes.subarray(0, ERROR_BYTES), { stream: true })
}
