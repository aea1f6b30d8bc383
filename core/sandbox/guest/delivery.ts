import type { Delivery } from '#sdk'

/** A handler call whose signal may be asked for. */
export type Abortable = { abort: AbortController | undefined; over: boolean }

/**
 * Makes what a handler learns of its call. Most handlers never look at their signal, so it is made when they do. A class, because a literal
 * with a getter costs more than unpacking the event.
 */
export function createDeliveryClass(newController: () => AbortController) {
  return class implements Delivery {
    readonly attempt: number
    readonly redelivered: boolean
    readonly idempotencyKey: string
    readonly #run: Abortable

    constructor(run: Abortable, flags: number, idempotencyKey: string) {
      this.attempt = flags >> 2
      this.redelivered = (flags & 2) === 2
      this.idempotencyKey = idempotencyKey
      this.#run = run
    }

    get signal(): AbortSignal {
      const run = this.#run
      run.abort ??= newController()
      if (run.over) run.abort.abort()
      return run.abort.signal
    }
  }
}
