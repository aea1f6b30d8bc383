import type { Breaker } from './breaker.ts'
import type { InFlight } from './in-flight.ts'
import type { Item } from './item.ts'
import type { DeliveryResult } from './schedule.ts'

export type AnswersParts = {
  inFlight: InFlight
  breaker: Breaker
  onSuccess: (item: Item, now: number) => void
  onFailure: (item: Item, result: DeliveryResult & { readonly error: string }, now: number) => void
}

/** Takes what the worker says became of deliveries; of one that is not in flight, or no longer, nothing is believed. */
export function createAnswers({ inFlight, breaker, onSuccess, onFailure }: AnswersParts) {
  function taken(deliveryId: number, durationMs: number): Item | undefined {
    const item = inFlight.take(deliveryId)
    if (item?.rule.mode === 'sync') inFlight.learn(durationMs)
    return item
  }

  /** 1 for an event that had not failed before, else 0. */
  function succeed(deliveryId: number, durationMs: number, now: number): number {
    const item = taken(deliveryId, durationMs)
    if (!item) return 0
    onSuccess(item, now)
    return item.trouble?.failed ? 0 : 1
  }

  /** All went well, as nearly always. */
  function settleSuccesses(results: readonly DeliveryResult[], done: Float64Array | undefined, now: number) {
    const before = inFlight.size()
    let firsts = 0
    if (done) for (let at = 0; at < done.length; at += 2) firsts += succeed(done[at] ?? -1, done[at + 1] ?? 0, now)
    for (const { deliveryId, durationMs } of results) firsts += succeed(deliveryId, durationMs, now)
    if (inFlight.size() < before) breaker.succeeded(firsts, now)
  }

  function settle(result: DeliveryResult, now: number) {
    const { deliveryId, error, permanent } = result
    const item = taken(deliveryId, result.durationMs)
    if (!item) return
    const isRepeat = item.trouble?.failed ?? false
    // What is wrong with one event says nothing of the plugin.
    if (permanent && error !== undefined) breaker.undecided(deliveryId)
    else breaker.ended({ deliveryId, isRepeat, ...(error !== undefined && { error }) })
    if (error === undefined) onSuccess(item, now)
    else onFailure(item, { ...result, error }, now)
  }

  return {
    settle(results: readonly DeliveryResult[], done: Float64Array | undefined, now: number) {
      if (breaker.isClosed() && !results.some(({ error }) => error !== undefined)) return settleSuccesses(results, done, now)
      for (const result of inOrder(results, done)) settle(result, now)
    },
  }
}

/** As they were sent, which is nearly how they ended: whether failures followed one another matters. */
function inOrder(results: readonly DeliveryResult[], done: Float64Array = new Float64Array()): readonly DeliveryResult[] {
  const all = [...results]
  for (let at = 0; at < done.length; at += 2) all.push({ deliveryId: done[at] ?? -1, durationMs: done[at + 1] ?? 0 })
  return all.sort((a, b) => a.deliveryId - b.deliveryId)
}
