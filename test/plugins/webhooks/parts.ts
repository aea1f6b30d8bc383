import { readFileSync } from 'node:fs'
import type { KeyValue, UnifiedEvent } from '../../../core/sdk.ts'
import type { Endpoint } from '../../../plugins/webhooks/endpoint.ts'
import type { Entry } from '../../../plugins/webhooks/outbox/entry.ts'
import type { EventType } from '../../../schemas/types.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

/** Storage as the host gives it, in memory; `room` is how many keys it holds. */
export function createKv(room = 10_000): KeyValue & { readonly values: Map<string, unknown> } {
  const values = new Map<string, unknown>()
  return {
    values,
    get: async (key) => values.get(key),
    async set(key, value) {
      if (!values.has(key) && values.size >= room)
        throw new DOMException('A plugin keeps at most 10 MB of keys and values; delete some first', 'QuotaExceededError')
      values.set(key, structuredClone(value))
    },
    delete: async (key) => void values.delete(key),
    list: async (prefix = '') =>
      [...values.keys()]
        .filter((key) => key.startsWith(prefix))
        .sort()
        .slice(0, 1000),
    async sum(key, amount) {
      const sum = Number(values.get(key) ?? 0) + amount
      values.set(key, sum)
      return sum
    },
  }
}

/** A clock that only moves when told, and chance that adds nothing. */
export const createClock = () => ({ ...createVirtualClock(), random: () => 0 })

/** The canonical event of a type, with some fields put differently. */
export function eventOf(
  type: EventType,
  payload: Readonly<Record<string, unknown>> = {},
  envelope: Partial<UnifiedEvent> = {},
): UnifiedEvent {
  const event = JSON.parse(readFileSync(new URL(`../../../schemas/fixtures/${type}.json`, import.meta.url), 'utf8'))
  return { ...event, ...envelope, payload: { ...event.payload, ...payload } }
}

export const endpointOf = (fields: Partial<Endpoint> = {}): Endpoint => ({
  name: 'shop',
  kind: 'standard',
  url: new URL('https://shop.example/hooks'),
  secrets: [],
  events: new Set(['*']),
  atLeast: 0,
  template: '',
  schedule: 'live',
  ...fields,
})

export const entryOf = (seqNo: number, fields: Partial<Entry> = {}): Entry => ({
  id: `msg_${seqNo}`,
  seqNo,
  type: 'gift',
  at: '2026-01-01T00:00:00.000Z',
  body: '{}',
  queuedAt: 0,
  tries: 0,
  dueAt: 0,
  ...fields,
})
