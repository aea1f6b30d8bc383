import type { Delivery } from '#sdk'

/** A handler call whose signal may be asked for. */
export type Abortable = { abort: AbortController | undefined; over: boolean }

const CALL = Symbol('call')
type Slots = { -readonly [K in keyof Delivery]: Delivery[K] } & { [CALL]: Abortable }

/** Most handlers never look at their signal, so it is made when they do. */
const prototype = {
  get signal() {
    // Only objects made below have this prototype.
    const call = (this as unknown as Slots)[CALL]
    call.abort ??= new AbortController()
    if (call.over) call.abort.abort()
    return call.abort.signal
  },
}

/** What a handler learns of its call. A prototype, because a literal with a getter costs more than unpacking the event. */
export function createDelivery(call: Abortable, flags: number, idempotencyKey: string): Delivery {
  // Whole after the lines below.
  const delivery = Object.create(prototype) as Slots
  delivery.attempt = flags >> 2
  delivery.redelivered = (flags & 2) === 2
  delivery.idempotencyKey = idempotencyKey
  delivery[CALL] = call
  return delivery
}
