import type { Permissions } from '../../../schemas/types.ts'
import type { Declared } from '../protocol.ts'

/**
 * The boundary between the guest's own code and the worker around it: primitives only, and byte arrays that the guest's own code made.
 * The worker never throws into the guest; what can fail answers a sentence, or null.
 */
export type Syscalls = {
  /** Milliseconds since 1970. */
  now(): number
  /** Milliseconds since the worker began, with fractions. */
  elapsed(): number
  /** Calls `guest.timer(id)` after so many milliseconds. */
  setTimer(id: number, delayMs: number): void
  clearTimer(id: number): void

  /** Fills it with random bytes. */
  random(into: Uint8Array): void
  uuid(): string

  /** The parts of a URL, in the order of URL_PARTS, joined by '\n'; null when it cannot be parsed. `base` is '' for none. */
  urlParse(input: string, base: string): string | null
  /** The same for a URL with one part set, by the rules of the URL standard's setters. */
  urlWith(href: string, part: UrlPart, value: string): string | null

  /** How many bytes the text is in UTF-8. Lone surrogates count as U+FFFD. */
  utf8Length(text: string): number
  /** Writes it as UTF-8, as much as fits; answers how many UTF-16 units were read * 2 ** 26 + bytes written. */
  utf8Write(text: string, into: Uint8Array): number
  /** Reads bytes from..to as text of this WHATWG label; null when `fatal` and malformed. The BOM stays when `keepBom`. */
  decode(label: string, bytes: Uint8Array, from: number, to: number, fatal: boolean, keepBom: boolean): string | null
  /** Bytes from..to of the batch that is being delivered, as text of UTF-8. */
  eventText(from: number, to: number): string
  /** The WHATWG name of an encoding, or null. */
  encodingOf(label: string): string | null

  /** One operation of crypto.subtle: `spec` is JSON, so is the answer; what is bytes in it goes in `input` and comes through `subtleResult`. Starts with '!' when it failed: '!Name\nmessage'. */
  subtle(operation: string, spec: string, inputs: readonly Uint8Array[]): string
  /** The length of the last subtle result, then the bytes themselves. */
  subtleLength(): number
  subtleRead(into: Uint8Array): void

  /** A log line; the worker limits and cuts. */
  log(level: string, message: string, fields: string | undefined): void
  /** '' when it was sent, else why not. */
  publish(topic: string, json: string, retain: boolean, ack: string | undefined): string
  emit(json: string): string
  /** Asks the core; the answer comes as `guest.reply`. '' when it was sent, else why not. */
  call(call: number, method: string, args: string, bytes: Uint8Array | undefined): string

  /** A delivery that was pending is over; `failure` is JSON of Failure, undefined when it succeeded. */
  settled(slot: number, failure: string | undefined): void
  /** An event that belongs to the delivery in this slot; `isAnswer` to one that a plugin emitted. '' when it was kept, else why not. */
  emitFrom(slot: number, json: string, isAnswer: boolean): string
  /** `start` or `stop` of the plugin is over; `failure` as in `settled`. */
  lifecycle(what: 'start' | 'stop', failure: string | undefined): void
  /** An action is over; `failure` as in `settled`, else `json` is its result. */
  acted(act: number, json: string | undefined, failure: string | undefined): void
  /** Something was thrown where nobody catches: it costs the plugin its thread. */
  uncaught(failure: string): void

  /** Bytes that this thread holds outside of V8's heap. */
  externalBytes(): number
  /** Collects garbage, now. */
  collect(): void
}

export const URL_PARTS = [
  'href',
  'origin',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
] as const
export type UrlPart = Exclude<(typeof URL_PARTS)[number], 'origin'>

/** What the worker calls in the guest. Arguments and answers are primitives; `room` answers bytes that the guest's own code made. */
export type Guest = {
  /** Evaluates a plugin's bundle. Answers undefined, or JSON of Failure. */
  load(code: string, filename: string): string | undefined
  /** Calls the plugin's `start` or `stop`; `syscalls.lifecycle` tells the end. */
  start(): void
  stop(): void
  /** Memory under this number for the worker to fill: the events of a batch, or (number 0) the bytes of the next reply. */
  room(room: number, bytes: number): Uint8Array
  /** What is in it is not needed any more. */
  dropRoom(room: number): void
  /** JSON of the record structures that events are packed with. */
  structures(json: string): void
  /**
   * Calls a handler with the event at start..end of the room; `text` is the same, one character a byte. Answers undefined when it is done, null when it waits for a promise
   * (`syscalls.settled` tells the end), else JSON of Failure.
   */
  deliver(slot: number, room: number, start: number, end: number, flags: number, text: string): string | null | undefined
  /** Aborts the signal of the delivery in this slot, if anybody looks at it. */
  abort(slot: number, reason: string): void
  /** The delivery in this slot is over, whatever its handler still does. */
  over(slot: number): void
  act(act: number, name: string, input: string): void
  /** The answer to a call: JSON, or JSON of { name, message }; `hasBytes` says that room 0 holds bytes of it. */
  reply(call: number, value: string | undefined, error: string | undefined, hasBytes: boolean): void
  timer(id: number): void
  /** JSON of Failure for something that was thrown where nobody caught it. */
  describe(thrown: unknown): string
}

/** What a guest is told when it is made, as JSON. */
export type GuestFacts = {
  readonly id: string
  /** The plugin's file, as its stack traces name it. */
  readonly filename: string
  /** Which of the plugin's threads it is, and how many there are. */
  readonly thread: number
  readonly threads: number
  readonly settings: Readonly<Record<string, unknown>>
  /** The granted variables that are set. */
  readonly env: Readonly<Record<string, string>>
  readonly grants: Permissions
  readonly version: string
  readonly declared?: Declared
  readonly tellsWords?: boolean
  readonly clock?: 'real' | 'virtual'
}

/** How something of the plugin failed: text with its stack, in the bundle's lines. */
export type Failure = { readonly error: string; readonly permanent?: boolean; readonly retryAfterMs?: number }
