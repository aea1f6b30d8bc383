import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import type { Clock } from '../../../base/clock.ts'
import { crashPoint } from '../../../base/crash-point.ts'
import { HostError } from '../../../base/errors.ts'
import { createChunkTable, readHead } from '../chunk-table.ts'
import { inspect, openDatabase } from '../database.ts'
import { Driver } from '../driver.ts'
import { claimFolder } from '../folder.ts'
import { readMark } from '../high-water.ts'
import { migrateUp, migrationStatus } from '../migrate.ts'
import { PROJECTIONS } from '../projections.ts'
import { rebuild } from '../rebuild.ts'
import { createStructureTable } from '../structure-table.ts'
import { copyChunks } from './copy-chunks.ts'
import { type Copied, copyRows } from './copy-rows.ts'
import { openDamaged } from './open-damaged.ts'
import { salvagedFile, takeSalvaged } from './swap.ts'

/** What became of a damaged store. */
export type Salvage = {
  /** Events that can be read again. */
  readonly events: number
  /** Events that were committed once, as far as is known. */
  readonly committed: number
  /** Tables of which something is missing. */
  readonly incomplete: readonly string[]
  /** The damaged files, under their new names. */
  readonly moved: readonly string[]
}

/** Kept by the store about itself; a new file has them already, or must not take them over. */
const OWN = ['kysely_migration', 'kysely_migration_lock', 'structures', 'chunks']

/**
 * Builds a new store of what can be read from a damaged one, and moves the damaged files aside. Undefined when the store is whole.
 * Rejects like createSqliteStore for what is not damage.
 */
export async function salvage(dataDir: string, { clock }: { readonly clock: Clock }): Promise<Salvage | undefined> {
  const folder = claimFolder(dataDir)
  const file = join(dataDir, 'showrunner.db')
  try {
    takeSalvaged(file, clock.wallTime())
    if (!existsSync(file) || isWhole(file)) return undefined
    const committed = readMark(join(dataDir, 'showrunner.mark'))
    const built = await build(file, committed)
    crashPoint('salvage.copied')
    return { committed: Math.max(committed, built.events), ...built, moved: takeSalvaged(file, clock.wallTime()) }
  } finally {
    folder.release()
  }
}

/** Everything in it can be read, as far as SQLite and the log itself can tell. Throws STORE_NEWER. */
function isWhole(file: string): boolean {
  if (statSync(file).size === 0) return false
  try {
    inspect(file)
    const database = new Driver(file, { readonly: true })
    try {
      migrationStatus(database)
      return database.pragma('quick_check(1)', { simple: true }) === 'ok' && hasWholeNames(database) && readHead(database) >= 0
    } finally {
      database.close()
    }
  } catch (error) {
    if (error instanceof HostError && !['STORE_CORRUPT', 'STORE_FOREIGN'].includes(error.code)) throw error
    return false
  }
}

/** The names of the fields that every record leaves out. */
function hasWholeNames(database: Database.Database): boolean {
  try {
    createStructureTable(database).read()
    return true
  } catch {
    return false
  }
}

async function build(file: string, highWater: number): Promise<Pick<Salvage, 'events' | 'incomplete'>> {
  const part = `${file}.salvaging`
  for (const ending of ['', '-wal', '-shm']) rmSync(`${part}${ending}`, { force: true })
  const copied = await fill(part, openDamaged(file), highWater)
  renameSync(part, salvagedFile(file))
  return copied
}

async function fill(part: string, damaged: Database.Database | undefined, highWater: number) {
  const target = openDatabase(part)
  try {
    await migrateUp(target)
    return damaged ? target.transaction(() => copyAll(damaged, target, highWater))() : { events: 0, incomplete: [] }
  } finally {
    damaged?.close()
    // The last connection writes everything from the WAL into the file.
    target.close()
  }
}

function copyAll(from: Database.Database, to: Database.Database, highWater: number) {
  const tables = to.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`).pluck().all()
  const copied = tables
    .filter((table) => !OWN.includes(table))
    .map((table): readonly [string, Copied] => [table, copyRows(from, to, table)])
  // Without the right names every record would be read wrongly.
  const hasNames = hasWholeNames(from) && copyRows(from, to, 'structures').isWhole
  const events = hasNames ? copyChunks(from, to, highWater) : 0
  const incomplete = copied.filter(([, { isWhole }]) => !isWhole).map(([table]) => table)
  // What follows from the log follows from what is left of it, and what was read of it where the log begins later.
  const anew = PROJECTIONS.filter((table) => incomplete.includes(table))
  if (anew.length > 0) rebuild(to, { tables: anew, kept: olderThanLog(to) })
  return { events, incomplete: incomplete.filter((table) => !PROJECTIONS.some((each) => each === table)) }
}

/** Sessions of which the log does not have the beginning any more. */
function olderThanLog(database: Database.Database): ReadonlySet<string> {
  const first = createChunkTable(database).firstKept() ?? Number.POSITIVE_INFINITY
  return new Set(database.prepare<[number], string>('SELECT session_id FROM session_totals WHERE first_seq < ?').pluck().all(first))
}
