import { Unpackr } from 'msgpackr'
import type { DeliveryResult } from '../schedule/schedule.ts'
import { holdsAtMost } from './count-values.ts'
import { MAX_CHUNK_BYTES, METHODS, type Method } from './powers.ts'
import { type FromWorker, type LogLevel, MAX_ERROR_CHARS, MAX_LOG_BYTES, MAX_MESSAGE_BYTES, type Settled } from './protocol.ts'

export type Result = DeliveryResult & { readonly emitted?: readonly string[] }

/** A worker's message after it was looked at: results as the scheduler wants them, everything else as it came. */
export type WorkerMessage =
  | { readonly kind: 'results'; readonly done: Float64Array; readonly results: readonly Result[] }
  | Exclude<FromWorker, { kind: 'settled' }>

const LEVELS: ReadonlySet<unknown> = new Set<LogLevel>(['debug', 'info', 'warn', 'error'])
/** Of a worker's 64 messages and 256 results with the events that they emit. */
const MAX_VALUES = 50_000
const unpackr = new Unpackr({ useRecords: false })

/** Reads what a plugin's worker sent. Throws when it is not what an honest worker would send. */
export function readWorkerMessages(packed: unknown): readonly WorkerMessage[] {
  if (!(packed instanceof Uint8Array)) throw new TypeError('Messages must be bytes')
  if (!holdsAtMost(MAX_VALUES, packed)) throw new TypeError(`Messages must hold at most ${MAX_VALUES} values`)
  const messages: unknown = unpackr.unpack(packed)
  if (!Array.isArray(messages)) throw new TypeError('Messages must be an array')
  return messages.map(readMessage)
}

function readMessage(message: unknown): WorkerMessage {
  if (isRecord(message)) {
    if (message.kind === 'settled') return { kind: 'results', done: doneOf(message.done), results: restOf(message.rest) }
    const reader = READERS[String(message.kind)]
    if (reader && Object.hasOwn(READERS, String(message.kind))) return reader(message)
  }
  throw new TypeError('A message is of no known kind')
}

const READERS: Readonly<Record<string, (message: Readonly<Record<string, unknown>>) => WorkerMessage>> = {
  publish: ({ topic, data, retain, ack }) => ({
    ...{ kind: 'publish', topic: text(topic, 256), data: text(data, MAX_MESSAGE_BYTES) },
    ...(retain === true && { retain }),
    ...(ack !== undefined && { ack: text(ack, 256) }),
  }),
  emit: ({ event }) => ({ kind: 'emit', event: text(event, MAX_MESSAGE_BYTES) }),
  log({ level, message, fields }) {
    if (!LEVELS.has(level)) throw new TypeError('A log line has no known level')
    const line = { kind: 'log', level: level as LogLevel, message: text(message, 2 * MAX_LOG_BYTES) } as const
    return fields === undefined ? line : { ...line, fields: text(fields, MAX_LOG_BYTES) }
  },
  acted({ act, value, error }) {
    if (!Number.isSafeInteger(act)) throw new TypeError('An action has no number')
    if (error !== undefined) return { kind: 'acted', act: act as number, error: text(error, MAX_ERROR_CHARS) }
    return { kind: 'acted', act: act as number, value: text(value, MAX_MESSAGE_BYTES) }
  },
  call({ call, method, args, bytes }) {
    if (typeof method !== 'string' || !Object.hasOwn(METHODS, method) || !Number.isSafeInteger(call))
      throw new TypeError('A call is of no known method')
    if (bytes !== undefined && !(bytes instanceof Uint8Array && bytes.length <= MAX_CHUNK_BYTES))
      throw new TypeError(`The bytes of a call are at most ${MAX_CHUNK_BYTES}`)
    // Checked in the line above.
    return {
      kind: 'call',
      call: call as number,
      method: method as Method,
      args: text(args, MAX_MESSAGE_BYTES),
      ...(bytes !== undefined && { bytes }),
    }
  },
}

function doneOf(done: unknown): Float64Array {
  if (!(done instanceof Uint8Array) || done.length % 16 !== 0) throw new TypeError('Results must be pairs of numbers')
  // Copied, because float64 must lie on multiples of eight.
  return new Float64Array(new Uint8Array(done).buffer)
}

function restOf(rest: unknown): readonly Result[] {
  if (!Array.isArray(rest)) throw new TypeError('Results must be a list')
  return rest.map((result: unknown) => {
    if (!isRecord(result) || typeof result.deliveryId !== 'number' || typeof result.durationMs !== 'number')
      throw new TypeError('A result names no delivery')
    const { deliveryId, durationMs, error, permanent, retryAfterMs, emitted } = result
    const settled: Settled = {
      deliveryId,
      durationMs,
      ...(error !== undefined && { error: text(error, MAX_ERROR_CHARS) }),
      ...(permanent === true && { permanent }),
      ...(typeof retryAfterMs === 'number' && retryAfterMs >= 0 && { retryAfterMs }),
      ...(Array.isArray(emitted) && { emitted: emitted.map((event: unknown) => text(event, MAX_MESSAGE_BYTES)) }),
    }
    return settled
  })
}

function text(value: unknown, max: number): string {
  if (typeof value !== 'string' || value.length > max) throw new TypeError(`Text must be at most ${max} characters`)
  return value
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
