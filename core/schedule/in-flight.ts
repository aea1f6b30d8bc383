import { isUrgent } from './bands.ts'
import type { Batch, Item } from './item.ts'
import { createRunning } from './running.ts'

/** A batch is sized for about this much work, so that a gift never waits long behind one. */
const BATCH_WORK_MS = 2
const BATCH_MAX = 256
/** Where so many take much less time than a batch should, more of them go ahead: as much work as two full ones. */
const BATCHES_MAX = 4
const URGENT_BATCHES_MIN = 2
const COST_WEIGHT = 0.1
const MAX_RISE = 10
/** How many deliveries a queue can number. */
const NUMBERS = 2 ** 40

/** What was sent to the worker and not answered. */
export type InFlight = {
  size(): number
  /** Whether this may go with the batch that is being put together. */
  hasRoom(item: Item): boolean
  /** Puts it in the batch; its delivery's number. */
  add(item: Item): number
  /** The next `add` begins a new batch. */
  endBatch(): void
  /** The number of the event that the delivery is of; undefined when it has none, and when it is not known, or no longer. */
  seqNoOf(deliveryId: number): number | undefined
  /** The numbers of the events at work. */
  seqNos(): ReadonlySet<number>
  /** Takes an answered delivery out; undefined when it is not known, or no longer. */
  take(deliveryId: number): Item | undefined
  /** Takes everything out, in the order it was sent. */
  clear(): ReadonlyMap<number, Item>
  /** Learns what a sync handler takes. */
  learn(durationMs: number): void
  /** How many sync deliveries take about so long, milliseconds: one at least, and no more than a batch holds. */
  countFor(workMs: number): number
  setConcurrency(concurrency: number): void
}

/**
 * Bounds what is in flight: a batch of sync deliveries or a few, as many more of what is urgent, two at least, and `concurrency` async ones.
 * Each queue numbers its deliveries in a range of its own.
 */
export function createInFlight({ concurrency, numbering }: { concurrency: number; numbering: number }): InFlight {
  const running = createRunning(numbering * NUMBERS)
  /** What is being put together: what is urgent, and the rest. */
  let urgent: Batch = { open: 0, isUrgent: true }
  let others: Batch = { open: 0, isUrgent: false }
  let batchLength = 0
  let syncBatches = 0
  let urgentBatches = 0
  let asyncRunning = 0
  let isAlone = false
  // A number with a fraction that changes costs an allocation, unless it is in an array.
  const cost = new Float64Array([1])

  const costMs = () => cost[0] ?? 1
  const countFor = (workMs: number) => Math.max(1, Math.min(BATCH_MAX, Math.floor(workMs / costMs())))
  const batchSize = () => countFor(BATCH_WORK_MS)
  // More than one hides the way to the worker and back; where handlers are slow they would only hold up a gift.
  const syncBatchesMax = () =>
    costMs() > BATCH_WORK_MS ? 1 : Math.max(2, Math.min(BATCHES_MAX, Math.floor((2 * BATCH_WORK_MS) / (costMs() * batchSize()))))
  const batchFor = (item: Item) => (isUrgent(item) ? urgent : others)
  const countBatch = (batch: Batch, by: number) => {
    if (batch.isUrgent) urgentBatches += by
    else syncBatches += by
  }
  const leave = (item: Item) => {
    if (item.rule.mode === 'async') asyncRunning--
    else if (item.batch && --item.batch.open === 0) countBatch(item.batch, -1)
    item.batch = undefined
    isAlone = false
  }

  return {
    size: running.size,
    hasRoom(item) {
      const { trouble, rule } = item
      if (isAlone || batchLength >= BATCH_MAX) return false
      if (trouble?.alone) return running.size() === 0
      if (rule.mode === 'async') return asyncRunning < concurrency
      const { open } = batchFor(item)
      if (open > 0) return open < batchSize()
      // It overtakes in the worker, so it need not wait for what was sent.
      return isUrgent(item) ? urgentBatches < Math.max(URGENT_BATCHES_MIN, syncBatchesMax()) : syncBatches < syncBatchesMax()
    },
    add(item) {
      const deliveryId = running.add(item)
      isAlone = item.trouble?.alone ?? false
      batchLength++
      if (item.rule.mode === 'async') asyncRunning++
      else {
        const batch = batchFor(item)
        if (batch.open++ === 0) countBatch(batch, 1)
        item.batch = batch
      }
      return deliveryId
    },
    endBatch() {
      if (urgent.open > 0) urgent = { open: 0, isUrgent: true }
      if (others.open > 0) others = { open: 0, isUrgent: false }
      batchLength = 0
    },
    seqNoOf: (deliveryId) => running.get(deliveryId)?.seqNo || undefined,
    seqNos: () => new Set(running.all().map(({ seqNo }) => seqNo)),
    take(deliveryId) {
      const item = running.take(deliveryId)
      if (item) leave(item)
      return item
    },
    clear() {
      const all = running.clear()
      for (const item of all.values()) leave(item)
      return all
    },
    learn(durationMs) {
      // The number comes from a worker, which may say anything.
      if (!Number.isFinite(durationMs)) return
      // A thread that had to wait for a processor says little of its handler, and would make batches of one.
      const sampleMs = Math.min(Math.max(durationMs, 0.001), costMs() * MAX_RISE)
      cost[0] = costMs() + (sampleMs - costMs()) * COST_WEIGHT
    },
    countFor,
    setConcurrency(next) {
      concurrency = next
    },
  }
}
