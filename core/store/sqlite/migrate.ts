import type Database from 'better-sqlite3'
import { Kysely, type Migration, type MigrationResultSet, Migrator, SqliteDialect } from 'kysely'
import { crashPoint } from '../../base/crash-point.ts'
import { HostError } from '../../base/errors.ts'
import { copyBefore } from './migration-copy.ts'
import { first } from './migrations/0001-first.ts'
import { totals } from './migrations/0002-totals.ts'
import { money } from './migrations/0003-money.ts'
import { lanes } from './migrations/0004-lanes.ts'
import { PROJECTIONS, type Projection } from './projections.ts'
import { type OnProgress, rebuild } from './rebuild.ts'

/** Every change of the tables, in order of its name. A new one goes to the end; one that was released never changes. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-totals': totals,
  '0003-money': money,
  '0004-lanes': lanes,
}

/** Steps that add tables which follow from the log: they are filled from it in the same transaction. What retention took out of it stays in the others. */
const FILLED_FROM_LOG: Readonly<Record<string, readonly Projection[]>> = {
  '0002-totals': PROJECTIONS,
  '0003-money': ['tips', 'tippers', 'viewers'],
}

/** What a migration can be told: other steps than ours, and who wants to know how far it is. */
export type MigrationOptions = { readonly migrations?: Readonly<Record<string, Migration>>; readonly onProgress?: OnProgress | undefined }

/**
 * Brings the tables to the newest version, whole or not at all, and answers the steps taken. A store that is not new is copied
 * beside itself before. Throws STORE_NEWER, or STORE_FULL when there is no room for the copy.
 */
export async function migrateUp(
  database: Database.Database,
  { migrations = MIGRATIONS, onProgress }: MigrationOptions = {},
): Promise<readonly string[]> {
  const steps = migrationStatus(database, migrations)
  const next = steps.find(({ applied }) => !applied)
  if (!next) return []
  if (steps.some(({ applied }) => applied)) copyBefore(database, next.name)
  return inTransaction(database, migrations, async (migrator) => {
    const done = await migrator.migrateToLatest()
    const taken = done.results?.map(({ migrationName }) => migrationName) ?? []
    const tables = new Set(taken.flatMap((step) => FILLED_FROM_LOG[step] ?? []))
    if (!done.error && tables.size > 0) rebuild(database, { onProgress, tables: [...tables] })
    return done
  })
}

/** Takes the newest step back, with what it stored, and answers it; a copy is made before. Throws STORE_NEWER, or STORE_FULL. */
export async function migrateDown(
  database: Database.Database,
  { migrations = MIGRATIONS }: MigrationOptions = {},
): Promise<readonly string[]> {
  const newest = migrationStatus(database, migrations).findLast(({ applied }) => applied)
  if (newest) copyBefore(database, `rollback-of-${newest.name}`)
  return inTransaction(database, migrations, (migrator) => migrator.migrateDown())
}

/** Each step and whether this file has it. Throws STORE_NEWER. */
export function migrationStatus(
  database: Database.Database,
  migrations = MIGRATIONS,
): readonly { readonly name: string; readonly applied: boolean }[] {
  const applied = appliedSteps(database)
  const unknown = unknownSteps(applied, migrations)
  if (unknown.length > 0)
    throw new HostError('STORE_NEWER', 'The store was written by a newer Showrunner', { file: database.name, unknown })
  return Object.keys(migrations)
    .sort()
    .map((name) => ({ name, applied: applied.includes(name) }))
}

/** Those of the steps that a newer Showrunner took. */
export const unknownSteps = (steps: readonly string[], migrations = MIGRATIONS) => steps.filter((name) => !Object.hasOwn(migrations, name))

/** The steps that a file has. */
export function appliedSteps(database: Database.Database): readonly string[] {
  const table = database.prepare(`SELECT name FROM sqlite_schema WHERE name = 'kysely_migration'`).get()
  return table ? database.prepare<[], string>('SELECT name FROM kysely_migration ORDER BY name').pluck().all() : []
}

async function inTransaction(
  database: Database.Database,
  migrations: Readonly<Record<string, Migration>>,
  run: (migrator: Migrator) => Promise<MigrationResultSet>,
) {
  migrationStatus(database, migrations)
  const migrator = new Migrator({
    db: new Kysely({ dialect: new SqliteDialect({ database }) }),
    provider: { getMigrations: async () => ({ ...migrations }) },
  })
  // Kysely uses no transaction of its own for SQLite; this one holds because all goes over the one connection.
  database.exec('BEGIN IMMEDIATE')
  crashPoint('migration.begin')
  try {
    const { error, results = [] } = await run(migrator)
    if (error) throw error
    crashPoint('migration.step')
    database.exec('COMMIT')
    crashPoint('migration.end')
    return results.map(({ migrationName }) => migrationName)
  } finally {
    if (database.inTransaction) database.exec('ROLLBACK')
  }
}
