import assert from 'node:assert/strict'
import test from 'node:test'
import { createLog } from '../core/base/log.ts'
import { createRetention } from '../core/desks/keeping/retention.ts'
import { createSqliteStore } from '../core/store/sqlite/sqlite.ts'
import type { Store } from '../core/store/store.ts'
import type { Settings } from '../schemas/types.ts'
import { chats } from './contracts/store.ts'
import { createFolder } from './support/folder.ts'
import { createVirtualClock } from './support/virtual-clock.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** Every plugin has its folder. */
const KNOWN = { isHere: () => true, forget: assert.fail }

test('events, dead letters and sessions go each after their own days, and twice at once never', async () => {
  const clock = createVirtualClock()
  const asked: Parameters<Store['retain']>[0]['before'][] = []
  let end = () => {}
  const retain: Store['retain'] = ({ before }) => {
    asked.push(before)
    return new Promise((resolve) => {
      end = () => resolve({ removed: { events: 0, deadLetters: 0, sessions: 0 }, held: [] })
    })
  }
  let settings: Settings = { schemaVersion: '1' }
  const retention = createRetention({ store: { retain }, ...KNOWN, settings: () => settings, clock, log: createLog({ level: 'silent' }) })
  await clock.advance(30_000)
  retention.soon()
  await clock.advance(1)
  assert.equal(asked.length, 1)
  end()
  await clock.advance(1)
  settings = { schemaVersion: '1', retention: { eventDays: 1, deadLetterDays: 2, sessionDays: 3 } }
  retention.soon()
  await clock.advance(1)
  end()
  await retention.stop()
  const began = clock.wallTime() - 30_003
  assert.deepEqual(
    asked.map(({ events, deadLetters, sessions }) => [events, deadLetters, sessions].map((at) => Math.round((began - at) / DAY_MS))),
    [
      [90, 30, 365],
      [1, 2, 3],
    ],
  )
})

test('F8: events go after as many days as the settings say, 90 unless they do; what a plugin that is away is owed stays, and is told', async () => {
  const clock = createVirtualClock()
  const lines: string[] = []
  const log = createLog({ level: 'info', write: (line) => lines.push(line) })
  const store = await createSqliteStore({ dataDir: createFolder(), clock, groupCommit: { delayMs: 5, records: 1 } })
  await store.write({ events: chats(5) })
  let settings: Settings = { schemaVersion: '1' }
  const retention = createRetention({ store, ...KNOWN, settings: () => settings, clock, log })
  await clock.advance(90 * DAY_MS)
  assert.equal(store.read(1, 9).length, 5)
  await clock.advance(DAY_MS)
  assert.equal(store.read(1, 9).length, 0)
  await store.write({ events: chats(5, 6) })
  await store.write({ events: chats(5, 11), progress: [{ plugin: 'away', considered: 10, pages: new Map() }] })
  settings = { schemaVersion: '1', retention: { eventDays: 1 } }
  await clock.advance(2 * DAY_MS)
  assert.deepEqual([store.first(), store.head(), retention.held()], [11, 15, [{ plugin: 'away', events: 5 }]])
  await retention.stop()
  const pending = clock.pending()
  await clock.advance(2 * DAY_MS)
  assert.equal(clock.pending(), pending)
  await store.close()
  const told = lines.filter((line) => /too old is removed|are kept for a plugin/.test(line)).map((line) => JSON.parse(line))
  assert.deepEqual(
    told.filter(({ events, plugin }) => events > 0 && plugin === undefined).map(({ events }) => events),
    [5, 5],
  )
  assert.deepEqual(told.find(({ plugin }) => plugin === 'away')?.events, 5)
})

test('F8: a plugin whose folder stays gone holds old events for an hour more and then none; one that is back by then keeps all that it is owed', async (t) => {
  const clock = createVirtualClock()
  const store = await createSqliteStore({ dataDir: createFolder(), clock, groupCommit: { delayMs: 5, records: 1 } })
  t.after(() => store.close())
  await store.write({ events: chats(5), progress: ['removed', 'moved'].map((plugin) => ({ plugin, considered: 2, pages: new Map() })) })
  const here = new Set<string>()
  const forgotten: string[] = []
  const retention = createRetention({
    store,
    isHere: (plugin) => here.has(plugin),
    forget(plugin) {
      forgotten.push(plugin)
      void store.write({ forgotten: [plugin] })
    },
    settings: () => ({ schemaVersion: '1', retention: { eventDays: 1 } }),
    clock,
    log: createLog({ level: 'silent' }),
  })
  t.after(() => retention.stop())
  await clock.advance(DAY_MS + HOUR_MS - 1)
  assert.deepEqual([retention.held().map(({ plugin }) => plugin), forgotten], [['moved', 'removed'], []])
  here.add('moved')
  await clock.advance(HOUR_MS)
  assert.deepEqual([retention.held(), forgotten, store.progress('removed')], [[{ plugin: 'moved', events: 3 }], ['removed'], undefined])
  await store.write({ forgotten: ['moved'] })
  await clock.advance(HOUR_MS)
  assert.deepEqual([store.read(1, 9), forgotten], [[], ['removed']])
})
