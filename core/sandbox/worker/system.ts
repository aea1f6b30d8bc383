import { getHeapStatistics } from 'node:v8'
import type { Syscalls } from '../guest/syscalls.ts'
import { METHODS, type Method } from '../powers.ts'
import type { LogLevel } from '../protocol.ts'
import { failureOf } from './failure.ts'
import type { Outbox } from './outbox.ts'
import { createPace } from './pace.ts'
import type { PluginLog } from './plugin-log.ts'
import { memoryOf } from './syscalls/memory.ts'
import type { WebSyscalls } from './syscalls/web.ts'
import type { Time } from './time.ts'

type Parts = {
  readonly outbox: Outbox
  readonly log: PluginLog
  readonly collect: () => void
  readonly time: Pick<Time, 'elapsed'>
  readonly emitFrom: (slot: number, json: string) => string
} & Pick<Syscalls, 'settled' | 'eventText' | 'lifecycle' | 'uncaught'>

/**
 * Each is written to the disk and goes to every plugin. What a handler emits is bounded by how much happens on a live, but where it answers what plugins
 * emitted: the hop limit ends a circle, and not soon when each event of it makes several.
 */
const MAX_EMITS_A_SECOND = 100
const SEND_AGAIN_MS = 100
const LEVELS: ReadonlySet<string> = new Set<LogLevel>(['debug', 'info', 'warn', 'error'])

/** What a guest asks of its worker beside the web's own needs. Each answers a sentence where it cannot do what was asked. */
export function createSystem({ outbox, log, collect, time, emitFrom, ...runs }: Parts): Omit<Syscalls, keyof WebSyscalls> {
  const mayEmit = createPace(MAX_EMITS_A_SECOND, time.elapsed)
  const mayAnswer = createPace(MAX_EMITS_A_SECOND, time.elapsed)

  /** What an outbox refuses, as the sentence of its error; '' when it took it. */
  function send(message: Parameters<Outbox['post']>[0], bytes: number): string {
    try {
      outbox.post(message, bytes)
      return ''
    } catch (error) {
      return error instanceof RangeError ? error.message : 'It could not be sent'
    }
  }

  /** Somebody waits for it, so it is sent when there is room again. */
  function sendSurely(message: Parameters<Outbox['post']>[0], bytes: number): void {
    if (send(message, bytes) !== '') setTimeout(sendSurely, SEND_AGAIN_MS, message, bytes)
  }

  return {
    ...runs,
    log(level, message, fields) {
      if (LEVELS.has(level)) log(level as LogLevel, String(message), fields === undefined ? undefined : String(fields))
    },
    publish: (topic, json, retain, ack) =>
      send({ kind: 'publish', topic, data: json, ...(retain && { retain }), ...(ack !== undefined && { ack }) }, json.length),
    emit: (json) =>
      mayEmit()
        ? send({ kind: 'emit', event: json }, json.length)
        : `A plugin may emit ${MAX_EMITS_A_SECOND} events a second outside of its handlers`,
    emitFrom: (slot, json, isAnswer) =>
      isAnswer && !mayAnswer()
        ? `A plugin may emit ${MAX_EMITS_A_SECOND} events a second in answer to what plugins emitted`
        : emitFrom(slot, json),
    call(call, method, args, bytes) {
      if (!Object.hasOwn(METHODS, method)) return `There is no power ${method}`
      // A copy of this realm's, since the outbox keeps it for a while.
      const copy = bytes && new Uint8Array(memoryOf(bytes))
      const message = { kind: 'call', call, method: method as Method, args, ...(copy && { bytes: copy }) } as const
      return send(message, args.length + (copy?.length ?? 0))
    },
    acted: (act, json, failure) => {
      const error = failure === undefined ? undefined : failureOf(failure).error
      sendSurely({ kind: 'acted', act, ...(error === undefined ? { value: json ?? 'null' } : { error }) }, (json ?? error ?? '').length)
    },
    externalBytes: () => getHeapStatistics().external_memory,
    collect,
  }
}
