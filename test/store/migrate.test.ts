import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import type Database from 'better-sqlite3'
import { sql } from 'kysely'
import type { CrashPoint } from '../../core/base/crash-point.ts'
import { openDatabase } from '../../core/store/sqlite/database.ts'
import { MIGRATIONS, migrateDown, migrateUp, migrationStatus } from '../../core/store/sqlite/migrate.ts'
import { dropOldCopies } from '../../core/store/sqlite/migration-copy.ts'
import { createSqliteStore, withDatabase } from '../../core/store/sqlite/sqlite.ts'
import { bundleScript } from '../../scripts/bundle-script.mjs'
import { createTestClock } from '../contracts/store.ts'
import { createFolder } from '../support/folder.ts'
import { ROOT } from '../support/root.ts'
import { oldFolder } from './old-store.ts'

const STEPS = Object.keys(MIGRATIONS)
const isLong = process.env.SHOWRUNNER_LONG === '1'

const schemaOf = (database: Database.Database) =>
  database.prepare(`SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'kysely%' AND name NOT LIKE 'sqlite%' ORDER BY name`).all()

/** Everything in the tables that the first version had. */
const contentOf = (database: Database.Database) => [
  ...['meta', 'structures', 'chunks', 'progress', 'pending', 'kv'].map((table) => database.prepare(`SELECT * FROM ${table}`).all()),
  database.prepare(`SELECT ${SESSION_COLUMNS} FROM sessions`).all(),
]

const SESSION_COLUMNS =
  'number, session_id, stream_id, room_id, name, title, source, status, started_at, ended_at, end_reason, last_event_at'

test('every file of the migrations folder is in the table', () => {
  const files = readdirSync(join(import.meta.dirname, '../../core/store/sqlite/migrations')).map((name) => name.replace('.ts', ''))
  assert.ok(files.length > 0)
  assert.deepEqual([...STEPS].sort(), files.sort())
})

test('migrations go up, down to nothing, and up to the same again', async () => {
  await withDatabase(createFolder(), async (database) => {
    assert.deepEqual(await migrateUp(database), STEPS)
    const tables = schemaOf(database)
    assert.ok(tables.length >= 10)
    assert.deepEqual(await migrateUp(database), [])
    for (const _ of STEPS) await migrateDown(database)
    assert.deepEqual(schemaOf(database), [])
    assert.ok(migrationStatus(database).every(({ applied }) => !applied))
    await migrateUp(database)
    assert.deepEqual(schemaOf(database), tables)
    assert.ok(migrationStatus(database).every(({ applied }) => applied))
  })
})

test('E5: each step goes down to the tables of the step before, and a store of then keeps what it held', async () => {
  await withDatabase(oldFolder('0001-first'), async (database) => {
    const [tables, content] = [schemaOf(database), contentOf(database)]
    assert.deepEqual(await migrateUp(database), STEPS.slice(1))
    assert.deepEqual(contentOf(database), content)
    for (const _ of STEPS.slice(1)) await migrateDown(database)
    // SQLite writes the columns that were added and dropped out of its own text; what they are is asked of it.
    const columns = (name: string) => database.pragma(`table_info(${name})`)
    assert.deepEqual(
      schemaOf(database).map((row) => Object(row).name),
      tables.map((row) => Object(row).name),
    )
    assert.deepEqual(contentOf(database), content)
    assert.equal((columns('dead_letters') as unknown[]).length, 6)
  })
})

test('a store of the first version has its totals and the events of its dead letters once it is migrated', async () => {
  const store = await createSqliteStore({ dataDir: oldFolder('0001-first'), clock: createTestClock() })
  const { summary, topGifters, minutes, range } = store.sessions
  assert.deepEqual(summary('session-1'), {
    sessionId: 'session-1',
    events: { chat: 240, gift: 12, like: 1, tip: 1, viewerCount: 1 },
    ...{ likes: 15, gifts: 12, coins: 120, peakViewers: 77 },
    tipsCents: { EUR: 250 },
  })
  assert.deepEqual(topGifters('session-1', 9), [
    { userId: 'b', displayName: 'Viewer b', gifts: 8, coins: 80 },
    { userId: 'a', displayName: 'Viewer a', gifts: 4, coins: 40 },
  ])
  assert.deepEqual(
    minutes('session-1')
      .filter(({ eventType }) => eventType === 'gift')
      .map(({ count }) => count),
    [3, 3, 3, 3],
  )
  assert.deepEqual(range('session-1'), { first: 1, last: 256 })
  assert.deepEqual(
    store.deadLetters({ eventType: 'gift' }).map(({ event }) => event?.eventId),
    ['tiktok:7312345678901234567:gift0'],
  )
  await store.close()
})

test('F7: before a step, a whole copy is laid beside the store; it opens, and goes when it is old or another takes its place', async () => {
  const dataDir = oldFolder('0001-first')
  const copies = () => readdirSync(dataDir).filter((name) => name.includes('.before-'))
  await withDatabase(dataDir, async (database) => {
    const content = contentOf(database)
    await migrateUp(database)
    assert.deepEqual(copies(), ['showrunner.db.before-0002-totals'])
    const file = join(dataDir, 'showrunner.db.before-0002-totals')
    assert.equal(statSync(file).mode & 0o777, 0o600)
    const copy = openDatabase(file)
    assert.deepEqual([contentOf(copy), copy.pragma('integrity_check', { simple: true })], [content, 'ok'])
    copy.close()
    await migrateDown(database)
    assert.deepEqual(
      copies().filter((name) => !/-(wal|shm)$/.test(name)),
      [`showrunner.db.before-rollback-of-${STEPS.at(-1)}`],
    )
    const day = 24 * 3_600_000
    dropOldCopies(database.name, Date.now() + 13 * day)
    assert.ok(copies().length > 0)
    dropOldCopies(database.name, Date.now() + 15 * day)
    assert.deepEqual(copies(), [])
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
    await assert.rejects(migrateUp(database, { migrations: broken }), /broken/)
    assert.deepEqual(schemaOf(database), tables)
    assert.deepEqual(
      migrationStatus(database, broken).map(({ applied }) => applied),
      [...STEPS.map(() => true), false, false],
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

/** Migrates in a process that dies at a point, or so many milliseconds after it began; answers whether it was done. */
async function migrateAndDie(dataDir: string, { direction, at, afterMs }: { direction: string; at?: CrashPoint; afterMs?: number }) {
  const child = spawn(process.execPath, [await bundleScript(ROOT, 'test/store/migrating.ts'), dataDir, direction], {
    env: { ...process.env, SHOWRUNNER_CRASH_AT: at ?? '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    said += chunk
    if (afterMs !== undefined && said === 'begins\n') setTimeout(() => child.kill('SIGKILL'), afterMs)
  }
  return said.includes('steps')
}

test('F7: a migration killed at any moment leaves the old store or the new one, in both directions', async (context) => {
  const POINTS = ['migration.copied', 'migration.begin', 'migration.step', 'migration.end'] as const
  const delays = Array.from({ length: isLong ? 60 : 6 }, (_, n) => n * (isLong ? 1 : 10))
  const deaths = [...POINTS.map((at) => ({ at })), ...delays.map((afterMs) => ({ afterMs }))]
  const found = { old: 0, new: 0 }
  for (const [n, death] of deaths.entries()) {
    const dataDir = oldFolder('0001-first')
    const direction = n % 3 === 2 ? 'down' : 'up'
    if (direction === 'down') await withDatabase(dataDir, (database) => migrateUp(database))
    const isDone = await migrateAndDie(dataDir, { direction, ...death })
    assert.ok('afterMs' in death || !isDone, `It died at ${'at' in death ? death.at : ''}`)
    await withDatabase(dataDir, async (database) => {
      const applied = migrationStatus(database).filter(({ applied }) => applied).length
      const tables = schemaOf(database).length
      const wanted = await tablesOf(applied)
      assert.deepEqual([tables, database.pragma('integrity_check', { simple: true })], [wanted, 'ok'])
      found[applied === STEPS.length ? 'new' : 'old']++
    })
    assert.ok(!existsSync(join(dataDir, 'showrunner.db')) || readFileSync(join(dataDir, 'showrunner.db')).length > 0)
    // The next start goes on from there.
    const store = await createSqliteStore({ dataDir, clock: createTestClock() })
    assert.deepEqual([store.head(), store.read(1, 1000).length, store.sessions.summary('session-1')?.coins], [256, 256, 120])
    await store.close()
  }
  assert.ok(found.old > 0 && found.new > 0)
  context.diagnostic(`figure: ${deaths.length} migrations killed, ${found.old} left old and ${found.new} new, none mixed`)
})

/** How many tables and indexes a store with so many steps has. */
async function tablesOf(steps: number): Promise<number> {
  return withDatabase(createFolder(), async (database) => {
    await migrateUp(database, { migrations: Object.fromEntries(Object.entries(MIGRATIONS).slice(0, steps)) })
    return schemaOf(database).length
  })
}
