import type { Store } from '../../store/store.ts'
import { numberOf, textOf } from './arguments.ts'
import type { Power, PowersOf } from './power.ts'
import { createStorageRoom } from './storage-room.ts'

/** As many as one answer holds. */
const MAX_LISTED = 1000

/** A plugin's own storage, which needs no grant. What the store refuses is a TypeError, whose message goes to the plugin. */
export function createKvPowers(kv: Store['kv'], room = createStorageRoom(kv)): PowersOf<'kv'> {
  const answered =
    (power: (plugin: string, args: readonly unknown[]) => unknown): Power =>
    async ({ plugin }, args) => {
      const value = power(plugin, args)
      return value === undefined ? {} : { value }
    }

  return {
    'kv.get': answered((plugin, [key]) => kv.get(plugin, keyOf(key))),
    'kv.set': answered((plugin, [given, value]) => {
      const key = keyOf(given)
      room.change(plugin, key, { value, make: () => kv.set(plugin, key, value) })
    }),
    'kv.delete': answered((plugin, [given]) => {
      const key = keyOf(given)
      room.change(plugin, key, { value: undefined, make: () => kv.delete(plugin, key) })
    }),
    'kv.list': answered((plugin, [prefix]) => kv.list(plugin, prefix === undefined ? '' : keyOf(prefix), MAX_LISTED)),
    'kv.sum': answered((plugin, [given, amount]) => {
      const key = keyOf(given)
      const by = numberOf(amount, 'An amount')
      const value = Number(kv.get(plugin, key) ?? 0) + by
      return room.change(plugin, key, { value, make: () => kv.sum(plugin, key, by) })
    }),
  }
}

const keyOf = (value: unknown) => textOf(value, 'A key')
