import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { salvage } from '../../core/store/sqlite/salvage/salvage.ts'
import { createSqliteStore, withDatabase } from '../../core/store/sqlite/sqlite.ts'
import type { NewEvent, Store } from '../../core/store/store.ts'
import { chat, createTestClock } from '../contracts/store.ts'
import { createRandom } from '../sim/random.ts'
import { createFolder } from '../support/folder.ts'
import { crash } from '../support/store-folder.ts'

const clock = createTestClock()
const EVENTS = 1000

/** A folder with a store that was closed in order, or copied as a crash would leave it. */
async function folderWith({ crashed = false, events: count = EVENTS, together = 50 } = {}): Promise<string> {
  const dataDir = createFolder()
  const store = await createSqliteStore({ dataDir, clock })
  const { sessionId } = store.sessions.open({ streamId: 's', roomId: null, name: 'Show', title: null, source: 'live' })
  for (let from = 1; from <= count; from += together) {
    const events = Array.from({ length: together }, (_, index) => chat(from + index, `text ${from + index}`, sessionId))
    const written = store.write({ events })
    clock.advance(5)
    await written
  }
  store.kv.set('p', 'key', 'kept')
  clock.advance(5)
  const copy = crashed ? crash(dataDir) : dataDir
  await store.close()
  return copy
}

const database = (dataDir: string) => join(dataDir, 'showrunner.db')

/** Starts with what was salvaged, and answers what is there and true. */
async function found(dataDir: string) {
  const store = await createSqliteStore({ dataDir, clock })
  const events = store.read(1, 10_000)
  for (const { seqNo, event } of events) assert.equal(event.eventId, chat(seqNo).eventId)
  const [next] = await Promise.all([store.write({ events: [chat('next')] }), clock.advance(5)])
  const outcome = {
    events: events.length,
    damaged: store.damaged(),
    kv: store.kv.get('p', 'key'),
    sessions: store.sessions.list(10).length,
    next: next[0]?.seqNo,
  }
  await store.close()
  return outcome
}

test('F5: a whole store has nothing to salvage', async () => {
  const dataDir = await folderWith()
  const before = readFileSync(database(dataDir))
  assert.equal(await salvage(dataDir, { clock }), undefined)
  assert.deepEqual(readFileSync(database(dataDir)), before)
})

test('F5: of a store cut short what is left of it is salvaged, and the damaged file stays aside as it was', async (t) => {
  const whole = await folderWith()
  const { size } = statSync(database(whole))
  for (const share of [0.95, 0.6, 0.3]) {
    const dataDir = crash(whole)
    truncateSync(database(dataDir), Math.floor(size * share))
    const before = readFileSync(database(dataDir))
    const outcome = await salvage(dataDir, { clock })
    assert.ok(outcome)
    assert.deepEqual(readFileSync(outcome.moved[0] ?? ''), before)
    const { events, damaged, next } = await found(dataDir)
    t.diagnostic(`figure: ${events} of ${EVENTS} events salvaged from ${share * 100} % of the file`)
    assert.deepEqual([outcome.events, outcome.committed, events + damaged, next], [events, EVENTS, EVENTS, EVENTS + 1])
  }
})

test('F5: of a log in which neighbouring pages are nonsense, what lies behind them is salvaged as well', async (t) => {
  const MANY = 6000
  const whole = await folderWith({ events: MANY, together: 1 })
  const pages = statSync(database(whole)).size / 4096
  const kept: number[] = []
  for (let seed = 1; seed <= 12; seed += 1) {
    const dataDir = crash(whole)
    const random = createRandom(seed)
    const bytes = readFileSync(database(dataDir))
    const first = random.integer(Math.floor(pages / 4), pages - 50)
    for (let page = first; page < first + 48; page += 1)
      for (let at = 8; at < 512; at += 1) bytes[page * 4096 + at] = random.integer(0, 255)
    writeFileSync(database(dataDir), bytes)
    const outcome = await salvage(dataDir, { clock })
    kept.push(outcome?.events ?? MANY)
  }
  t.diagnostic(`figure: with 48 of ${pages} pages damaged at least ${Math.min(...kept)} of ${MANY} events`)
  assert.ok(Math.min(...kept) > 0.8 * MANY, String(kept))
})

test('F5: of a store with a bad page all the rest is salvaged', async (t) => {
  const whole = await folderWith()
  const pages = statSync(database(whole)).size / 4096
  let events = 0
  let rounds = 0
  for (let page = 3; page < pages; page += 7) {
    const dataDir = crash(whole)
    const bytes = readFileSync(database(dataDir))
    bytes.fill(0xa5, page * 4096, (page + 1) * 4096)
    writeFileSync(database(dataDir), bytes)
    const outcome = await salvage(dataDir, { clock })
    const after = await found(dataDir)
    if (outcome) assert.equal(outcome.events, after.events)
    assert.equal(after.events + after.damaged, EVENTS, `page ${page}`)
    events += after.events
    rounds++
  }
  t.diagnostic(
    `figure: ${((100 * events) / rounds / EVENTS).toFixed(1)} % of events salvaged from a file with one bad page, on average of ${rounds}`,
  )
  assert.ok(events / rounds > 0.8 * EVENTS)
})

test('F5: events that are only in the WAL are salvaged too', async () => {
  const dataDir = await folderWith({ crashed: true })
  assert.ok(existsSync(`${database(dataDir)}-wal`))
  await damageTable(dataDir, 'sessions')
  const outcome = await salvage(dataDir, { clock })
  assert.equal(outcome?.events ?? EVENTS, EVENTS)
  const { events, kv } = await found(dataDir)
  assert.deepEqual([events, kv], [EVENTS, 'kept'])
})

for (const [what, damage] of [
  ['minutes', damageTable],
  ['tips', damageLastPage],
] as const) {
  test(`F5: where ${what} are damaged, what was given in lives that are older than the log stays with those that it has`, async () => {
    const dataDir = createFolder()
    const whole = createTestClock()
    const store = await createSqliteStore({ dataDir, clock: { ...whole, after: systemClock.after } })
    await tippedLive(store)
    // Sums that are made anew know the minute.
    whole.advance(60_000)
    const [recent, events] = [await tippedLive(store), whole.wallTime()]
    await store.retain({ before: { events, deadLetters: 0, sessions: 0 } })
    const before = given(store)
    assert.deepEqual([store.first(), before.tips.length, before.tippers.length], [TIPS + 1, 2 * TIPS, 2])
    await store.close()
    await damage(dataDir, what)
    assert.ok(await salvage(dataDir, { clock }))
    const after = await createSqliteStore({ dataDir, clock })
    assert.deepEqual(given(after), before)
    assert.equal(after.money.minutes(recent, { from: 0, to: Number.MAX_SAFE_INTEGER, limit: 1 })[0]?.counts.tip, TIPS)
    await after.close()
  })
}

/** So many that their table has several pages. */
const TIPS = 300

/** A live in which one viewer tips often, and its id. */
async function tippedLive(store: Store): Promise<string> {
  const { sessionId, streamId } = store.sessions.open({ streamId: 'tiktok:a', roomId: null, name: null, title: null, source: 'live' })
  const { user } = chat(1)
  const events = Array.from({ length: TIPS }, (_, index) => ({
    ...{ schemaVersion: '1', streamId, sessionId, source: 'live', timestamp: '', triggerId: 16, eventType: 'tip', payload: {} },
    ...{ eventId: `${sessionId}:${index}`, value: { amountCents: 5, currency: 'EUR' }, user },
  }))
  // What is left out nothing here reads.
  await store.write({ events: events as unknown as NewEvent[] })
  return sessionId
}

const given = ({ lives, money }: Store) => ({
  totals: lives.list({}, 9).map(({ number, tips, events }) => ({ number, tips, events })),
  tips: money.tips({}, 9 * TIPS),
  tippers: lives.list({}, 9).flatMap(({ sessionId }) => money.tippers({ sessionIds: [sessionId] }, 9)),
})

test('F5: what is no store at all is moved aside, and a new one begins behind the numbers of the old', async () => {
  for (const spoil of [(file: string) => writeFileSync(file, 'Dear diary, '.repeat(1000)), (file: string) => truncateSync(file, 0)]) {
    const dataDir = await folderWith()
    spoil(database(dataDir))
    const outcome = await salvage(dataDir, { clock })
    assert.deepEqual([outcome?.events, outcome?.committed, outcome?.moved.length], [0, EVENTS, 1])
    const { events, damaged, next } = await found(dataDir)
    assert.deepEqual([events, damaged, next], [0, EVENTS, EVENTS + 1])
  }
})

test('F5: a store of a newer version is not salvaged', async () => {
  const dataDir = await folderWith()
  await withDatabase(dataDir, (file) => file.exec(`INSERT INTO kysely_migration VALUES ('9999-later', '2030')`))
  await assert.rejects(salvage(dataDir, { clock }), { code: 'STORE_NEWER' })
  assert.deepEqual(
    readdirSync(dataDir).filter((name) => name.includes('corrupt')),
    [],
  )
})

/** Overwrites the first page of a table where it lies in the WAL or the file, past what SQLite would notice at once. */
async function damageTable(dataDir: string, table: string) {
  damagePage(dataDir, await rootOf(dataDir, table))
}

/** The same of the page with its highest numbers, which the first page of a table of several ends its header with. */
async function damageLastPage(dataDir: string, table: string) {
  const start = ((await rootOf(dataDir, table)) - 1) * 4096
  const bytes = readFileSync(database(dataDir))
  assert.equal(bytes[start], 5, 'the table has one page only')
  damagePage(dataDir, bytes.readUInt32BE(start + 8))
}

async function rootOf(dataDir: string, table: string): Promise<number> {
  const copy = crash(dataDir)
  const root = await withDatabase(copy, (file) =>
    Number(file.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(table)),
  )
  rmSync(copy, { recursive: true })
  return root
}

function damagePage(dataDir: string, page: number) {
  const bytes = readFileSync(database(dataDir))
  if (bytes.length < page * 4096) return
  bytes.fill(0xa5, (page - 1) * 4096, page * 4096)
  writeFileSync(database(dataDir), bytes)
}
