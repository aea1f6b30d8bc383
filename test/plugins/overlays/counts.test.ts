import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EventOf, EventQuery, UnifiedEvent } from '#sdk'
import { createCounts } from '../../../plugins/overlays/counts.ts'
import type { Counted } from '../../../plugins/overlays/tally.ts'
import { createRecordingHost } from '../../support/recording-host.ts'
import { eventOf, viewer } from './events.ts'

/** A log in memory that answers as host.events does, and how often it was asked. */
function createLog(events: readonly UnifiedEvent[]) {
  const asked: EventQuery[] = []
  return {
    asked,
    async query(query: EventQuery) {
      asked.push(query)
      const { types, sessionId, after = Number.POSITIVE_INFINITY, limit = 100 } = query
      const fits = (event: UnifiedEvent) =>
        types.includes(event.eventType) && (!sessionId || event.sessionId === sessionId) && event.seqNo < after
      return events.filter(fits).reverse().slice(0, limit)
    },
  }
}

const gift = (coins: number, more: Partial<EventOf<'gift'>> = {}): Promise<EventOf<'gift'>> =>
  eventOf('gift', {
    user: viewer('Ana'),
    ingestedAt: new Date().toISOString(),
    payload: { giftId: '1', giftName: 'Rose', giftCount: 1, coins },
    ...more,
  })

function countsOf(log: readonly UnifiedEvent[]) {
  const { host, lines } = createRecordingHost()
  const events = createLog(log)
  let changes = 0
  const counts = createCounts({ ...host, events }, () => changes++)
  const coins = () => [...counts.people()].map((person) => person.coins)
  return { counts, coins, asked: events.asked, lines, changes: () => changes }
}

test('at a start the newest live is counted from the log, page by page, and what comes again is not counted twice', async (t) => {
  const log = await Promise.all(Array.from({ length: 1203 }, () => gift(1)))
  const { counts, coins, asked } = countsOf(log)
  t.after(counts.stop)
  await counts.begin()
  for (const event of log.slice(-100)) counts.count(event)
  counts.count(await gift(1))
  assert.deepEqual([coins(), asked.filter(({ types }) => types.join() === 'gift').length], [[1204], 3])
})

test('a live is found again behind tests that were made after it', async (t) => {
  const log = [await gift(5, { sessionId: 'live' }), await gift(70, { sessionId: 'test', source: 'simulator' })]
  const { counts, coins } = countsOf(log)
  t.after(counts.stop)
  await counts.begin()
  counts.count(await gift(1, { sessionId: 'live' }))
  assert.deepEqual(coins(), [6])
})

test('a live that is shown in place of a test is counted from its beginning, also what came while it was', async (t) => {
  const trial = await gift(70, { sessionId: 'test', source: 'simulator' })
  const log = [await gift(5, { sessionId: 'live' }), await gift(6, { sessionId: 'live' })]
  const { counts, coins, changes } = countsOf(log)
  t.after(counts.stop)
  counts.count(trial)
  const [first, second] = log
  assert.ok(first && second)
  counts.count(second)
  const before = changes()
  while (changes() === before) await new Promise(setImmediate)
  counts.count(first)
  counts.count(await gift(1, { sessionId: 'live' }))
  assert.deepEqual(coins(), [12])
})

test('one that is long over is not shown again', async (t) => {
  const { counts, coins } = countsOf([await gift(5, { ingestedAt: new Date(Date.now() - 13 * 3_600_000).toISOString() })])
  t.after(counts.stop)
  await counts.begin()
  assert.deepEqual(coins(), [])
})

test('without the log it counts from now on, and says so', async (t) => {
  const { host, lines } = createRecordingHost()
  const events = { query: () => Promise.reject(new Error('not granted')) }
  const counts = createCounts({ ...host, events }, () => {})
  t.after(counts.stop)
  await counts.begin()
  const event: EventOf<Counted> = await gift(4)
  counts.count(event)
  assert.deepEqual([[...counts.people()].map(({ coins }) => coins), lines[0]?.level], [[4], 'warn'])
})
