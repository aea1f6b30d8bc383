import type Database from 'better-sqlite3'
import { Kysely, type Migration, type MigrationResultSet, Migrator, SqliteDialect } from 'kysely'
import { crashPoint } from '../../base/crash-point.ts'
import { HostError } from '../../base/errors.ts'
import { first } from './migrations/0001-first.ts'
import { totals } from './migrations/0002-totals.ts'

/** Every change of the tables, in order of its name. A new one goes to the end; one that was released never changes. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = { '0001-first': first, '0002-totals': totals }

/** Brings the tables to the newest version, whole or not at all, and answers the steps taken. Throws STORE_NEWER. */
export async function migrateUp(database: Database.Database, migrations = MIGRATIONS): Promise<readonly string[]> {
  if (migrationStatus(database, migrations).every(({ applied }) => applied)) return []
  return inTransaction(database, migrations, (migrator) => migrator.migrateToLatest())
}

/** Takes the newest step back, with what it stored, and answers it. Throws STORE_NEWER. */
export function migrateDown(database: Database.Database, migrations = MIGRATIONS): Promise<readonly string[]> {
  return inTransaction(database, migrations, (migrator) => migrator.migrateDown())
}

/** Each step and whether this file has it. Throws STORE_NEWER. */
export function migrationStatus(
  database: Database.Database,
  migrations = MIGRATIONS,
): readonly { readonly name: string; readonly applied: boolean }[] {
  const applied = appliedSteps(database)
  const unknown = applied.filter((name) => !(name in migrations))
  if (unknown.length > 0)
    throw new HostError('STORE_NEWER', 'The store was written by a newer Showrunner', { file: database.name, unknown })
  return Object.keys(migrations)
    .sort()
    .map((name) => ({ name, applied: applied.includes(name) }))
}

function appliedSteps(database: Database.Database): readonly string[] {
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
