import { readFile } from 'node:fs/promises'
import type { Delivery, EventOf, EventType, Host } from '../../core/sdk.ts'

/** A host that writes down what a plugin asks of it. */
export function createRecordingHost({ id = 'some', settings = {} }: { id?: string; settings?: Record<string, unknown> } = {}) {
  const lines: { readonly level: string; readonly message: string; readonly fields?: Record<string, unknown> }[] = []
  const published: { readonly topic: string; readonly data: unknown; readonly retain?: true; readonly ack?: string }[] = []
  const emitted: unknown[] = []
  const kept = new Map<string, unknown>()
  const at = (level: string) => (message: string, fields?: Record<string, unknown>) => {
    lines.push({ level, message, ...(fields && { fields }) })
  }
  const host: Host = {
    id,
    settings,
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    kv: {
      get: async (key) => kept.get(key),
      set: async (key, value) => void kept.set(key, value),
      delete: async (key) => void kept.delete(key),
      list: async (prefix = '') => [...kept.keys()].filter((key) => key.startsWith(prefix)).sort(),
      async sum(key, amount) {
        const sum = Number(kept.get(key) ?? 0) + amount
        kept.set(key, sum)
        return sum
      },
    },
    emit: (event) => emitted.push(event),
    publish: (topic, data, { retain, ack } = {}) =>
      published.push({ topic, data, ...(retain && { retain }), ...(ack !== undefined && { ack }) }),
    actions: { call: async (action) => Promise.reject(new Error(`No action ${action} here`)) },
    blobs: { put: async () => ({ url: '/blobs/recorded' }) },
    events: { query: async () => [] },
    signal: new AbortController().signal,
  }
  return { host, lines, published, emitted, kept }
}

/** The canonical event of a type. */
export async function fixture<T extends EventType>(type: T): Promise<EventOf<T>> {
  // scripts/validate-fixtures.ts proves that each file holds what its name says.
  return JSON.parse(await readFile(new URL(`../../schemas/fixtures/${type}.json`, import.meta.url), 'utf8'))
}

/** A first delivery, with whatever is to be different. */
export function delivery(more: Partial<Delivery> = {}): Delivery {
  return { attempt: 1, redelivered: false, idempotencyKey: 'some', signal: new AbortController().signal, ...more }
}
