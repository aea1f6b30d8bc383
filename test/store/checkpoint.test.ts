import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import type { Logger } from '../../core/base/log.ts'
import { createCheckpoints } from '../../core/store/sqlite/checkpoint.ts'
import { Driver } from '../../core/store/sqlite/driver.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import { chat } from '../contracts/store.ts'
import { askedUntil } from '../support/asked.ts'
import { createFolder } from '../support/folder.ts'

const PAGES = 50
const TEXT = 'x'.repeat(4000)

test('the write-ahead log goes into the file while it is written to, begins anew, and is gone once the store is closed', async () => {
  const dataDir = createFolder()
  const file = join(dataDir, 'showrunner.db')
  const store = await createSqliteStore({ dataDir, clock: systemClock, checkpointPages: PAGES })
  let id = 0
  const write = (count: number) => store.write({ events: Array.from({ length: count }, () => chat(++id, TEXT)) })
  // It is another each time the log begins anew.
  const salt = async () => readFileSync(`${file}-wal`).subarray(16, 24).toString('hex')
  await write(PAGES)
  const first = await salt()
  // Nothing else does it: SQLite itself would with a thousand pages.
  await askedUntil(
    async () => statSync(file).size,
    (bytes) => bytes > PAGES * TEXT.length,
  )
  await askedUntil(
    async () => {
      await write(5)
      return salt()
    },
    (now) => now !== first,
  )
  await store.close({ inOrder: true })
  assert.equal(existsSync(`${file}-wal`), false)
  const again = await createSqliteStore({ dataDir, clock: systemClock })
  assert.deepEqual([again.head(), again.damaged(), again.read(1, id).length], [id, 0, id])
  await again.close({ inOrder: true })
})

test('what was changed in place is in none of the files once it is settled, although the log was being brought into the file', async () => {
  const dataDir = createFolder()
  const store = await createSqliteStore({ dataDir, clock: systemClock, checkpointPages: 1 })
  await store.write({ events: Array.from({ length: 500 }, (_, id) => chat(id, `${TEXT} secret`)) })
  await store.rewrite({
    change: (event) => (event.eventType === 'chat' ? { ...event, payload: { ...event.payload, message: 'gone' } } : event),
  })
  assert.equal(await store.personal.settle(), true)
  const files = ['showrunner.db', 'showrunner.db-wal'].map((name) => readFileSync(join(dataDir, name)))
  assert.deepEqual(
    files.map((bytes) => bytes.includes('secret')),
    [false, false],
  )
  await store.close()
})

test('F2: while there is little room, commits bring the log into the file themselves, so that it grows no longer than that', () => {
  const longest = (isShort: boolean) => {
    const file = join(createFolder(), 'showrunner.db')
    const database = new Driver(file)
    database.pragma('journal_mode = WAL')
    const checkpoints = createCheckpoints(database, { clock: systemClock, log: undefined, pages: PAGES })
    checkpoints.spare(isShort)
    database.exec('CREATE TABLE texts (text TEXT)')
    const insert = database.prepare('INSERT INTO texts VALUES (?)')
    for (let commit = 0; commit < 10 * PAGES; commit++) insert.run(TEXT)
    const pages = statSync(`${file}-wal`).size / 4096
    database.close()
    return pages
  }
  assert.ok(longest(true) < 2 * PAGES)
  assert.ok(longest(false) > 5 * PAGES)
})

test('a log that cannot be brought into the file is told once, and holds up nothing', async () => {
  const told: unknown[] = []
  const log = { warn: (...words: unknown[]) => void told.push(words[1]) } as unknown as Logger
  const file = join(createFolder(), 'showrunner.db')
  const database = new Driver(file)
  rmSync(file, { force: true })
  const checkpoints = createCheckpoints(database, { clock: systemClock, log, pages: 1 })
  checkpoints.wrote(0)
  await askedUntil(
    async () => told.length,
    (count) => count > 0,
  )
  checkpoints.wrote(0)
  await checkpoints.close()
  assert.deepEqual(told, ['The write-ahead log is not brought into the file as it grows'])
  database.close()
})
