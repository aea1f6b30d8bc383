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
  /** Keys with this prefix, in order of their code points, at most 1,000; it counts as a call more for each 100 that it answers. */
  list(prefix?: string): Promise<readonly string[]>
  /** Adds to a number, atomically, and answers the sum. A missing key counts as 0. */
  sum(key: string, amount: number): Promise<number>
}

/**
 * Lines of the plugin's log: what happened, and what belongs to it. What is no text is told as JSON, and an Error, as either or inside, with its words, its place in your
 * files, and its cause. At most 100 lines a second.
 */
export type PluginLog = {
  debug(message: unknown, fields?: unknown): void
  info(message: unknown, fields?: unknown): void
  warn(message: unknown, fields?: unknown): void
  error(message: unknown, fields?: unknown): void
}

/** What other plugins offer, where this one was granted to call them. */
export type Actions = {
  /**
   * For example `call('tts.say', { text: 'hola' })`: the plugin's id, a dot, its action. Answers what the action answers. A plugin that crashed is
   * waited for until it is back, for 5 s at most. With `dryRun` nothing is called: it rejects where the call would now be refused, with a sentence that
   * begins with "Input of" for what is wrong with the input.
   */
  call(action: string, input?: unknown, options?: { readonly dryRun?: boolean }): Promise<unknown>
}

/** Sounds and pictures that pages and games fetch. */
export type Blobs = {
  /**
   * Keeps bytes under the SHA-256 of what they are, so that the same are kept once. Answers their address, such as `/blobs/<hash>.wav`, for pages of this
   * host. At most 8 MiB; `audio/wav`, `audio/mpeg`, `audio/ogg`, `image/png`, `image/jpeg`, `image/webp`, `image/gif`. What nobody has put or fetched
   * for long makes room for what is new: put again what is needed again.
   */
  put(bytes: Uint8Array, type: string): Promise<{ readonly url: string }>
}

/**
 * What of the log is wanted: types that were granted, newest first unless `order` says `asc`. An answer holds at most 192 KiB, and one query looks at 20,000
 * records: say a session or a time where there may be more.
 */
export type EventQuery = {
  readonly types: readonly EventType[]
  readonly sessionId?: string
  readonly userId?: string
  /** ISO 8601; accepted then or later. */
  readonly since?: string
  /** Behind this number, for `asc`; before it, for `desc`. */
  readonly after?: number
  readonly order?: 'asc' | 'desc'
  /** 1 to 500; 100 unless said. */
  readonly limit?: number
}

/** The log, as far as the manifest's `permissions.events` was granted. */
export type Events = {
  query(query: EventQuery): Promise<readonly UnifiedEvent[]>
}

/** What an interceptor says of an event: nothing to let it pass, or why no other plugin is to get it. */
export type Verdict = undefined | { readonly hide: string }

/** What the host does for a plugin. */
export type Host = {
  readonly id: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly log: PluginLog
  readonly kv: KeyValue
  /**
   * Hands an event to everybody, this plugin included; kept with the delivery it was made in. What is worth money or a rank (`gift`, `giftStreak`, `tip`,
   * `subscribe`), or says how a live stands (`connected`, `disconnected`, `streamStart`, `streamEnd`), takes a grant of `permissions.emit`, and throws
   * NotCapable without it. Of `user` counts who it is, never a rank such as `isModerator`; of `value` only a tip's. Its `source` is `plugin`, and its `eventId` says which: see `#sdk/emitter`.
   */
  emit(event: Emitted): void
  /**
   * Sends data to the overlays and games that listen to the topic. Who is away misses it; with `retain` the last is kept until the plugin stops, and
   * is what a page that comes later gets first (MQTT's word, and its meaning). At most 64 topics are retained; null forgets one.
   * With `ack`, an id of 1 to 256 characters, the message is kept until a page of this plugin acknowledges it under that id, for ten minutes at most: a page
   * that was reloaded gets it again, behind what is retained, and so does one that was away for less than a minute. At most 128 are kept; the oldest goes. null takes
   * it back, and is not heard.
   */
  publish(topic: string, data: unknown, options?: { readonly retain?: boolean; readonly ack?: string }): void
  readonly actions: Actions
  readonly blobs: Blobs
  readonly events: Events
  /** Aborted when the plugin stops. */
  readonly signal: AbortSignal
}

/** What others may ask the plugin to do: the input was checked against the manifest's schema. Its answer is JSON. */
// biome-ignore lint/suspicious/noExplicitAny: the manifest's schema says what an input is, and each action names the type it expects.
type Action = (input: any, host: Host) => unknown

/** Looks at an event before other plugins get it. What is not answered in time, or fails, lets it pass. */
type Interceptor<E> = (event: E, host: Host) => Verdict | Promise<Verdict>

type Handler<E> = (event: E, host: Host, delivery: Delivery) => HandlerResult

/** A plugin: handlers by event type, `'*'` for whatever has none, and what runs at start and stop. */
export type Plugin = {
  readonly start?: (host: Host) => void | Promise<void>
  readonly on?: { readonly [T in EventType]?: Handler<EventOf<T>> } & { readonly '*'?: Handler<UnifiedEvent> }
  /** By event type; the types are in the manifest's `intercepts`. */
  readonly intercept?: { readonly [T in EventType]?: Interceptor<EventOf<T>> }
  readonly actions?: { readonly [name: string]: Action }
  /**
   * Answers what comes to a route of the manifest's `http.routes`. The URL's path is the one below the mount; `showrunner-role` of its headers says who asks,
   * `showrunner-body-checked` that the body fits the
   * route's schema and has its defaults. It is JSON of at most 64 KiB; what is answered is text of at most 128 KiB.
   */
  readonly fetch?: (request: Request, host: Host) => Response | Promise<Response>
  readonly stop?: (host: Host) => void | Promise<void>
}
