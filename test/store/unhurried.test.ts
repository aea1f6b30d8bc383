import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import type { Change } from '../../core/store/store.ts'
import { chats, createTestClock } from '../contracts/store.ts'
import { createFolder } from '../support/folder.ts'
import { crash } from '../support/store-folder.ts'

const DONE: Change = { progress: [{ plugin: 'alerts', considered: 1, pages: new Map() }], isUnhurried: true }

const turn = () => new Promise((resolve) => setImmediate(resolve))

/** A store whose disk is asked to sync and answers when it is told to. */
async function openStore(t: TestContext, dataDir = createFolder()) {
  const clock = createTestClock()
  const asked: { resolve(): void; reject(error: Error): void }[] = []
  const openWal = () => ({ sync: () => new Promise<void>((resolve, reject) => void asked.push({ resolve, reject })), close: () => {} })
  const store = await createSqliteStore({ dataDir, clock, openWal })
  t.after(async () => {
    const closed = store.close()
    for (const { resolve } of asked) resolve()
    await closed
  })
  return {
    ...{ store, clock, asked, dataDir },
    /** After what a group commit may take. */
    async done() {
      const written = store.write(DONE)
      clock.advance(5)
      await written
    },
  }
}

test('what only says what was done is written without waiting for the disk, and outlives the process', async (t) => {
  const { asked, dataDir, done } = await openStore(t)
  await done()
  assert.equal(asked.length, 0)
  const again = await createSqliteStore({ dataDir: crash(dataDir), clock: createTestClock() })
  assert.equal(again.progress('alerts')?.considered, 1)
  await again.close()
})

test('it is on the disk within a fifth of a second, once for all that came meanwhile', async (t) => {
  const { clock, asked, done } = await openStore(t)
  await done()
  clock.advance(100)
  await done()
  clock.advance(94)
  assert.equal(asked.length, 0)
  clock.advance(1)
  assert.equal(asked.length, 1)
  clock.advance(1000)
  assert.equal(asked.length, 1)
})

test('an event does not wait for it, and takes it along to the disk', async (t) => {
  const { store, clock, asked, done } = await openStore(t)
  await done()
  const accepted = store.write({ events: chats(1) })
  clock.advance(5)
  assert.equal(asked.length, 1)
  clock.advance(1000)
  assert.equal(asked.length, 1)
  asked[0]?.resolve()
  assert.equal((await accepted).length, 1)
})

test('what is in a hurry does not wait until it is on the disk', async (t) => {
  const { store, clock, asked, done } = await openStore(t)
  await done()
  clock.advance(200)
  void store.write({ events: chats(1), isPrompt: true })
  await turn()
  assert.equal(asked.length, 2)
})

test('what a plugin keeps, an attempt and what came with them wait for the disk', async (t) => {
  const { store, clock, asked } = await openStore(t)
  store.kv.set('alerts', 'total', 3)
  void store.write(DONE)
  await turn()
  assert.equal(asked.length, 1)
  asked[0]?.resolve()
  await turn()
  void store.write({ attempts: [{ plugin: 'alerts', seqNo: 1, attempt: 1, at: '2026-01-01T00:00:00.000Z', durationMs: 0, error: 'no' }] })
  void store.write(DONE)
  clock.advance(5)
  assert.equal(asked.length, 2)
})

test('a disk that refuses it afterwards closes the store, as for any other change', async (t) => {
  const { store, clock, asked, done } = await openStore(t)
  await done()
  clock.advance(200)
  asked[0]?.reject(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }))
  await turn()
  await assert.rejects(store.write({ events: chats(1) }), { code: 'STORE_WRITE_FAILED' })
})
