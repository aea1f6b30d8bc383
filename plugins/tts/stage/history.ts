import type { KeyValue } from '#sdk'
import type { Kind } from './entry.ts'

/** What was spoken, for who looks after it. */
export type Heard = {
  /** ISO 8601. */
  readonly at: string
  readonly kind: Kind
  readonly text: string
  readonly userId?: string
  readonly provider: string
  readonly ms: number
  /** Cut off before its end. */
  readonly cut?: true
}

const KEY = 'history'
const MAX = 50

/** The last fifty of this live; kept. */
export async function openHistory(kv: Pick<KeyValue, 'get' | 'set'>) {
  const kept = await kv.get(KEY)
  // Only this file writes it.
  let heard = (Array.isArray(kept) ? kept : []) as readonly Heard[]

  return {
    list: () => heard,
    async note(one: Heard): Promise<void> {
      heard = [one, ...heard].slice(0, MAX)
      await kv.set(KEY, heard)
    },
    /** Another live has begun. */
    async forget(): Promise<void> {
      heard = []
      await kv.set(KEY, heard)
    },
  }
}

export type History = Awaited<ReturnType<typeof openHistory>>
