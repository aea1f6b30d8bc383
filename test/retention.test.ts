import assert from 'node:assert/strict'
import test from 'node:test'
import { createLog } from '../core/base/log.ts'
import { createRetention } from '../core/desks/keeping/retention.ts'
import { createSqliteStore } from '../core/store/sqlite/sqlite.ts'
import type { Settings } from '../schemas/types.ts'
import { chats } from './contracts/store.ts'
import { createFolder } from './support/folder.ts'
import { createVirtualClock } from './support/virtual-clock.ts'

const DAY_MS = 86_400_000

test('F8: events go after as many days as the settings say, 90 unless they do; what a plugin that is away is owed stays, and is told', async () => {
  const clock = createVirtualClock()
  const lines: string[] = []
  const log = createLog({ level: 'info', write: (line) => lines.push(line) })
  const store = await createSqliteStore({ dataDir: createFolder(), clock, groupCommit: { delayMs: 5, records: 1 } })
  await store.write({ events: chats(5) })
  let settings: Settings = { schemaVersion: '1' }
  const retention = createRetention({ store, settings: () => settings, clock, log })
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
