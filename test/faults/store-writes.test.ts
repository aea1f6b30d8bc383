import assert from 'node:assert/strict'
import test from 'node:test'
import type Database from 'better-sqlite3'
import { createLog } from '../../core/base/log.ts'
import { openDatabase } from '../../core/store/sqlite/database.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import { chat, chats, createTestClock, giftFrom } from '../contracts/store.ts'
import { createFolder } from '../support/folder.ts'

/** A store whose database the test can turn against it. */
async function opened() {
  const clock = createTestClock()
  const dataDir = createFolder()
  const made: Database.Database[] = []
  const open = (file: string) => {
    const database = openDatabase(file)
    made.push(database)
    return database
  }
  const lines: string[] = []
  const log = createLog({ write: (line) => lines.push(JSON.parse(line).msg) })
  const store = await createSqliteStore({ dataDir, clock, log, open })
  const pragma = (source: string) => made[0]?.pragma(source)
  const write = (change: Parameters<typeof store.write>[0]) => {
    const written = store.write(change)
    clock.advance(5)
    return written
  }
  return { clock, dataDir, store, pragma, write, lines }
}

const large = Array.from({ length: 200 }, (_, index) => chat(`large${index}`, 'x'.repeat(4000)))

test('F1: a full disk rejects with nothing kept and no number used, and writing goes on when there is room', async () => {
  const { clock, dataDir, store, pragma, write } = await opened()
  await write({ events: chats(2) })
  pragma('max_page_count = 100')
  const progress = [{ plugin: 'p', considered: 2, pages: new Map() }]
  store.kv.set('p', 'key', 'kept in mind')
  await assert.rejects(write({ events: large, progress }), { code: 'STORE_FULL' })
  assert.deepEqual([store.head(), store.read(1, 1000).length, store.progress('p')], [2, 2, undefined])
  pragma('max_page_count = 1000000')
  const [stored] = await write({ events: [chat(3)], progress })
  assert.equal(stored?.seqNo, 3)
  await store.close({ inOrder: true })
  const again = await createSqliteStore({ dataDir, clock })
  assert.deepEqual(
    again.read(1, 10).map(({ event }) => event.eventId),
    [1, 2, 3].map((id) => chat(id).eventId),
  )
  assert.deepEqual([again.progress('p')?.considered, again.kv.get('p', 'key'), again.cleanStart], [2, 'kept in mind', true])
  await again.close()
})

test('field names first used in a failed commit are stored with the next one', async () => {
  const { clock, dataDir, store, pragma, write } = await opened()
  pragma('max_page_count = 30')
  await assert.rejects(write({ events: large }), { code: 'STORE_FULL' })
  pragma('max_page_count = 1000000')
  await write({ events: chats(1) })
  await store.close()
  const again = await createSqliteStore({ dataDir, clock })
  assert.deepEqual([again.read(1, 10)[0]?.event.eventId, again.damaged()], [chat(1).eventId, 0])
  await again.close()
})

test('F6: a failed write closes the store for writing, also when the disk seems well again; reading goes on', async () => {
  const { clock, dataDir, store, pragma, write } = await opened()
  await write({ events: chats(2) })
  pragma('query_only = ON')
  const writes = await Promise.allSettled([write({ events: chats(1, 3) }), write({ events: chats(1, 4) })])
  assert.deepEqual(
    writes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code),
    ['STORE_WRITE_FAILED', 'STORE_WRITE_FAILED'],
  )
  pragma('query_only = OFF')
  await assert.rejects(write({ events: chats(1, 5) }), { code: 'STORE_WRITE_FAILED' })
  assert.equal(store.read(1, 10).length, 2)
  await store.close()
  const again = await createSqliteStore({ dataDir, clock })
  assert.deepEqual([again.head(), again.cleanStart], [2, false])
  await again.close()
})

test('F1: a full disk is told to who opens a session too', async () => {
  const { store, pragma } = await opened()
  pragma('max_page_count = 1')
  const open = () => store.sessions.open({ streamId: 's', roomId: null, name: null, title: 'x'.repeat(1_000_000), source: 'live' })
  assert.throws(open, { code: 'STORE_FULL' })
  pragma('max_page_count = 1000000')
  assert.equal(open().number, 1)
  await store.close()
})

test('F1: who was seen first in a commit that failed is known with the next one', async () => {
  const { store, pragma, write } = await opened()
  pragma('max_page_count = 100')
  const letter = { plugin: 'p', seqNo: 1, at: '2026-01-01T00:00:00.000Z', reason: 'x'.repeat(1_000_000), attempts: [] }
  await assert.rejects(write({ events: [giftFrom('late', { id: 1 })], deadLetters: [letter] }), { code: 'STORE_FULL' })
  pragma('max_page_count = 1000000')
  await write({ events: [giftFrom('late', { id: 2 })] })
  assert.equal(store.viewers.get('late')?.displayName, 'Viewer late')
  await store.close()
})

test('values that cannot be written are held back to a bound, and then refused', async () => {
  const { store, pragma } = await opened()
  pragma('max_page_count = 1')
  assert.throws(
    () => {
      for (let index = 0; index < 5000; index++) store.kv.set('p', `key${index}`, 'x'.repeat(100))
    },
    { code: 'STORE_FULL' },
  )
  pragma('max_page_count = 1000000')
  store.kv.set('p', 'last', 1)
  assert.equal(store.kv.get('p', 'key0'), 'x'.repeat(100))
  await store.close()
})

test('a store that can no longer be written is closed all the same, and the next start is not a clean one', async () => {
  const { clock, dataDir, store, pragma } = await opened()
  pragma('query_only = ON')
  await store.close({ inOrder: true })
  const again = await createSqliteStore({ dataDir, clock })
  assert.equal(again.cleanStart, false)
  await again.close()
})

test('F1: a disk that stays full is told once, and told when it is well again', async () => {
  const { store, pragma, write, lines } = await opened()
  pragma('max_page_count = 1')
  await assert.rejects(write({ events: large }), { code: 'STORE_FULL' })
  await assert.rejects(write({ events: large }), { code: 'STORE_FULL' })
  pragma('max_page_count = 1000000')
  await write({ events: chats(1) })
  assert.deepEqual(lines, ['Commit failed', 'Commits succeed again'])
  await store.close()
})
