import type { Clock } from '../../core/base/clock.ts'
import { createTurns } from '../../core/sandbox/worker/turns.ts'
import type { DeliveryResult, Dispatch } from '../../core/schedule/schedule.ts'
import type { Random } from './random.ts'

/** What an event does to a handler, whenever it is handled. A bomb takes the core down, not only the worker. */
export type Fate = 'fine' | 'flaky' | 'fails' | 'permanent' | 'later' | 'poison' | 'bomb'

export type WorkerParts = {
  readonly clock: Clock
  readonly random: Random
  readonly fateOf: (seqNo: number) => Fate
  readonly slowMs: number
  readonly onStart: (delivery: Dispatch) => void
  readonly onEnd: (delivery: Dispatch, isSuccess: boolean) => void
  readonly report: (results: readonly DeliveryResult[]) => void
  /** The handler took the worker down, or the core. */
  readonly onPoisoned: (fate: 'poison' | 'bomb') => void
}

type Queued = { readonly urgent: boolean; readonly delivery: Dispatch }

/** Runs sync deliveries one after the other, in the turns of a real worker, and async ones at once; answers in bundles, dies when told or when poisoned. */
export function createWorker(parts: WorkerParts) {
  const { clock, random } = parts
  const turns = createTurns<Queued>()
  const running = new Map<number, Dispatch>()
  let unreported: DeliveryResult[] = []
  let isSyncBusy = false
  let isReporting = false
  let isDead = false

  function start(delivery: Dispatch) {
    running.set(delivery.deliveryId, delivery)
    parts.onStart(delivery)
    const durationMs = random.next() * parts.slowMs
    clock.after(durationMs, () => finish(delivery, durationMs))
  }

  function finish(delivery: Dispatch, durationMs: number) {
    if (isDead) return
    const fate = parts.fateOf(delivery.seqNo)
    if (fate === 'poison' || fate === 'bomb') return parts.onPoisoned(fate)
    running.delete(delivery.deliveryId)
    const hasFailed = fate !== 'fine' && (fate !== 'flaky' || random.chance(0.5))
    parts.onEnd(delivery, !hasFailed)
    unreported.push({ deliveryId: delivery.deliveryId, durationMs, ...(hasFailed && failureOf(fate, random)) })
    reportSoon()
    if (delivery.mode === 'sync') isSyncBusy = false
    runNext()
  }

  function reportSoon() {
    if (isReporting) return
    isReporting = true
    clock.after(random.integer(0, 3), () => {
      if (isDead) return
      isReporting = false
      const results = unreported
      unreported = []
      parts.report(results)
    })
  }

  function runNext() {
    while (!isSyncBusy) {
      const next = turns.next()
      if (!next) return
      turns.began(next)
      turns.remove(next)
      isSyncBusy = true
      start(next.delivery)
    }
  }

  return {
    deliver(deliveries: readonly Dispatch[]) {
      for (const delivery of deliveries) {
        if (delivery.mode === 'sync') turns.add({ urgent: delivery.urgent ?? false, delivery })
        else start(delivery)
      }
      runNext()
    },
    /** Dies; says what a good supervisor knows of it, and what still comes from it when it is not as dead as it seems. */
    die() {
      isDead = true
      const failed = unreported.filter(({ error }) => error !== undefined).map(({ deliveryId }) => deliveryId)
      const finished = unreported.filter(({ error }) => error === undefined).map(({ deliveryId }) => deliveryId)
      const unfinished = [...running.keys()].map((deliveryId) => ({ deliveryId, durationMs: 1 }))
      return { suspects: [...running.keys(), ...failed], finished, late: [...unreported, ...unfinished] }
    },
  }
}

function failureOf(fate: Fate, random: Random): Pick<DeliveryResult, 'error' | 'permanent' | 'retryAfterMs'> {
  const error = 'The handler threw'
  if (fate === 'permanent') return { error, permanent: true }
  return fate === 'later' ? { error, retryAfterMs: random.one([1, 1500, 60_000]) } : { error }
}
