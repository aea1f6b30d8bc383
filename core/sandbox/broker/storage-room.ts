import type { Store } from '../../store/store.ts'
import { PowerError } from './power.ts'

/** All that a plugin may keep as key and value. */
const MAX_STORED_BYTES = 10 * 1024 * 1024

/** Counts what plugins keep. A plugin's total is asked for once and then kept up with. */
export function createStorageRoom(kv: Store['kv'], maxBytes = MAX_STORED_BYTES) {
  const totals = new Map<string, number>()

  function totalOf(plugin: string): number {
    const total = totals.get(plugin) ?? kv.bytes(plugin)
    totals.set(plugin, total)
    return total
  }

  /** Makes the change unless what it leads to is too much. Throws PowerError QuotaExceededError. */
  function change<T>(plugin: string, key: string, { value, make }: { readonly value: unknown; readonly make: () => T }): T {
    const before = sizeOf(key, kv.get(plugin, key))
    const after = sizeOf(key, value)
    const total = totalOf(plugin) - before + after
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

  return { change }
}

function sizeOf(key: string, value: unknown): number {
  if (value === undefined) return 0
  return Buffer.byteLength(key) + Buffer.byteLength(JSON.stringify(value) ?? '')
}
