import type Database from 'better-sqlite3'
import type { BreakerState } from '../store.ts'

/** Where the circuit breaker of each plugin stands; `write` and `forget` belong into a transaction. */
export function createBreakers(database: Database.Database) {
  const write = database.prepare('INSERT OR REPLACE INTO breakers (plugin, state, remaining_ms, next_open_ms, at) VALUES (?, ?, ?, ?, ?)')
  const read = database.prepare<[string], BreakerState>(
    'SELECT plugin, state, remaining_ms AS remainingMs, next_open_ms AS nextOpenMs, at FROM breakers WHERE plugin = ?',
  )
  return {
    write({ plugin, state, remainingMs, nextOpenMs, at }: BreakerState) {
      write.run(plugin, state, remainingMs, nextOpenMs, at)
    },
    read: (plugin: string): BreakerState | undefined => read.get(plugin),
  }
}
