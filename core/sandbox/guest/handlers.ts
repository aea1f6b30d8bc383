import type { Delivery, Host, Plugin, UnifiedEvent } from '#sdk'
import { type Abortable, createDeliveryClass } from './delivery.ts'
import type { createEvents } from './events.ts'
import type { Emitting } from './host.ts'
import type { Failure, Guest, Syscalls } from './syscalls.ts'

type Run = Abortable & Emitting
type Handler = (event: UnifiedEvent, host: Host, delivery: Delivery) => unknown

/** Calls a plugin's handlers and tells how each call ended, once. */
export function createHandlers({
  id,
  module,
  events,
  hostFor,
  syscalls,
  describe,
  newController,
}: {
  readonly id: string
  readonly module: Plugin
  readonly events: ReturnType<typeof createEvents>
  readonly hostFor: (run: Emitting) => Host
  readonly syscalls: Pick<Syscalls, 'settled'>
  readonly describe: (thrown: unknown) => Failure
  readonly newController: () => AbortController
}): Pick<Guest, 'abort' | 'over'> & {
  deliver(slot: number, bytes: Uint8Array, start: number, end: number, flags: number, text: string): string | null | undefined
} {
  // The types name each handler's own event; here any handler gets the event it is named after.
  const handlers = (module.on ?? {}) as Readonly<Record<string, Handler | undefined>>
  const DeliveryOf = createDeliveryClass(newController)
  const runs: (Run | undefined)[] = []

  function call(run: Run, event: UnifiedEvent, flags: number): unknown {
    const handler = handlers[event.eventType] ?? handlers['*']
    return handler?.call(module.on, event, hostFor(run), new DeliveryOf(run, flags, `${event.eventId}:${id}`))
  }

  function wait(run: Run, answer: unknown) {
    const ended = (failure: string | undefined) => {
      if (run.over) return
      run.over = true
      syscalls.settled(run.slot, failure)
    }
    Promise.resolve(answer).then(
      (value) => ended(failureOf(value)),
      (thrown) => ended(JSON.stringify(describe(thrown))),
    )
  }

  return {
    deliver(slot, bytes, start, end, flags, text) {
      const run: Run & { over: boolean; isAnswer: boolean } = { slot, over: false, abort: undefined, isAnswer: false }
      runs[slot] = run
      try {
        const event = events.read(bytes, start, end, text)
        run.isAnswer = event.hops !== undefined
        const answer = call(run, event, flags)
        if (isThenable(answer)) {
          wait(run, answer)
          return null
        }
        run.over = true
        return failureOf(answer)
      } catch (thrown) {
        run.over = true
        return JSON.stringify(describe(thrown))
      }
    },
    over(slot) {
      const run = runs[slot]
      if (run) run.over = true
    },
    abort(slot, reason) {
      runs[slot]?.abort?.abort(new Error(reason))
    },
  }
}

function failureOf(answer: unknown): string | undefined {
  return answer === false ? '{"error":"The handler answered false"}' : undefined
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
