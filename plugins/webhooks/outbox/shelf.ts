import type { KeyValue } from '#sdk'
import type { Entry } from './entry.ts'

/** Read at once; the host lets a plugin ask for 64 things at a time. */
const AT_ONCE = 16
const MOST_DEAD = 200

/** What of one endpoint survives a restart: entries that wait, and the 200 latest that were given up. */
export function createShelf(name: string, kv: KeyValue) {
  const waits = ({ id }: Pick<Entry, 'id'>) => `out:${name}:${id}`
  // In order of acceptance.
  const died = ({ id, seqNo }: Entry) => `dead:${name}:${String(seqNo).padStart(16, '0')}:${id}`

  async function read(keys: readonly string[]): Promise<readonly Entry[]> {
    const values: unknown[] = []
    for (let from = 0; from < keys.length; from += AT_ONCE)
      values.push(...(await Promise.all(keys.slice(from, from + AT_ONCE).map(kv.get))))
    // Only what this file wrote is there.
    return values.filter(Boolean) as readonly unknown[] as readonly Entry[]
  }

  return {
    waiting: async () => (await read(await kv.list(`out:${name}:`))).toSorted((one, other) => one.seqNo - other.seqNo),
    keep: (entry: Entry) => kv.set(waits(entry), entry),
    drop: (entry: Pick<Entry, 'id'>) => kv.delete(waits(entry)),
    async bury(entry: Entry) {
      await kv.set(died(entry), entry)
      await kv.delete(waits(entry))
      const keys = await kv.list(`dead:${name}:`)
      for (const key of keys.slice(0, Math.max(0, keys.length - MOST_DEAD))) await kv.delete(key)
    },
    dead: async () => read(await kv.list(`dead:${name}:`)),
    deadCount: async () => (await kv.list(`dead:${name}:`)).length,
    forget: (entry: Entry) => kv.delete(died(entry)),
  }
}

export type Shelf = ReturnType<typeof createShelf>
