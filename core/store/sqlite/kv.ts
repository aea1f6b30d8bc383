import type Database from 'better-sqlite3'
import { HostError } from '../../base/errors.ts'
import type { Store } from '../store.ts'

const MAX_KEY_LENGTH = 256
const MAX_VALUE_BYTES = 64 * 1024
const MAX_KEYS = 10_000

/** More changes than this are not held back for the next commit. */
const MAX_CHANGED = 1000

type Kv = Store['kv'] & {
  /** Something is to be written. */
  hasChanged(): boolean
  /** Writes what changed, inside the caller's transaction. */
  write(): void
  /** The transaction was committed. */
  settle(): void
}

/**
 * What plugins remember, bounded for each. A change is seen at once and written with the next commit, which comes
 * before or with the settlement of the delivery that made it. Throws TypeError for what is out of bounds.
 */
export function createKv(database: Database.Database, commit: { soon(): void; now(): void }): Kv {
  const statements = {
    get: database.prepare<[string, string], string>('SELECT value FROM kv WHERE plugin = ? AND key = ?').pluck(),
    keysFrom: database.prepare<[string, string], string>('SELECT key FROM kv WHERE plugin = ? AND key >= ? ORDER BY key').pluck(),
    count: database.prepare<[string], number>('SELECT count(*) FROM kv WHERE plugin = ?').pluck(),
    bytes: database
      .prepare<[string], number>('SELECT coalesce(sum(octet_length(key) + octet_length(value)), 0) FROM kv WHERE plugin = ?')
      .pluck(),
    set: database.prepare('INSERT OR REPLACE INTO kv (plugin, key, value) VALUES (?, ?, ?)'),
    drop: database.prepare('DELETE FROM kv WHERE plugin = ? AND key = ?'),
  }
  /** By plugin and key: the JSON to be written, or null to be deleted. */
  const changed = new Map<string, Map<string, string | null>>()
  const counts = new Map<string, number>()
  let changedCount = 0

  function read(plugin: string, key: string): string | undefined {
    const change = changed.get(plugin)?.get(key)
    return change === undefined ? statements.get.get(plugin, key) : (change ?? undefined)
  }

  function change(plugin: string, key: string, json: string | null) {
    if (changedCount >= MAX_CHANGED) commit.now()
    if (changedCount >= MAX_CHANGED) throw new HostError('STORE_FULL', 'The store takes no values now', { plugin })
    const had = read(plugin, key) !== undefined
    const count = countOf(plugin) + Number(json !== null) - Number(had)
    if (count > MAX_KEYS && json !== null) throw new TypeError(`A plugin may keep ${MAX_KEYS} keys`)
    counts.set(plugin, count)
    const ofPlugin = changed.get(plugin) ?? new Map<string, string | null>()
    changed.set(plugin, ofPlugin)
    if (!ofPlugin.has(key)) changedCount++
    ofPlugin.set(key, json)
    commit.soon()
  }

  function countOf(plugin: string) {
    return counts.get(plugin) ?? statements.count.get(plugin) ?? 0
  }

  /** Looks at no more keys than it answers, and those that are about to change: every plugin waits meanwhile. */
  function unchanged(plugin: string, prefix: string, limit: number): readonly string[] {
    const found: string[] = []
    for (const key of statements.keysFrom.iterate(plugin, prefix)) {
      if (found.length >= limit || !key.startsWith(prefix)) break
      if (!changed.get(plugin)?.has(key)) found.push(key)
    }
    return found
  }

  function get(plugin: string, key: string): unknown {
    const json = read(plugin, key)
    return json === undefined ? undefined : JSON.parse(json)
  }

  function set(plugin: string, key: string, value: unknown) {
    if (key.length > MAX_KEY_LENGTH) throw new TypeError(`A key may have ${MAX_KEY_LENGTH} characters`)
    const json: string | undefined = JSON.stringify(value)
    if (json === undefined) throw new TypeError('A value must be JSON')
    if (Buffer.byteLength(json) > MAX_VALUE_BYTES) throw new TypeError(`A value may have ${MAX_VALUE_BYTES} bytes as JSON`)
    change(plugin, key, json)
  }

  return {
    get,
    set,
    delete(plugin, key) {
      if (read(plugin, key) !== undefined) change(plugin, key, null)
    },
    list(plugin, prefix, limit = Number.POSITIVE_INFINITY) {
      const made = [...(changed.get(plugin) ?? [])].flatMap(([key, json]) => (json !== null && key.startsWith(prefix) ? [key] : []))
      return [...unchanged(plugin, prefix, limit), ...made].sort(byCodePoints).slice(0, limit)
    },
    sum(plugin, key, amount) {
      const value = get(plugin, key) ?? 0
      if (typeof value !== 'number') throw new TypeError('The value is no number')
      const total = value + amount
      if (!Number.isFinite(total)) throw new TypeError('The sum is no finite number')
      set(plugin, key, total)
      return total
    },
    bytes(plugin) {
      const size = (key: string, json: string | null | undefined) => (json ? Buffer.byteLength(key) + Buffer.byteLength(json) : 0)
      let total = statements.bytes.get(plugin) ?? 0
      for (const [key, json] of changed.get(plugin) ?? []) total += size(key, json) - size(key, statements.get.get(plugin, key))
      return total
    },
    hasChanged: () => changedCount > 0,
    write() {
      for (const [plugin, keys] of changed) {
        for (const [key, json] of keys) json === null ? statements.drop.run(plugin, key) : statements.set.run(plugin, key, json)
      }
    },
    settle() {
      changed.clear()
      changedCount = 0
    },
  }
}

/** As SQLite sorts UTF-8. JavaScript, by UTF-16, has what is above U+FFFF before U+E000. */
function byCodePoints(one: string, other: string): number {
  let at = 0
  while (at < one.length && one.charCodeAt(at) === other.charCodeAt(at)) at++
  return (one.codePointAt(at) ?? -1) - (other.codePointAt(at) ?? -1)
}
