/// <reference path="./deno.d.ts" />
import type { EventOf, EventType, UnifiedEvent } from '../schemas/types.ts'

export type { EventOf, EventType, UnifiedEvent, User } from '../schemas/types.ts'

/**
 * What a handler may answer. `false`, a rejection or a throw says it failed, and the delivery is tried again. An error whose name is
 * `PermanentError`, or with `permanent: true`, is a dead letter at once: trying again cannot help. One with `retryAfterMs` (a service said
 * Retry-After) is tried again so many milliseconds later: at least a second and at most an hour.
 */
export type HandlerResult = unknown

/** One call of a handler: which try it is, and a key that stays the same over all tries. */
export type Delivery = {
  /** 1 on the first try. */
  readonly attempt: number
  /** This event may have been handled before, in part or whole. */
  readonly redelivered: boolean
  /** Same for every try of this event in this plugin; hand it to services that know idempotency keys. */
  readonly idempotencyKey: string
  /** Aborted when the handler runs out of time or the plugin stops. */
  readonly signal: AbortSignal
}

/** What a plugin emits: an event of its own, which goes through the same door as any other. */
export type Emitted = {
  readonly [T in EventType]: { readonly eventType: T; readonly payload: EventOf<T>['payload'] } & Pick<UnifiedEvent, 'user' | 'value'>
}[EventType]

/** Storage of the plugin's own; keys up to 256 characters, values of JSON up to 64 KiB. */
export type KeyValue = {
  get(key: string): Promise<unknown>
  set(key: string, value: unknown): Promise<void>
  delete(key: string): Promise<void>
  /** Keys with this prefix, in order, at most 1,000. */
  list(prefix?: string): Promise<readonly string[]>
  /** Adds to a number, atomically, and answers the sum. A missing key counts as 0. */
  sum(key: string, amount: number): Promise<number>
}

export type PluginLog = {
  debug(message: string, fields?: Record<string, unknown>): void
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}

/** What other plugins offer, where this one was granted to call them. */
export type Actions = {
  /** For example `call('tts.say', { text: 'hola' })`: the plugin's id, a dot, its action. Answers what the action answers. */
  call(action: string, input?: unknown): Promise<unknown>
}

/** What the host does for a plugin. */
export type Host = {
  readonly id: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly log: PluginLog
  readonly kv: KeyValue
  /** Hands an event to everybody, this plugin included; kept with the delivery it was made in. */
  emit(event: Emitted): void
  /** Sends data to the overlays and games that listen to the topic. Not kept: who is away misses it. */
  publish(topic: string, data: unknown): void
  readonly actions: Actions
  /** Aborted when the plugin stops. */
  readonly signal: AbortSignal
}

/** What others may ask the plugin to do: the input was checked against the manifest's schema. Its answer is JSON. */
// biome-ignore lint/suspicious/noExplicitAny: the manifest's schema says what an input is, and each action names the type it expects.
type Action = (input: any, host: Host) => unknown

type Handler<E> = (event: E, host: Host, delivery: Delivery) => HandlerResult

/** A plugin: handlers by event type, `'*'` for whatever has none, and what runs at start and stop. */
export type Plugin = {
  readonly start?: (host: Host) => void | Promise<void>
  readonly on?: { readonly [T in EventType]?: Handler<EventOf<T>> } & { readonly '*'?: Handler<UnifiedEvent> }
  readonly actions?: { readonly [name: string]: Action }
  readonly stop?: (host: Host) => void | Promise<void>
}
