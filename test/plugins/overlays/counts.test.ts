import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EventOf, EventQuery, UnifiedEvent } from '#sdk'
import { createCounts } from '../../../plugins/overlays/counts.ts'
import type { Counted } from '../../../plugins/overlays/tally.ts'
import { createRecordingHost } from '../../support/recording-host.ts'
import { eventOf, viewer } from './events.ts'

type Wish = {
  /** Bytes of one answer. */
  readonly most?: number
  /** Numbers that one query looks at. */
  readonly looked?: number
  readonly before?: (query: EventQuery) => Promise<void>
}

/** A log in memory that answers as host.events does, and how often it was asked. */
function createLog(events: readonly UnifiedEvent[], { most = Number.POSITIVE_INFINITY, looked = 20_000, before = async () => {} }: Wish) {
  const asked: EventQuery[] = []
  return {
    asked,
    async query(query: EventQuery) {
      asked.push(query)
      const { types, sessionId, after = (events.at(-1)?.seqNo ?? 0) + 1, limit = 100 } = query
      const fits = ({ eventType, seqNo, ...event }: UnifiedEvent) =>
        types.includes(eventType) && (!sessionId || event.sessionId === sessionId) && seqNo < after && seqNo >= after - looked
      const found = events.filter(fits).reverse().slice(0, limit)
      await before(query)
      let bytes = 0
      const tooMany = found.findIndex((event) => {
        bytes += JSON.stringify(event).length
        return bytes > most
      })
      return tooMany < 0 ? found : found.slice(0, tooMany)
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

const like = (totalLikeCount: number, more: Partial<EventOf<'like'>> = {}): Promise<EventOf<'like'>> =>
  eventOf('like', { user: viewer('Ben'), ingestedAt: new Date().toISOString(), payload: { likeCount: 10, totalLikeCount }, ...more })

function countsOf(log: readonly UnifiedEvent[], { beginMs = 5000, ...wish }: Wish & { readonly beginMs?: number } = {}) {
  const { host, lines } = createRecordingHost()
  const events = createLog(log, wish)
  let changes = 0
  const counts = createCounts({ ...host, events }, () => changes++, { beginMs })
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
  const pages = asked.filter(({ types, limit }) => types.includes('gift') && limit === 500)
  // One more, which is empty, where the log begins before these.
  assert.ok(pages.length === 3 || pages.length === 4, `${pages.length} pages`)
  assert.deepEqual(coins(), [1204])
})

test('a page that is shorter than it was asked for, as an answer may be, is not taken for the last', async (t) => {
  const log = await Promise.all(Array.from({ length: 40 }, () => gift(1)))
  const { counts, coins } = countsOf(log, { most: 10 * JSON.stringify(log[0]).length })
  t.after(counts.stop)
  await counts.begin()
  assert.deepEqual(coins(), [40])
})

test('a gift behind more records than one query looks at is found', async (t) => {
  const old = await gift(9)
  const [first, last] = [await gift(1, { seqNo: old.seqNo + 45_000 }), await like(10, { seqNo: old.seqNo + 90_000 })]
  const { counts, coins } = countsOf([old, first, last])
  t.after(counts.stop)
  await counts.begin()
  assert.deepEqual(coins(), [10, 0])
})

test('what came while a long log was read is counted once, though more was read than is remembered', async (t) => {
  const log: UnifiedEvent[] = await Promise.all(Array.from({ length: 6000 }, (_, n) => like(n)))
  const { counts, coins } = countsOf(log, {
    async before({ types }) {
      if (types.join() !== 'like' || log.length > 6000) return
      const late = await gift(7)
      log.push(late)
      counts.count(late)
    },
  })
  t.after(counts.stop)
  await counts.begin()
  await counts.catchUp()
  assert.deepEqual(
    coins().filter((coins) => coins > 0),
    [7],
  )
})

test('likes of a log are as many as the platform said last, and who was renamed has the new name', async (t) => {
  const log = [await like(10), await like(20), await like(30, { user: { ...viewer('Ben'), displayName: 'Ben II' } })]
  const { counts } = countsOf(log)
  t.after(counts.stop)
  await counts.begin()
  counts.count(await like(40, { user: { ...viewer('Ben'), displayName: 'Ben III' } }))
  assert.deepEqual([counts.totals().likes, [...counts.people()].map(({ name, likes }) => [name, likes])], [40, [['Ben III', 40]]])
})

test('a log that takes longer than a start may is counted all the same', async (t) => {
  const log = [await gift(5), await like(10)]
  let go = () => {}
  const gone = new Promise<void>((resolve) => {
    go = resolve
  })
  const { counts, coins, changes } = countsOf(log, { beginMs: 1, before: ({ sessionId }) => (sessionId ? gone : Promise.resolve()) })
  t.after(counts.stop)
  await counts.begin()
  const [before, told] = [coins(), changes()]
  go()
  while (changes() === told) await new Promise(setImmediate)
  assert.deepEqual([before, coins()], [[], [5, 0]])
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
