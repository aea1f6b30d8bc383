import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import type Database from 'better-sqlite3'
import { sql } from 'kysely'
import { MIGRATIONS, migrateDown, migrateUp, migrationStatus } from '../../core/store/sqlite/migrate.ts'
import { withDatabase } from '../../core/store/sqlite/sqlite.ts'
import { createFolder } from '../support/store-folder.ts'

const schemaOf = (database: Database.Database) =>
  database.prepare(`SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'kysely%' AND name NOT LIKE 'sqlite%' ORDER BY name`).all()

test('every file of the migrations folder is in the table', () => {
  const files = readdirSync(join(import.meta.dirname, '../../core/store/sqlite/migrations')).map((name) => name.replace('.ts', ''))
  assert.ok(files.length > 0)
  assert.deepEqual(Object.keys(MIGRATIONS).sort(), files.sort())
})

test('migrations go up, down to nothing, and up to the same again', async () => {
  await withDatabase(createFolder(), async (database) => {
    assert.deepEqual(await migrateUp(database), Object.keys(MIGRATIONS))
    const tables = schemaOf(database)
    assert.ok(tables.length >= 10)
    assert.deepEqual(await migrateUp(database), [])
    for (const _ of Object.keys(MIGRATIONS)) await migrateDown(database)
    assert.deepEqual(schemaOf(database), [])
    assert.ok(migrationStatus(database).every(({ applied }) => !applied))
    await migrateUp(database)
    assert.deepEqual(schemaOf(database), tables)
    assert.ok(migrationStatus(database).every(({ applied }) => applied))
  })
})

test('a migration that fails leaves everything as it was', async () => {
  await withDatabase(createFolder(), async (database) => {
    await migrateUp(database)
    const tables = schemaOf(database)
    const broken = {
      ...MIGRATIONS,
      '9998-fine': { up: async (database) => void (await sql`CREATE TABLE extra (a)`.execute(database)) },
      '9999-broken': { up: async () => Promise.reject(new Error('broken')) },
    } satisfies typeof MIGRATIONS
    await assert.rejects(migrateUp(database, broken), /broken/)
    assert.deepEqual(schemaOf(database), tables)
    assert.deepEqual(
      migrationStatus(database, broken).map(({ applied }) => applied),
      [...Object.keys(MIGRATIONS).map(() => true), false, false],
    )
  })
})

test('steps that this version does not know are refused in every direction', async () => {
  await withDatabase(createFolder(), async (database) => {
    await migrateUp(database)
    database.exec(`INSERT INTO kysely_migration VALUES ('9999-later', '2030')`)
    await assert.rejects(migrateUp(database), { code: 'STORE_NEWER' })
    await assert.rejects(migrateDown(database), { code: 'STORE_NEWER' })
    assert.throws(() => migrationStatus(database), { code: 'STORE_NEWER' })
  })
})
