import type { KeyValue } from '#sdk'

const KEY = 'heard'
/** More than ever come twice: what is delivered again is what was under way when something broke. */
const MAX = 200

/** Which events were taken in already, over restarts: a delivery that comes again is not spoken again. */
export async function openOnce(kv: Pick<KeyValue, 'get' | 'set'>) {
  const kept = await kv.get(KEY)
  let keys: readonly string[] = Array.isArray(kept) ? kept.filter((key) => typeof key === 'string') : []

  return {
    /** Whether it is the first time; noted before it is answered. */
    async isFirst(key: string): Promise<boolean> {
      if (keys.includes(key)) return false
      keys = [...keys, key].slice(-MAX)
      await kv.set(KEY, keys)
      return true
    },
  }
}
