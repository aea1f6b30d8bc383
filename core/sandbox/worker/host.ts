import type { Host } from '#sdk'
import { MAX_MESSAGE_BYTES, MAX_QUEUED } from '../protocol.ts'
import type { Calls } from './calls.ts'
import { toJson } from './json.ts'
import type { Outbox } from './outbox.ts'

/** Where the events go that a handler emits; after its end they go out by themselves. */
export type EmitInto = { emitted: string[] | undefined; emittedBytes: number; over: boolean }

const MAX_KEY_CHARS = 256
const MAX_TOPIC_CHARS = 256
const MAX_VALUE_BYTES = 64 * 1024

/** What the host does for a plugin, once for each handler call, because what is emitted belongs to the call. */
export function createHosts({
  id,
  settings,
  log,
  calls,
  outbox,
  signal,
}: Pick<Host, 'id' | 'settings' | 'log' | 'signal'> & { readonly calls: Calls; readonly outbox: Outbox }) {
  const kv: Host['kv'] = Object.freeze({
    get: async (key: string) => calls.call('kv.get', [keyOf(key)]),
    async set(key: string, value: unknown) {
      // A value of its own, so that what counts as JSON is decided here and not by the array around it.
      await calls.call('kv.set', [keyOf(key), JSON.parse(toJson(value, 'The value', MAX_VALUE_BYTES))])
    },
    async delete(key: string) {
      await calls.call('kv.delete', [keyOf(key)])
    },
    // The core answers an array of keys; see Store.kv.list.
    list: async (prefix = '') => (await calls.call('kv.list', [keyOf(prefix)])) as readonly string[],
    async sum(key: string, amount: number) {
      if (!Number.isFinite(amount)) throw new TypeError('The amount must be a finite number')
      // The core answers the sum; see Store.kv.sum.
      return (await calls.call('kv.sum', [keyOf(key), amount])) as number
    },
  })
  const frozenSettings = freezeDeep(settings)
  const frozenLog = Object.freeze(log)

  function publish(topic: string, data: unknown) {
    if (typeof topic !== 'string' || topic === '' || topic.length > MAX_TOPIC_CHARS)
      throw new TypeError(`A topic is a string of 1 to ${MAX_TOPIC_CHARS} characters`)
    const json = toJson(data, 'What is published')
    outbox.post({ kind: 'publish', topic, data: json }, json.length)
  }

  function emit(into: EmitInto | undefined, event: unknown) {
    const json = toJson(event, 'The emitted event')
    if (!into || into.over) return outbox.post({ kind: 'emit', event: json }, json.length)
    into.emitted ??= []
    into.emittedBytes += json.length
    if (into.emitted.length >= MAX_QUEUED || into.emittedBytes > MAX_MESSAGE_BYTES)
      throw new RangeError(`A handler may emit ${MAX_QUEUED} events of together ${MAX_MESSAGE_BYTES / 1024} KiB`)
    into.emitted.push(json)
  }

  const shared = Object.freeze({ id, settings: frozenSettings, log: frozenLog, kv, publish, signal })
  return (into?: EmitInto): Host => {
    // One for each handler call; a literal of all the parts costs ten times as much. With `emit` it is whole.
    const host = Object.create(shared) as Host & { emit: Host['emit'] }
    host.emit = (event) => emit(into, event)
    return host
  }
}

function keyOf(key: unknown): string {
  if (typeof key !== 'string' || key.length > MAX_KEY_CHARS) throw new TypeError(`A key is a string of at most ${MAX_KEY_CHARS} characters`)
  return key
}

function freezeDeep<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) freezeDeep(part)
  return Object.freeze(value)
}
