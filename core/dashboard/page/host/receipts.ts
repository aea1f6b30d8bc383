import { signal } from '@preact/signals'
import type { Live } from './live.ts'

const STATES = ['sent', 'ok', 'running', 'finished', 'retry', 'failed'] as const
const TOPIC = /^([a-z][a-z0-9-]*)\.receipts$/
const MOST = 50

/** What became of one thing that a plugin asked of a game or a service, as far as it is shown. */
export type ReceiptLine = {
  readonly id: string
  /** ISO 8601. */
  readonly at: string
  readonly what: string
  readonly state: (typeof STATES)[number] | 'dryRun'
  readonly detail?: string
  readonly ms?: number
}

export type Receipts = ReturnType<typeof createReceipts>

/** The latest receipts of every plugin, newest first: they retain them, so that they come with the socket and whenever they change. */
export function createReceipts({ onTopic }: Pick<Live, 'onTopic'>) {
  const all = signal<ReadonlyMap<string, readonly ReceiptLine[]>>(new Map())
  onTopic((topic, data) => {
    const plugin = TOPIC.exec(topic)?.[1]
    if (plugin) all.value = new Map(all.value).set(plugin, Array.isArray(data) ? data.slice(0, MOST).flatMap(readLine) : [])
  })
  return { of: (plugin: string): readonly ReceiptLine[] => all.value.get(plugin) ?? [] }
}

/** A plugin may publish anything under this name; what is no receipt is passed over. */
function readLine(from: unknown): readonly ReceiptLine[] {
  const { id, at, what, state, detail, ms, dryRun } = Object(from) as Readonly<Record<string, unknown>>
  const known = STATES.find((one) => one === state)
  if (!known || typeof id !== 'string' || typeof what !== 'string' || typeof at !== 'string' || Number.isNaN(Date.parse(at))) return []
  return [
    {
      ...{ id, at, what, state: dryRun === true ? 'dryRun' : known },
      ...(typeof detail === 'string' && { detail }),
      ...(typeof ms === 'number' && { ms }),
    },
  ]
}
