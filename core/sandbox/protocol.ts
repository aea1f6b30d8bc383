/** Every message between core, runner and worker: plain data, nothing else. The only file all three share. */

/** A plugin as a runner loads it. A generation is one loaded version; it dies whole and is never reused. */
export type PluginCode = {
  readonly plugin: string
  readonly generation: number
  /** One script, IIFE, that assigns the plugin module to `exports.default`. */
  readonly code: string
  /** Shown in stack traces. */
  readonly filename: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly concurrency: number
  readonly threads: number
  readonly timeoutMs: number
  readonly memoryMb: number
}

/** One delivery in a batch: the event at `index` of the batch's events. */
export type Item = {
  readonly deliveryId: number
  readonly index: number
  readonly attempt: number
  readonly redelivered: boolean
  readonly mode: 'sync' | 'async'
}

/** From core to runner. Events are packed by core/base/codec.ts; `structures` comes when it grew since last time. */
export type ToRunner =
  | { readonly kind: 'load'; readonly plugin: PluginCode }
  | { readonly kind: 'unload'; readonly plugin: string; readonly generation: number; readonly graceMs: number }
  | {
      readonly kind: 'deliver'
      readonly structures?: readonly (readonly string[])[]
      readonly events: readonly Uint8Array[]
      readonly batches: readonly { readonly plugin: string; readonly generation: number; readonly items: readonly Item[] }[]
    }
  | {
      readonly kind: 'reply'
      readonly plugin: string
      readonly generation: number
      readonly call: number
      readonly value?: unknown
      readonly error?: string
    }
  | { readonly kind: 'ping'; readonly n: number }

/** How one delivery ended; see DeliveryResult of the scheduler. */
export type Settled = {
  readonly deliveryId: number
  readonly error?: string
  readonly permanent?: boolean
  readonly durationMs: number
  /** Events the handler emitted, as JSON; accepted together with the acknowledgement. */
  readonly emitted?: readonly string[]
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** From a plugin's worker, through the runner, to the core. All text is the plugin's and not to be trusted. */
export type FromWorker =
  | { readonly kind: 'settled'; readonly results: readonly Settled[] }
  | { readonly kind: 'publish'; readonly topic: string; readonly data: string }
  | { readonly kind: 'emit'; readonly event: string }
  | { readonly kind: 'log'; readonly level: LogLevel; readonly message: string; readonly fields?: string }
  | {
      readonly kind: 'call'
      readonly call: number
      readonly method: 'kv.get' | 'kv.set' | 'kv.delete' | 'kv.list' | 'kv.sum'
      readonly args: readonly unknown[]
    }

/** From runner to core. */
export type FromRunner =
  | { readonly kind: 'hello'; readonly pid: number; readonly node: string }
  | { readonly kind: 'loaded'; readonly plugin: string; readonly generation: number }
  | { readonly kind: 'loadFailed'; readonly plugin: string; readonly generation: number; readonly error: string }
  | { readonly kind: 'unloaded'; readonly plugin: string; readonly generation: number }
  | {
      /** The generation's thread died; it must be loaded anew. */
      readonly kind: 'crashed'
      readonly plugin: string
      readonly generation: number
      readonly reason: string
      readonly suspects: readonly number[]
      readonly finished: readonly number[]
    }
  | { readonly kind: 'worker'; readonly plugin: string; readonly generation: number; readonly message: FromWorker }
  | { readonly kind: 'pong'; readonly n: number }

/** A frame is a u32 length, big endian, and that many bytes of msgpack. A longer one is a broken peer. */
export const MAX_FRAME_BYTES = 8 * 1024 * 1024
