/** Every message between core, runner and worker: plain data, nothing else. With powers.ts, all that the three share. */
import type { Permissions } from '../../schemas/types.ts'
import type { Method, PowerErrorName } from './powers.ts'

/** A plugin as a runner loads it. A generation is one loaded version; it dies whole and is never reused. */
export type PluginCode = {
  readonly plugin: string
  readonly generation: number
  /** One script, IIFE, that assigns the plugin module to `exports.default`. */
  readonly code: string
  /** Shown in stack traces. */
  readonly filename: string
  readonly settings: Readonly<Record<string, unknown>>
  /** What it was granted, and the granted variables that are set: for what a plugin asks without waiting. Powers are checked in the core. */
  readonly grants: Permissions
  readonly env: Readonly<Record<string, string>>
  /** Of the host. */
  readonly version: string
  readonly concurrency: number
  readonly threads: number
  readonly timeoutMs: number
  readonly memoryMb: number
  /** What its manifest says that it has; nothing is compared when left out. */
  readonly declared?: Declared
  /** Whether what it throws may be logged word by word, for whoever writes it; a viewer may be quoted. */
  readonly tellsWords?: boolean
  /** Virtual time passes only as it is asked to, for rehearsals; real when left out. */
  readonly clock?: 'real' | 'virtual'
}

/** For each part of a plugin's default export, which of its functions the host calls, and which it looks for. */
export type Declared = Readonly<
  Record<'on' | 'intercept' | 'actions', { readonly called: readonly string[]; readonly wanted: readonly string[] }>
>

/** Types of events that are worth money or a rank, or say how a live stands: a plugin emits them only if it was granted to. */
export type EmitGrant = NonNullable<Permissions['emit']>[number]
export const EMIT_GRANTS = {
  ...{ gift: true, giftStreak: true, tip: true, subscribe: true },
  ...{ connected: true, disconnected: true, streamStart: true, streamEnd: true },
} as const satisfies Record<EmitGrant, true>

/** Names of record fields, which whoever unpacks an event must know; grows only. */
export type Structures = readonly (readonly string[])[]

/**
 * Deliveries for one plugin. `items` holds ITEM_FLOATS float64 of the machine's byte order for each delivery: its id, where its
 * event starts (counted from the first byte of events that the runner ever got), how long it is, and
 * attempt * 4 + (redelivered ? 2 : 0) + (sync ? 1 : 0).
 */
export type Batch = {
  readonly plugin: string
  readonly generation: number
  /** Holds a sync delivery, so its order matters across threads. */
  readonly ordered: boolean
  /** Goes before what the thread has waiting; only the handler that runs is awaited, and each TURNS-th turn is another's. */
  readonly urgent: boolean
  readonly items: Uint8Array
  /** All its events together. */
  readonly bytes: number
}

export const ITEM_FLOATS = 4

/** As often as the host lets what is not urgent have its turn (core/schedule/turns.ts), a thread does. */
export const TURNS = 64

/** A runner keeps that much of what it got before, so that an event is sent to it once, however many plugins get it, and when. */
export const KEPT_EVENT_BYTES = 2 * 1024 * 1024

/** From core to runner. Events are packed by core/base/codec.ts; `structures` comes when it grew since last time. */
export type ToRunner =
  | { readonly kind: 'load'; readonly plugin: PluginCode }
  | { readonly kind: 'unload'; readonly plugin: string; readonly generation: number; readonly graceMs: number }
  | {
      readonly kind: 'deliver'
      readonly structures?: Structures
      readonly batches: readonly Batch[]
      /** Where `events` begins, counted as in the batches. */
      readonly offset: number
      /** Events that the runner does not have, one after the other. Last, so that they are sent without being copied. */
      readonly events: Uint8Array
    }
  | ({ readonly kind: 'reply'; readonly plugin: string; readonly generation: number } & Reply)
  | ({ readonly kind: 'act'; readonly plugin: string; readonly generation: number } & Act)
  | ({ readonly kind: 'advance'; readonly plugin: string; readonly generation: number } & Advance)
  | { readonly kind: 'ping'; readonly n: number }

/** The answer to a call; `value` is JSON, and left out for undefined. */
export type Reply = {
  readonly call: number
  readonly value?: string
  readonly bytes?: Uint8Array
  readonly error?: { readonly name: PowerErrorName; readonly message: string }
}

/** Carried out like an action, under a name that none can have: a request to a route of the plugin. Input and answer are JSON of the two below. */
export const FETCH_ACT = '@fetch'
export type FetchAsked = {
  /** Its path is the one below the mount. */
  readonly url: string
  readonly method: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: string
}
export type FetchAnswered = Pick<FetchAsked, 'headers'> & { readonly status: number; readonly body: string }
/** Longest text of such an answer, in UTF-8. */
export const MAX_ANSWER_BYTES = 128 * 1024

/** Like FETCH_ACT: events that the plugin is to look at before others get them. Input is a JSON array of events, the answer one of reasons to hide, or null. */
export const INTERCEPT_ACT = '@intercept'

/** An action that a plugin is to carry out: its input is JSON. */
export type Act = { readonly act: number; readonly action: string; readonly input: string }

/** Time that is to pass on a virtual clock, in milliseconds. Answered like an action, with what that clock then shows since the plugin began. */
export type Advance = { readonly act: number; readonly ms: number }

/** How one delivery ended; see DeliveryResult of the scheduler. */
export type Settled = {
  readonly deliveryId: number
  readonly error?: string
  readonly permanent?: boolean
  readonly retryAfterMs?: number
  readonly durationMs: number
  /** Events the handler emitted, as JSON; accepted together with the acknowledgement. */
  readonly emitted?: readonly string[]
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** From a plugin's worker, through the runner, to the core. All text is the plugin's and not to be trusted. */
export type FromWorker =
  /** `done` holds two float64 for each delivery that succeeded and emitted nothing: its id and its duration in milliseconds. */
  | { readonly kind: 'settled'; readonly done: Uint8Array; readonly rest: readonly Settled[] }
  | { readonly kind: 'publish'; readonly topic: string; readonly data: string; readonly retain?: true; readonly ack?: string }
  | { readonly kind: 'emit'; readonly event: string }
  | { readonly kind: 'log'; readonly level: LogLevel; readonly message: string; readonly fields?: string }
  /** `args` is a JSON array. */
  | { readonly kind: 'call'; readonly call: number; readonly method: Method; readonly args: string; readonly bytes?: Uint8Array }
  /** How an action ended; `value` is JSON. */
  | { readonly kind: 'acted'; readonly act: number; readonly value?: string; readonly error?: string }

/** From runner to core. */
export type FromRunner =
  | { readonly kind: 'hello'; readonly pid: number; readonly node: string }
  | { readonly kind: 'loaded'; readonly plugin: string; readonly generation: number }
  | { readonly kind: 'loadFailed'; readonly plugin: string; readonly generation: number; readonly error: string }
  /** Every delivery sent before was settled. */
  | { readonly kind: 'unloaded'; readonly plugin: string; readonly generation: number }
  | {
      /** The generation is gone, with deliveries unsettled; it must be loaded anew. */
      readonly kind: 'crashed'
      readonly plugin: string
      readonly generation: number
      readonly reason: string
      /** False when another plugin of the runner, or an order to stop, is to blame. */
      readonly atFault: boolean
      readonly suspects: readonly number[]
      readonly finished: readonly number[]
    }
  /** `messages` is a msgpack array of FromWorker, packed by the worker. */
  | { readonly kind: 'worker'; readonly plugin: string; readonly generation: number; readonly messages: Uint8Array }
  | { readonly kind: 'pong'; readonly n: number; readonly rssMb: number }

/** From runner to worker, over the worker's port. The buffer holds the batch's items, then its events, and counts from the first of these. */
export type ToWorker =
  | {
      readonly kind: 'deliver'
      readonly count: number
      readonly urgent: boolean
      readonly buffer: ArrayBuffer
      readonly structures?: Structures
    }
  | ({ readonly kind: 'reply' } & Reply)
  | ({ readonly kind: 'act' } & Act)
  | ({ readonly kind: 'advance' } & Advance)
  | { readonly kind: 'stop'; readonly graceMs: number }

/** From worker to runner, over the same port. `count` of the messages are not results, and `settled` results are in it. */
export type FromPort =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'failed'; readonly error: string }
  /** The plugin threw where nobody catches; the thread is about to end. */
  | { readonly kind: 'uncaught'; readonly error: string }
  | { readonly kind: 'messages'; readonly count: number; readonly settled: number; readonly messages: Uint8Array }

/** What a worker starts with: the task that Piscina hands it. */
export type WorkerTask<Port> = {
  readonly plugin: PluginCode
  /** Which of the plugin's threads it is. Its calls are numbered from here in steps of the number of threads. */
  readonly thread: number
  readonly port: Port
  readonly cell: SharedArrayBuffer
}

/**
 * Memory that a worker and its runner share, so that a death names who was running and what had finished.
 * CELL_INTS int32 counters, then `concurrency + 1` float64 ids of running deliveries (-1: free), then CELL_RING float64 ids of the last ones
 * that succeeded.
 */
export const CELL = {
  /** Grows whenever the worker's thread gets on. */
  beat: 0,
  /** 1 + slot of the handler that is on the stack now; 0 for none. */
  current: 1,
  /** How many succeeded without emitting, ever. */
  finished: 2,
  /** How many of these were reported. */
  reported: 3,
  /** How many messages the runner has passed on to the core. */
  passed: 4,
} as const
export const CELL_INTS = 8
export const CELL_RING = 1024

/** A frame is a u32 length, big endian, and that many bytes of msgpack. A longer one is a broken peer. */
export const MAX_FRAME_BYTES = 8 * 1024 * 1024
/** Longest event, published data, log line with fields, or call that a worker sends. */
export const MAX_MESSAGE_BYTES = 256 * 1024
/** Messages of one worker on their way to the core. */
export const MAX_QUEUED = 1000
/** What a worker may send within a second, results aside. */
export const MAX_MESSAGES_A_SECOND = 20_000
export const MAX_BYTES_A_SECOND = 8 * 1024 * 1024
/** How deep JSON may nest. */
export const MAX_DEPTH = 32
export const MAX_LOG_BYTES = 8 * 1024
export const MAX_LOGS_A_SECOND = 100
/** Longest error text, stack included. */
export const MAX_ERROR_CHARS = 4096
