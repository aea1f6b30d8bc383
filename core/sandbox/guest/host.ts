import type { Host, PluginLog, UnifiedEvent } from '#sdk'
import { EMIT_GRANTS, type LogLevel } from '../protocol.ts'
import { createBlobs } from './blobs.ts'
import type { Call } from './calls.ts'
import type { createRefusal } from './deno/refusal.ts'
import { errorWords, shownError } from './error-words.ts'
import type { ToJson } from './json.ts'
import type { GuestFacts, Syscalls } from './syscalls.ts'

const MAX_KEY_CHARS = 256
const MAX_TOPIC_CHARS = 256
const MAX_VALUE_BYTES = 64 * 1024
const MAX_FIELDS_BYTES = 8 * 1024

/** A handler call as long as what it emits belongs to it. */
export type Emitting = {
  readonly slot: number
  readonly over: boolean
  /** What it handles was emitted by a plugin. */
  readonly isAnswer: boolean
}

/** What the host does for a plugin, once for each handler call, because what is emitted belongs to the call. */
export function createHosts({
  id,
  filename,
  settings,
  syscalls,
  call,
  toJson,
  signal,
  grants,
  refusal,
}: Pick<Host, 'id' | 'settings'> & {
  readonly grants: GuestFacts['grants']
  readonly refusal: ReturnType<typeof createRefusal>
  /** The plugin's file, as stacks name it. */
  readonly filename: string
  readonly syscalls: Pick<Syscalls, 'publish' | 'emit' | 'emitFrom' | 'log'>
  readonly call: Call
  readonly toJson: ToJson
  readonly signal: () => AbortSignal
}): (run?: Emitting) => Host {
  const kv: Host['kv'] = {
    get: async (key) => (await call('kv.get', [keyOf(key)])).value,
    async set(key, value) {
      // A value of its own, so that what counts as JSON is decided here and not by the array around it.
      await call('kv.set', [keyOf(key), JSON.parse(toJson(value, 'The value', { maxBytes: MAX_VALUE_BYTES }))])
    },
    async delete(key) {
      await call('kv.delete', [keyOf(key)])
    },
    list: async (prefix = '') => (await call('kv.list', [keyOf(prefix)])).value,
    async sum(key, amount) {
      if (!Number.isFinite(amount)) throw new TypeError('The amount must be a finite number')
      return (await call('kv.sum', [keyOf(key), amount])).value
    },
  }
  const actions: Host['actions'] = {
    async call(action, input = {}, { dryRun = false } = {}) {
      if (typeof action !== 'string' || !/^[^.]+\.[^.]+$/.test(action))
        throw new TypeError('An action is named by its plugin and itself, such as "tts.say"')
      return (await call('actions.call', dryRun ? [action, input, true] : [action, input])).value
    },
  }

  const events: Host['events'] = {
    // The core answers events of the log, as it has them.
    query: async (query) => (await call('events.query', [query])).value as readonly UnifiedEvent[],
  }

  const publish: Host['publish'] = (topic, data, { retain, ack } = {}) => {
    if (typeof topic !== 'string' || topic === '' || topic.length > MAX_TOPIC_CHARS)
      throw new TypeError(`A topic is a string of 1 to ${MAX_TOPIC_CHARS} characters`)
    if (ack !== undefined && (typeof ack !== 'string' || ack === '' || ack.length > MAX_TOPIC_CHARS))
      throw new TypeError(`What a page acknowledges is named by a string of 1 to ${MAX_TOPIC_CHARS} characters`)
    orThrow(syscalls.publish(topic, toJson(data, 'What is published'), retain === true, ack))
  }

  /** What was not granted is refused at once, and looked at again by the core. */
  function emit(run: Emitting | undefined, event: unknown) {
    const json = toJson(event, 'The emitted event')
    const { eventType } = Object(event)
    if (Object.hasOwn(EMIT_GRANTS, eventType) && !grants.emit?.includes(eventType)) throw refusal('emit', eventType)
    orThrow(!run || run.over ? syscalls.emit(json) : syscalls.emitFrom(run.slot, json, run.isAnswer))
  }

  const shared = {
    id,
    settings,
    log: createLog({ syscalls, toJson, filename }),
    kv,
    actions,
    blobs: createBlobs(call),
    events,
    publish,
    get signal() {
      return signal()
    },
  }
  harden(shared)
  return (run) => {
    // One for each handler call; a literal of all the parts costs ten times as much. With `emit` it is whole.
    const host = Object.create(shared) as Host & { emit: Host['emit'] }
    host.emit = (event) => emit(run, event)
    return host
  }
}

type Logging = { readonly syscalls: Pick<Syscalls, 'log'>; readonly toJson: ToJson; readonly filename: string }

/** A log line must never be what fails a handler. Errors in it are told with what they say and where they come from. */
function createLog({ syscalls, toJson, filename }: Logging): PluginLog {
  const shown = (value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`
    return value instanceof Error ? shownError(value, filename) : value
  }
  const at = (level: LogLevel) => (message: unknown, fields?: unknown) =>
    syscalls.log(level, textOf(message), fields === undefined ? undefined : fieldsOf(fields))

  function fieldsOf(fields: unknown): string {
    try {
      return toJson(fields, 'What the line says besides', { maxBytes: MAX_FIELDS_BYTES, replace: shown })
    } catch (error) {
      return JSON.stringify({ leftOut: error instanceof Error ? error.message : 'not JSON' })
    }
  }

  function textOf(message: unknown): string {
    try {
      if (message instanceof Error) return errorWords(shownError(message, filename))
      return typeof message === 'string' ? message : (JSON.stringify(message, (_, value) => shown(value)) ?? String(message))
    } catch {
      return 'A message that cannot be shown'
    }
  }

  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

function orThrow(refusal: string) {
  if (refusal !== '') throw new RangeError(refusal)
}

function keyOf(key: unknown): string {
  if (typeof key !== 'string' || key.length > MAX_KEY_CHARS) throw new TypeError(`A key is a string of at most ${MAX_KEY_CHARS} characters`)
  return key
}
