import { statSync } from 'node:fs'
import type Database from 'better-sqlite3'
import type { Removal } from '../store.ts'
import { createChunkTable, readHead } from './chunk-table.ts'
import { migrationStatus } from './migrate.ts'
import { createRemovals } from './removals.ts'

/** What a store is and holds, of whatever version it is. */
export type StoreFacts = {
  readonly file: string
  readonly bytes: number
  /** Of those, without content. */
  readonly freeBytes: number
  readonly steps: ReturnType<typeof migrationStatus>
  readonly starts: number
  /** Numbers of the oldest and the newest event that are kept; undefined when there is none. */
  readonly events: { readonly first: number; readonly last: number } | undefined
  readonly sessions: number
  readonly deadLetters: number
  readonly removed: readonly Removal[]
}

/** Looks, and changes nothing. Throws STORE_NEWER or STORE_CORRUPT. */
export function factsOf(database: Database.Database): StoreFacts {
  const steps = migrationStatus(database)
  const pragma = (name: string) => Number(database.pragma(name, { simple: true }))
  const has = (table: string) => database.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(table) !== undefined
  const one = (sql: string) => database.prepare<[], number>(sql).pluck().get() ?? 0
  const first = has('chunks') ? createChunkTable(database).firstKept() : undefined
  return {
    file: database.name,
    bytes: statSync(database.name).size,
    freeBytes: pragma('freelist_count') * pragma('page_size'),
    steps,
    starts: has('meta') ? one(`SELECT value FROM meta WHERE name = 'epoch'`) : 0,
    events: first === undefined ? undefined : { first, last: readHead(database) },
    sessions: has('sessions') ? one('SELECT count(*) FROM sessions') : 0,
    deadLetters: has('dead_letters') ? one('SELECT count(*) FROM dead_letters') : 0,
    removed: has('removals') ? createRemovals(database, Date.now).list() : [],
  }
}

/** Makes the file as short as what is in it, and able to get shorter by itself from then on. Takes as much room again while it works. */
export function compact(database: Database.Database): void {
  database.pragma('auto_vacuum = INCREMENTAL')
  database.exec('VACUUM')
  database.pragma('wal_checkpoint(TRUNCATE)')
}
