import type { Store } from '../../store/store.ts'

type Call = (plugin: string, args: readonly unknown[]) => unknown

/** Answers a plugin's calls for its own storage. Throws TypeError, whose message goes to the plugin, for arguments that do not fit. */
export function createKvCalls(kv: Store['kv']): Readonly<Record<string, Call>> {
  return {
    'kv.get': (plugin, [key]) => kv.get(plugin, textOf(key)),
    'kv.set': (plugin, [key, value]) => kv.set(plugin, textOf(key), value),
    'kv.delete': (plugin, [key]) => kv.delete(plugin, textOf(key)),
    'kv.list': (plugin, [prefix]) => kv.list(plugin, prefix === undefined ? '' : textOf(prefix)),
    'kv.sum': (plugin, [key, amount]) => kv.sum(plugin, textOf(key), numberOf(amount)),
  }
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('A key is a string')
  return value
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new TypeError('An amount is a finite number')
  return value
}
