import { setImmediate } from 'node:timers/promises'
import type { Store } from '../../store/store.ts'
import { PowerError } from './power.ts'

/** All that a plugin may keep as key and value. */
export const MAX_STORED_BYTES = 10 * 1024 * 1024

/** How many keys are counted before others get their turn. */
const SLICE = 20

/** Counts what plugins keep. A plugin's total is counted once, in slices, and then kept up with. */
export function createStorageRoom(kv: Store['kv'], maxBytes = MAX_STORED_BYTES) {
  const totals = new Map<string, number>()
  const counting = new Map<string, Promise<void>>()
  const sizeAt = (plugin: string, key: string) => sizeOf(key, kv.get(plugin, key))

  async function count(plugin: string) {
    const keys = kv.list(plugin, '')
    let total = 0
    for (const [n, key] of keys.entries()) {
      total += sizeAt(plugin, key)
      if (n % SLICE === SLICE - 1) await setImmediate()
    }
    totals.set(plugin, total)
  }

  /** Resolves when the plugin was counted. Whatever comes before that waits, so that calls stay in order. */
  function ready(plugin: string): Promise<void> {
    const known = counting.get(plugin) ?? count(plugin)
    counting.set(plugin, known)
    known.catch(() => counting.delete(plugin))
    return known
  }

  /** Makes the change unless what it leads to is too much. Throws PowerError QuotaExceededError. */
  function change<T>(plugin: string, key: string, { value, make }: { readonly value: unknown; readonly make: () => T }): T {
    const before = sizeAt(plugin, key)
    const after = sizeOf(key, value)
    const total = (totals.get(plugin) ?? 0) - before + after
    if (total > maxBytes && after > before) {
      throw new PowerError(
        'QuotaExceededError',
        `A plugin keeps at most ${maxBytes / 1024 / 1024} MB of keys and values; delete some first`,
      )
    }
    const result = make()
    totals.set(plugin, total)
    return result
  }

  return { ready, change }
}

function sizeOf(key: string, value: unknown): number {
  if (value === undefined) return 0
  return Buffer.byteLength(key) + Buffer.byteLength(JSON.stringify(value) ?? '')
}
