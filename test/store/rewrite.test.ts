import assert from 'node:assert/strict'
import test from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { openDatabase } from '../../core/store/sqlite/database.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import type { Store } from '../../core/store/store.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { chats, createTestClock } from '../contracts/store.ts'
import { createFolder } from '../support/folder.ts'

const DAY_MS = 86_400_000

/** A store with its own time, and what the database was asked. */
async function opened() {
  const clock = createTestClock()
  const asked: string[] = []
  const open = (file: string) => {
    const database = openDatabase(file)
    const prepare = database.prepare.bind(database)
    database.prepare = (sql: string) => {
      const statement = prepare(sql)
      for (const name of ['all', 'get'] as const) {
        const run = statement[name].bind(statement)
        // True because each answers what it did before.
        statement[name] = ((...values: unknown[]) => {
          asked.push(sql)
          return run(...values)
        }) as never
      }
      // True because it is the statement that was prepared.
      return statement as never
    }
    return database
  }
  const store = await createSqliteStore({ dataDir: createFolder(), clock: { ...clock, after: systemClock.after }, open })
  return { clock, store, asked }
}

const giveUp = (store: Store, seqNo: number) =>
  store.write({ deadLetters: [{ plugin: 'p', seqNo, at: '2026-01-01T00:00:00.000Z', reason: 'attempts', attempts: [] }] })

const change = (event: UnifiedEvent) => (event.sessionId === 'gone' ? event : { ...event, sessionId: 'gone' })
const changed = (store: Store) => store.deadLetters().flatMap(({ seqNo, event }) => (event?.sessionId === 'gone' ? seqNo : []))

test('a rewrite that finds nothing old enough reads no dead letter', async () => {
  const { clock, store, asked } = await opened()
  for (const days of [0, 2]) {
    clock.advance(days * DAY_MS)
    await store.write({ events: chats(1, store.head() + 1) })
    await giveUp(store, store.head())
  }
  const acceptedBefore = clock.wallTime() - DAY_MS
  const { next, deadLetters } = await store.rewrite({ acceptedBefore, change })
  assert.deepEqual([next, deadLetters, changed(store)], [2, 1, [1]])
  asked.length = 0
  assert.deepEqual(await store.rewrite({ fromSeqNo: next, acceptedBefore, change }), { changed: 0, removed: 0, next: 2, deadLetters: 0 })
  assert.deepEqual(
    asked.filter((sql) => sql.includes('dead_letters')),
    [],
  )
  await store.close()
})

test('a rewrite changes a dead letter when its event is old, also when the log has that no more', async () => {
  const { clock, store } = await opened()
  await store.write({ events: chats(2) })
  await giveUp(store, 2)
  clock.advance(2 * DAY_MS)
  await store.write({ events: chats(1, 3) })
  await giveUp(store, 3)
  await store.retain({ before: { events: clock.wallTime() - DAY_MS, deadLetters: 0, sessions: 0 } })
  assert.equal(store.first(), 3)
  const day = Date.UTC(2026, 0, 1)
  const first = await store.rewrite({ acceptedBefore: day, change })
  assert.deepEqual([first.next, changed(store)], [2, []])
  const second = await store.rewrite({ fromSeqNo: first.next, acceptedBefore: day + DAY_MS, change })
  assert.deepEqual([second.next, changed(store)], [3, [2]])
  await store.close()
})

test('a rewrite that is told to stop says where the next begins, and that one leaves out no dead letter', async () => {
  const { store } = await opened()
  await store.write({ events: chats(500) })
  for (const { seqNo } of store.read(1, 500)) void giveUp(store, seqNo)
  await giveUp(store, 500)
  const stopping = new AbortController()
  const stopAt = (event: UnifiedEvent) => {
    if (event.seqNo === 500) stopping.abort()
    return change(event)
  }
  const acceptedBefore = Number.MAX_SAFE_INTEGER
  const { next } = await store.rewrite({ acceptedBefore, change: stopAt, signal: stopping.signal })
  assert.ok(next <= 500 && changed(store).length < 500, `${next}, ${changed(store).length}`)
  await store.rewrite({ fromSeqNo: next, acceptedBefore, change })
  assert.equal(changed(store).length, 500)
  await store.close()
})
