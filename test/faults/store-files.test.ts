import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { ERRORS } from '../../core/base/errors.ts'
import { createLog } from '../../core/base/log.ts'
import { configure, openDatabase } from '../../core/store/sqlite/database.ts'
import { Driver } from '../../core/store/sqlite/driver.ts'
import { createSqliteStore, withDatabase } from '../../core/store/sqlite/sqlite.ts'
import { chat, chats, createTestClock } from '../contracts/store.ts'
import { createFolder } from '../support/folder.ts'
import { crash, fingerprint } from '../support/store-folder.ts'

const clock = createTestClock()
const isLong = process.env.SHOWRUNNER_LONG !== undefined
const open = (dataDir: string) => createSqliteStore({ dataDir, clock })

/** A folder in which a store was, with so many events in commits of 50. */
async function folderWith(count: number): Promise<string> {
  const dataDir = createFolder()
  const store = await open(dataDir)
  for (let from = 1; from <= count; from += 50) {
    const written = store.write({ events: chats(50, from) })
    clock.advance(5)
    await written
  }
  await store.close()
  return dataDir
}

const database = (dataDir: string) => join(dataDir, 'showrunner.db')

test('T84: the data folder and its files are for their owner alone', async () => {
  const dataDir = join(createFolder(), 'data')
  const store = await open(dataDir)
  const modes = readdirSync(dataDir).map((name) => statSync(join(dataDir, name)).mode & 0o777)
  await store.close()
  assert.equal(statSync(dataDir).mode & 0o777, 0o700)
  assert.ok(modes.length >= 4)
  assert.deepEqual(new Set(modes), new Set([0o600]))
})

test('D6: every connection is verified to be safe, and one that cannot be is refused', () => {
  const safe = openDatabase(join(createFolder(), 'showrunner.db'))
  const pragmas = ['journal_mode', 'synchronous', 'foreign_keys', 'trusted_schema'].map((name) => safe.pragma(name, { simple: true }))
  safe.close()
  assert.deepEqual(pragmas, ['wal', 2, 1, 0])
  const inMemory = new Driver(':memory:')
  assert.throws(() => configure(inMemory, ':memory:'), { code: 'STORE_UNSAFE' })
  assert.equal(ERRORS.STORE_UNSAFE.exitCode, 78)
  inMemory.close()
})

test('D6: a store in another journal mode is brought back to a safe one', async () => {
  const dataDir = await folderWith(50)
  const other = new Driver(database(dataDir))
  other.pragma('journal_mode = DELETE')
  other.close()
  const store = await open(dataDir)
  const mode = new Driver(database(dataDir), { readonly: true }).pragma('journal_mode', { simple: true })
  assert.deepEqual([mode, store.read(1, 100).length], ['wal', 50])
  await store.close()
})

const FOREIGN = {
  'a text file': (file: string) => writeFileSync(file, 'Dear diary, '.repeat(100)),
  'a short text file': (file: string) => writeFileSync(file, 'hello'),
  'the database of another program': (file: string) => {
    const other = new Driver(file)
    other.exec('CREATE TABLE notes (text TEXT)')
    other.close()
  },
}

for (const [name, make] of Object.entries(FOREIGN)) {
  test(`F5: ${name} in place of the store is refused and left as it is`, async () => {
    const dataDir = createFolder()
    make(database(dataDir))
    const before = readFileSync(database(dataDir))
    await assert.rejects(open(dataDir), { code: 'STORE_FOREIGN' })
    assert.deepEqual(readFileSync(database(dataDir)), before)
  })
}

test('F5: a store of a newer version is refused and left as it is', async () => {
  const dataDir = await folderWith(50)
  await withDatabase(dataDir, (file) => file.exec(`INSERT INTO kysely_migration VALUES ('9999-later', '2030')`))
  const before = readFileSync(database(dataDir))
  await assert.rejects(open(dataDir), { code: 'STORE_NEWER' })
  assert.deepEqual(readFileSync(database(dataDir)), before)
})

test('F5, T91: a store cut short anywhere is refused and left as it is', async () => {
  const whole = await folderWith(500)
  const { size } = statSync(database(whole))
  for (const at of [1, 15, 16, 99, 100, 4095, 4096, 5000, size >> 1, size - 4096, size - 1]) {
    const dataDir = crash(whole)
    truncateSync(database(dataDir), at)
    const before = readFileSync(database(dataDir))
    await assert.rejects(open(dataDir), { code: 'STORE_CORRUPT' }, `cut at ${at}`)
    assert.deepEqual(readFileSync(database(dataDir)), before)
  }
})

test('F5: an emptied store is refused; a new folder is not', async () => {
  const dataDir = await folderWith(50)
  truncateSync(database(dataDir), 0)
  await assert.rejects(open(dataDir), { code: 'STORE_CORRUPT' })
  rmSync(database(dataDir))
  const store = await open(dataDir)
  assert.deepEqual([store.damaged(), store.head(), store.read(1, 100).length], [50, 50, 0])
  await store.close()
})

/** Flips a bit of a file in copies of a folder with a thousand events, and counts what became of it. */
async function flipBits(whole: string, name: string, rounds: number) {
  const { size } = statSync(join(whole, name))
  const found = { rounds, refused: 0, counted: 0, silent: 0 }
  for (let round = 0; round < rounds; round++) {
    const dataDir = crash(whole)
    const bytes = readFileSync(join(dataDir, name))
    const bit = Math.floor(((round * 0.6180339887) % 1) * size * 8)
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    writeFileSync(join(dataDir, name), bytes)
    const store = await open(dataDir).catch((error) => {
      assert.match(error.code, /^STORE_(CORRUPT|FOREIGN|NEWER)$/, `bit ${bit}: ${error}`)
      found.refused++
    })
    if (!store) continue
    const read = store.read(1, 2000)
    for (const { seqNo, event } of read) assert.deepEqual(event, { ...chat(seqNo), seqNo, ingestedAt: event.ingestedAt })
    if (read.length + store.damaged() < 1000) found.silent++
    if (store.damaged() > 0) found.counted++
    await store.close()
    rmSync(dataDir, { recursive: true })
  }
  return found
}

const wordsOf = ({ rounds, refused, counted, silent }: Awaited<ReturnType<typeof flipBits>>) =>
  `figure: of ${rounds} flipped bits ${silent} cost events silently, ${counted} cost counted ones, ${refused} were refused at the start`

test('F3, T91: a flipped bit anywhere is refused at the start or costs counted events, and never changes one', async (t) => {
  const found = await flipBits(await folderWith(1000), 'showrunner.db', isLong ? 400 : 60)
  t.diagnostic(wordsOf(found))
  assert.equal(found.silent, 0)
  assert.ok(found.counted > found.rounds / 3)
})

test('F3, F4: a flipped bit anywhere in the WAL is refused at the start or costs counted events', async (t) => {
  const dataDir = createFolder()
  const store = await open(dataDir)
  for (let from = 1; from <= 1000; from += 50) await Promise.all([store.write({ events: chats(50, from) }), clock.advance(5)])
  const whole = crash(dataDir)
  await store.close()
  const found = await flipBits(whole, 'showrunner.db-wal', isLong ? 400 : 60)
  t.diagnostic(wordsOf(found))
  assert.equal(found.silent, 0)
  assert.ok(found.counted > found.rounds / 3)
})

test('F4, T91: the loss of committed events at the end of the log is told once, and their numbers are not used again', async () => {
  const older = await folderWith(100)
  const dataDir = crash(older)
  const store = await open(dataDir)
  const written = store.write({ events: chats(20, 101) })
  clock.advance(5)
  await written
  await store.close()
  writeFileSync(database(dataDir), readFileSync(database(older)))
  const lines: string[] = []
  const log = createLog({ write: (line) => lines.push(line) })
  const shortened = await createSqliteStore({ dataDir, clock, log })
  assert.deepEqual([shortened.damaged(), shortened.head(), shortened.read(1, 1000).length], [20, 120, 100])
  assert.match(lines.join(''), /"missing":20.*Committed events are missing at the end of the log/)
  const [next] = await Promise.all([shortened.write({ events: chats(1, 121) }), clock.advance(5)])
  assert.equal(next[0]?.seqNo, 121)
  await shortened.close()
  const again = await createSqliteStore({ dataDir, clock, log })
  assert.deepEqual(
    [again.damaged(), again.head(), again.read(1, 1000).length, again.latest(2).map(({ seqNo }) => seqNo)],
    [20, 121, 101, [121, 100]],
  )
  assert.equal(lines.length, 1)
  await again.close()
})

test('a damaged page of pending deliveries is delivered again as a whole rather than lost', async () => {
  const dataDir = createFolder()
  const store = await open(dataDir)
  const written = store.write({ progress: [{ plugin: 'p', considered: 10, pages: new Map([[0, new Uint8Array(512).fill(1)]]) }] })
  clock.advance(5)
  await written
  await store.close()
  await withDatabase(dataDir, (file) => file.exec('UPDATE pending SET bits = zeroblob(512)'))
  const again = await open(dataDir)
  assert.deepEqual(again.progress('p')?.pages.get(0), new Uint8Array(512).fill(0xff))
  await again.close()
})

test('a data folder that cannot be is refused with its name', async () => {
  const file = join(createFolder(), 'file')
  writeFileSync(file, '')
  await assert.rejects(open(join(file, 'data')), { code: 'DATA_UNREADABLE', detail: { dataDir: join(file, 'data') } })
  const odd = createFolder()
  mkdirSync(database(odd))
  await assert.rejects(open(odd), { code: 'DATA_UNREADABLE' })
})

test('D7: a folder in use is refused within the process too, its files untouched, and free again after close', async () => {
  const dataDir = createFolder()
  const store = await open(dataDir)
  await assert.rejects(open(dataDir), { code: 'DATA_IN_USE' })
  await assert.rejects(
    withDatabase(dataDir, () => undefined),
    { code: 'DATA_IN_USE' },
  )
  await store.close()
  const before = fingerprint(dataDir)
  assert.ok(existsSync(database(dataDir)))
  await (await open(dataDir)).close()
  assert.notDeepEqual(fingerprint(dataDir), before)
})

const MISPLACED = {
  'a chunk under a wrong number': 'UPDATE chunks SET first_seq = 60 WHERE first_seq = 51',
  'a missing chunk': 'DELETE FROM chunks WHERE first_seq = 51',
  'a chunk with the records of another':
    'UPDATE chunks SET records = (SELECT records FROM chunks WHERE first_seq = 1) WHERE first_seq = 51',
}

for (const [name, damage] of Object.entries(MISPLACED)) {
  test(`F3: ${name} is left out and counted, and the rest is served`, async () => {
    const dataDir = await folderWith(150)
    await withDatabase(dataDir, (file) => file.exec(damage))
    const store = await open(dataDir)
    const numbers = store.read(1, 1000).map(({ seqNo }) => seqNo)
    assert.deepEqual([numbers.length, numbers[49], numbers[50], store.damaged()], [100, 50, 101, 50])
    store.read(1, 1000)
    assert.equal(store.damaged(), 50)
    await store.close()
  })
}
