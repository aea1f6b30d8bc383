import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import test from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createMarks } from '../../core/store/marks.ts'
import { openDatabase } from '../../core/store/sqlite/database.ts'
import { createSqliteStore, withDatabase } from '../../core/store/sqlite/sqlite.ts'
import { PAGE_SIZE } from '../../core/store/store.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { chats, createTestClock } from '../contracts/store.ts'
import fc from '../support/chance.ts'
import { createFolder } from '../support/folder.ts'
import { crash } from '../support/store-folder.ts'

const PLUGINS = ['p', 'q']
const isLong = process.env.SHOWRUNNER_LONG === '1'

const percentOwed = fc.constantFrom(0, 0, 1, 5, 50)
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('accept' as const), count: fc.integer({ min: 1, max: 40 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('settle' as const), percentOwed, behind: fc.constantFrom(0, 0, 7), seed: fc.nat(99) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('retain' as const), ageMs: fc.integer({ min: 0, max: 3000 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const) }) },
)

/** A store that takes no time to be safe: what is shown here are crashes of the process. */
function open(dataDir: string, wallTime: () => number) {
  const clock = { ...systemClock, wallTime, after: (_: number, callback: () => void) => systemClock.after(0, callback) }
  const unsynced = (file: string) => {
    const database = openDatabase(file)
    database.pragma('synchronous = OFF')
    return database
  }
  return createSqliteStore({ dataDir, clock, open: unsynced, groupCommit: { delayMs: 0, records: 1 } })
}

test('F8: whatever is accepted, settled, removed and crashed, no event that a plugin is owed is ever missing', async (context) => {
  let removed = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      let wallTime = Date.UTC(2026, 0, 1)
      let dataDir = createFolder()
      let store = await open(dataDir, () => wallTime)
      const restored = () => new Map(PLUGINS.map((plugin) => [plugin, createMarks(plugin, store.progress(plugin))]))
      let marks = restored()
      const save = () => store.write({ progress: [...marks.values()].flatMap((mark) => mark.takeDirty() ?? []) })
      await save()
      for (const step of steps) {
        if (step.kind === 'accept') {
          await store.write({ events: chats(step.count, store.head() + 1) })
          wallTime += 1000
        } else if (step.kind === 'settle') {
          for (const [n, mark] of [...marks.values()].entries()) {
            for (let seqNo = mark.considered() + 1; seqNo <= store.head() - n * step.behind; seqNo++) mark.add(seqNo)
            for (const seqNo of mark.pending(1)) if ((seqNo * 7919 + step.seed + n) % 100 >= step.percentOwed) mark.settle(seqNo)
          }
          await save()
        } else if (step.kind === 'retain') {
          const { events } = (await store.retain({ before: { events: wallTime - step.ageMs, deadLetters: 0, sessions: 0 } })).removed
          removed += events
        } else {
          const folder = crash(dataDir)
          await store.close()
          dataDir = folder
          store = await open(dataDir, () => wallTime)
          marks = restored()
        }
        const kept = new Set(store.read(1, 100_000).map(({ seqNo }) => seqNo))
        for (const mark of marks.values()) {
          const owed = [...mark.pending(1), ...range(mark.considered() + 1, store.head())]
          assert.deepEqual(
            owed.filter((seqNo) => !kept.has(seqNo)),
            [],
          )
        }
        assert.equal(store.damaged(), 0)
      }
      await store.close()
    }),
    { numRuns: isLong ? 3000 : 50 },
  )
  assert.ok(removed > 0)
  context.diagnostic(`figure: ${removed} events removed, none that was owed`)
})

const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)

const DAY_MS = 86_400_000

/** A store that took one event at each of five times, by a clock that was ahead for a while and then behind; told are the first and the last right time. */
async function storeOfWrongClock() {
  const clock = createTestClock()
  let wallTime = clock.wallTime()
  const store = await createSqliteStore({
    dataDir: createFolder(),
    clock: { ...clock, after: systemClock.after, wallTime: () => wallTime },
  })
  for (const days of [0, 3650, 1, -7000, 2]) {
    wallTime = clock.wallTime() + days * DAY_MS
    await store.write({ events: chats(1, store.head() + 1) })
    const seqNo = store.head()
    const at = new Date(wallTime).toISOString()
    await store.write({ deadLetters: [{ plugin: 'p', seqNo, at, reason: 'attempts', attempts: [] }] })
  }
  return { store, first: clock.wallTime(), last: wallTime }
}

test('F8: what a plugin is owed by a page that is damaged is not removed, since all of that page is delivered again', async () => {
  const dataDir = createFolder()
  const young = await createSqliteStore({ dataDir, clock: systemClock })
  await young.write({ events: chats(5) })
  // Nothing is owed by it.
  await young.write({ progress: [{ plugin: 'p', considered: 5, pages: new Map([[0, new Uint8Array(PAGE_SIZE / 8)]]) }] })
  await young.close()
  await withDatabase(dataDir, (file) => file.exec('UPDATE pending SET crc = crc + 1'))
  const store = await createSqliteStore({ dataDir, clock: systemClock })
  const { removed } = await store.retain({ before: { events: systemClock.wallTime() + 1, deadLetters: 0, sessions: 0 } })
  assert.deepEqual([removed.events, store.read(1, 9).length], [0, 5])
  await store.close()
})

test('a clock that is behind takes nothing away: what is dated later than now is not old', async () => {
  const clock = createTestClock()
  let wallTime = clock.wallTime()
  const store = await createSqliteStore({
    dataDir: createFolder(),
    clock: { ...clock, after: systemClock.after, wallTime: () => wallTime },
  })
  const deadLetter = (seqNo: number) => ({ plugin: 'p', seqNo, at: new Date(wallTime).toISOString(), reason: 'attempts', attempts: [] })
  for (const days of [0, -2000]) {
    wallTime = clock.wallTime() + days * DAY_MS
    await store.write({ events: chats(2, store.head() + 1) })
    await store.write({ deadLetters: [deadLetter(store.head())] })
  }
  const before = wallTime - 90 * DAY_MS
  await store.retain({ before: { events: before, deadLetters: before, sessions: 0 } })
  const { changed } = await store.rewrite({ acceptedBefore: before, change: (event) => ({ ...event }) })
  assert.deepEqual([store.read(1, 9).length, store.deadLetterCount(), changed], [4, 2, 0])
  await store.close()
})

test('a clock that stood wrong for a while makes no event older or younger than its neighbours', async () => {
  const { store, first, last } = await storeOfWrongClock()
  await store.retain({ before: { events: first + DAY_MS / 2, deadLetters: 0, sessions: 0 } })
  assert.deepEqual(
    store.read(1, 9).map(({ seqNo }) => seqNo),
    [2, 3, 4, 5],
  )
  await store.retain({ before: { events: last, deadLetters: 0, sessions: 0 } })
  assert.deepEqual(
    store.read(1, 9).map(({ seqNo }) => seqNo),
    [5],
  )
  await store.close()
})

test('a clock that stood wrong for a while makes no dead letter older or younger than its neighbours', async () => {
  const { store, first, last } = await storeOfWrongClock()
  await store.retain({ before: { events: 0, deadLetters: first + DAY_MS / 2, sessions: 0 } })
  assert.deepEqual(
    store.deadLetters().map(({ seqNo }) => seqNo),
    [5, 4, 3, 2],
  )
  await store.retain({ before: { events: 0, deadLetters: last, sessions: 0 } })
  assert.deepEqual(
    store.deadLetters().map(({ seqNo }) => seqNo),
    [5],
  )
  await store.close()
})

test('a clock that stood wrong for a while keeps no viewer named for longer, in the log or in a dead letter', async () => {
  const { store, first, last } = await storeOfWrongClock()
  const change = (event: UnifiedEvent) => ({ ...event, ingestedAt: event.ingestedAt.replace('Z', '1Z') })
  const isChanged = (event: UnifiedEvent | undefined) => event?.ingestedAt.endsWith('1Z')
  const changed = () => [
    store.read(1, 9).flatMap(({ seqNo, event }) => (isChanged(event) ? seqNo : [])),
    store.deadLetters().flatMap(({ seqNo, event }) => (isChanged(event) ? seqNo : [])),
  ]
  const { next } = await store.rewrite({ acceptedBefore: first + DAY_MS / 2, change })
  assert.deepEqual([next, ...changed()], [2, [1], [1]])
  await store.rewrite({ fromSeqNo: next, acceptedBefore: last + 1, change })
  assert.deepEqual(changed(), [
    [1, 2, 3, 4, 5],
    [5, 4, 3, 2, 1],
  ])
  await store.close()
})

/** Sessions that each had a tip by Ana, by a clock that was ahead for a while and then behind; told are the first and the last right time. */
async function livesOfWrongClock() {
  const clock = createTestClock()
  const start = clock.wallTime()
  let wallTime = start
  const store = await createSqliteStore({
    dataDir: createFolder(),
    clock: { ...clock, after: systemClock.after, wallTime: () => wallTime },
  })
  const user = { userId: 'ana', uniqueId: 'ana', displayName: 'Ana', safeName: 'Ana' }
  for (const days of [0, 3650, 1, -7000, 2]) {
    wallTime = start + days * DAY_MS
    const { sessionId, streamId } = store.sessions.open({ streamId: 'tiktok:a', roomId: null, name: null, title: null, source: 'live' })
    const stamp = { schemaVersion: '1', streamId, sessionId, source: 'live', timestamp: new Date(wallTime).toISOString() } as const
    const value = { amountCents: 5, currency: 'EUR' }
    await store.write({ events: [{ ...stamp, eventId: `a:${days}`, eventType: 'tip', triggerId: 16, user, value, payload: {} }] })
  }
  return { store, first: start, last: wallTime }
}

test('a clock that stood wrong for a while takes no session away before its neighbours, and keeps none for longer', async () => {
  const { store, first, last } = await livesOfWrongClock()
  const kept = async (sessions: number) => {
    await store.retain({ before: { events: 0, deadLetters: 0, sessions } })
    return store.sessions.list(9).map(({ number }) => number)
  }
  assert.deepEqual(await kept(first), [5, 4, 3, 2, 1])
  assert.deepEqual(await kept(first + DAY_MS / 2), [5, 4, 3, 2])
  assert.deepEqual(await kept(last + 1), [5])
  await store.close()
})

test('a clock that stood wrong for a while keeps nobody who gave named for longer, nor for shorter', async () => {
  const { store, first, last } = await livesOfWrongClock()
  const named = async (before: number) => {
    await store.personal.rewriteGifters(before, () => 'anon:1')
    return [1, 2, 3, 4, 5].flatMap((n) => store.money.tippers({ sessionIds: [`session-${n}`] }, 9).map(({ displayName }) => displayName))
  }
  assert.deepEqual(await named(first), ['Ana', 'Ana', 'Ana', 'Ana', 'Ana'])
  assert.deepEqual(await named(first + DAY_MS / 2), ['Viewer', 'Ana', 'Ana', 'Ana', 'Ana'])
  assert.deepEqual(await named(last + 1), ['Viewer', 'Viewer', 'Viewer', 'Viewer', 'Viewer'])
  assert.equal(store.viewers.get('ana'), undefined)
  await store.close()
})

test('F8: removing a great deal leaves the loop free, gives the space back, and stops when it is told to', async (context) => {
  const dataDir = createFolder()
  let store = await createSqliteStore({ dataDir, clock: systemClock })
  const events = isLong ? 1_000_000 : 120_000
  for (let from = 1; from <= events; from += 5000) await store.write({ events: chats(5000, from) })
  const size = () => statSync(join(dataDir, 'showrunner.db')).size
  await store.close()
  const full = size()
  store = await createSqliteStore({ dataDir, clock: systemClock })
  const aborted = AbortSignal.abort()
  const before = { events: Number.MAX_SAFE_INTEGER, deadLetters: 0, sessions: 0 }
  assert.ok((await store.retain({ before, signal: aborted })).removed.events < events)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const began = performance.now()
  await store.retain({ before })
  const tookMs = performance.now() - began
  delay.disable()
  assert.deepEqual([store.first(), store.read(1, 9)], [events + 1, []])
  await store.close()
  assert.ok(size() < full / 2, `${size()} of ${full} bytes`)
  context.diagnostic(
    `figure: ${events} events removed in ${(tookMs / 1000).toFixed(1)} s, the loop held p50 ${(delay.percentile(50) / 1e6).toFixed(1)} p99 ${(delay.percentile(99) / 1e6).toFixed(1)} max ${(delay.max / 1e6).toFixed(1)} ms; file ${full >> 20} to ${size() >> 20} MB`,
  )
})
