import type { KeyValue } from '#sdk'
import type { Held } from './channel.ts'
import type { Target, Value } from './target.ts'

/** What is to come back if the plugin ends before it does. */
export type Kept = { readonly target: Target; readonly held: Held<Value> }

const KEY = 'held'

/** Keeps what is held in the plugin's storage. Of changes that come while one is written only the last is. */
export function createKept(kv: Pick<KeyValue, 'get' | 'set'>) {
  const all = new Map<string, Kept>()
  let isDirty = false
  let writing: Promise<void> | undefined

  async function write(): Promise<void> {
    try {
      while (isDirty) {
        isDirty = false
        await kv.set(KEY, [...all.values()])
      }
    } finally {
      writing = undefined
    }
  }

  return {
    /** What an earlier run left to be brought back. */
    async load(): Promise<void> {
      // Only this file writes it.
      for (const kept of ((await kv.get(KEY)) ?? []) as readonly Kept[]) all.set(JSON.stringify(kept.target), kept)
    },
    all: (): readonly Kept[] => [...all.values()],
    /** Resolves when it is durable. */
    note(target: Target, held: Held<Value> | undefined): Promise<void> {
      const key = JSON.stringify(target)
      if (!held && !all.has(key)) return writing ?? Promise.resolve()
      if (held) all.set(key, { target, held })
      else all.delete(key)
      isDirty = true
      writing ??= write()
      return writing
    },
  }
}
