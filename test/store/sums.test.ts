import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { TIP_REVERSED } from '../../core/base/tip-reversal.ts'
import { loadViewerKey } from '../../core/store/erasure/key.ts'
import { createPersonalRetention } from '../../core/store/erasure/personal-retention.ts'
import { rebuild } from '../../core/store/sqlite/rebuild.ts'
import { createSqliteStore, withDatabase } from '../../core/store/sqlite/sqlite.ts'
import type { NewEvent } from '../../core/store/store.ts'
import type { EventSource } from '../../schemas/types.ts'
import { createSetClock } from '../money/many-lives.ts'
import { createFolder } from '../support/folder.ts'

const MINUTE_MS = 60_000
const START = Date.UTC(2026, 0, 1)
const ALL = { from: 0, to: START, limit: 100 }

const clock = createSetClock(START)
const store = await createSqliteStore({ dataDir: createFolder(), clock })
after(() => store.close())

/** Some of what an event says; the rest is the same for all. */
type Said = { readonly eventType: NewEvent['eventType']; readonly [field: string]: unknown }

let made = 0
/** A session of its own, and its events as they are stored. */
function live(source: EventSource = 'live') {
  made += 1
  const { sessionId, streamId } = store.sessions.open({ streamId: 'tiktok:maria', roomId: `room ${made}`, name: null, title: null, source })
  let count = 0
  const eventOf = (said: Said): NewEvent => {
    count += 1
    const base = { schemaVersion: '1', eventId: `${sessionId}:${count}`, triggerId: 1, streamId, sessionId, source, payload: {} }
    // What is left out nothing here adds up.
    return { ...base, timestamp: new Date(clock.wallTime()).toISOString(), ...said } as unknown as NewEvent
  }
  return {
    sessionId,
    /** Each is stored by itself. */
    async each(...said: readonly Said[]) {
      for (const one of said) await store.write({ events: [eventOf(one)] })
    },
    /** Stored together. */
    write: (...said: readonly Said[]) => store.write({ events: said.map(eventOf) }),
    view: () => store.lives.get(sessionId) ?? assert.fail('There is such a session'),
    only: { sessionIds: [sessionId] },
  }
}

const person = (userId: string, displayName = userId) => ({ userId, uniqueId: userId, displayName, safeName: displayName })
const gift = (userId: string, giftCount: number, coins: number, more: object = {}): Said => ({
  ...{ eventType: 'gift', user: person(userId), value: { coins }, payload: { giftId: '1', giftName: 'Rose', giftCount, coins } },
  ...more,
})
const tip = (userId: string, amountCents: number, currency: string, more: object = {}): Said => ({
  ...{ eventType: 'tip', user: person(userId), value: { amountCents, currency } },
  ...more,
})
const viewers = (viewerCount: number): Said => ({ eventType: 'viewerCount', payload: { viewerCount } })
const reversal = (tipSeqNo: number, amountCents: number, currency: string, more: object = {}): Said => ({
  eventType: 'custom',
  payload: { name: TIP_REVERSED, data: { tipSeqNo, amountCents, currency } },
  ...more,
})
const REPLAY = { replay: { id: 'dead-bank-1', of: 1 } }

for (const how of ['write', 'each'] as const) {
  test(`gifts and tips are added up by viewer and currency, under the newest name (${how})`, async () => {
    const show = live()
    await show[how](
      gift('ann', 2, 20),
      gift('bob', 1, 50),
      gift('ann', 3, 30, { user: person('ann', 'Ann') }),
      tip('ann', 300, 'EUR'),
      tip('ann', 200, 'USD'),
      tip('bob', 100, 'EUR'),
      tip('ann', 50, 'EUR', { user: person('ann', 'Ann') }),
    )
    const { gifts, coins, tips } = show.view()
    assert.deepEqual(
      [gifts, coins, tips, store.money.gifters(show.only, 10), store.money.tippers(show.only, 10)],
      [
        6,
        100,
        { EUR: { cents: 450, tips: 3 }, USD: { cents: 200, tips: 1 } },
        [
          { userId: 'ann', displayName: 'Ann', gifts: 5, coins: 50 },
          { userId: 'bob', displayName: 'bob', gifts: 1, coins: 50 },
        ],
        [
          { userId: 'ann', displayName: 'Ann', currency: 'EUR', cents: 350, tips: 2 },
          { userId: 'bob', displayName: 'bob', currency: 'EUR', cents: 100, tips: 1 },
          { userId: 'ann', displayName: 'ann', currency: 'USD', cents: 200, tips: 1 },
        ],
      ],
    )
  })

  test(`the most viewers of a live and those of now are told, also of each minute (${how})`, async () => {
    const show = live()
    await show[how](
      viewers(10),
      viewers(30),
      viewers(20),
      { eventType: 'like', user: person('ann'), payload: { likeCount: 4 } },
      gift('ann', 1, 7),
    )
    const [minute] = store.money.minutes(show.sessionId, ALL)
    const { viewers: now, peakViewers, likes } = show.view()
    assert.deepEqual(
      [now, peakViewers, likes, minute],
      [20, 30, 4, { minute: START / MINUTE_MS, counts: { gift: 1, like: 1, viewerCount: 3 }, coins: 7, viewers: 30 }],
    )
  })

  test(`who wrote, who gave, and who did both are told apart (${how})`, async () => {
    const show = live()
    const chat = (userId: string): Said => ({ eventType: 'chat', user: person(userId), payload: { message: 'hi' } })
    await show[how](chat('ann'), gift('ann', 1, 1), chat('bob'), gift('cat', 1, 1), { eventType: 'join', user: person('dan') }, chat(''))
    assert.deepEqual(store.money.funnel(show.only), { seen: 4, wrote: 2, gave: 2, both: 1 })
  })
}

test('events of two sessions that are stored together are added up each to its own', async () => {
  const [one, other] = [live(), live()]
  await store.write({
    events: [one, other, one].map(({ sessionId }, index) => ({
      ...{ schemaVersion: '1', triggerId: 1, streamId: 'tiktok:maria', source: 'live', timestamp: '' },
      ...gift('ann', 1, 5),
      ...{ eventId: `mixed:${index}`, sessionId },
    })) as unknown as NewEvent[],
  })
  assert.deepEqual([one.view().coins, other.view().coins], [10, 5])
})

test('what happened before the host came, and repeats, count nowhere; those of a replay count in its own session, and are no money', async () => {
  const show = live()
  await show.write(
    gift('ann', 1, 5),
    gift('ann', 1, 100, { source: 'history' }),
    gift('ann', 1, 100, REPLAY),
    tip('ann', 100, 'EUR', REPLAY),
  )
  const replayed = live('replay')
  await replayed.each(gift('ann', 1, 7, REPLAY), tip('ann', 900, 'EUR', REPLAY))
  const seen = (only: typeof show.only) => [store.money.tips({ sessionId: only.sessionIds[0] ?? '' }, 10), store.money.tippers(only, 10)]
  assert.deepEqual(
    [show.view().coins, show.view().tips, replayed.view().coins, replayed.view().tips, seen(show.only), seen(replayed.only)],
    [5, {}, 7, { EUR: { cents: 900, tips: 1 } }, [[], []], [[], []]],
  )
  assert.equal(store.money.funnel(replayed.only).seen, 0)
})

test('what is simulated is in the totals of its session, and no money', async () => {
  const show = live('simulator')
  await show.write(tip('ann', 900, 'EUR'))
  assert.deepEqual(
    [show.view().tips, store.money.tips({ sessionId: show.sessionId }, 10), store.money.tippers(show.only, 10)],
    [{ EUR: { cents: 900, tips: 1 } }, [], []],
  )
})

test('sums stay at the largest number there is, whole and never less than nothing', async () => {
  const show = live()
  const largest = Number.MAX_SAFE_INTEGER
  await show.each(gift('ann', 1.5, largest), gift('ann', -3, 10))
  await show.write(gift('ann', 1, largest), gift('ann', 1, 5))
  const { gifts, coins } = show.view()
  assert.deepEqual([gifts, coins, store.money.gifters(show.only, 1)[0]?.coins], [3, largest, largest])
})

test('a tip that is taken back is in no sum any more, whoever else tipped, and no other tip with it', async () => {
  const show = live()
  const [first, second] = await show.write(tip('ann', 300, 'EUR'), tip('ann', 200, 'EUR'), tip('bob', 300, 'EUR'), tip('ann', 300, 'USD'))
  await show.each(reversal(first?.seqNo ?? 0, 300, 'EUR', { user: person('ann') }))
  const left = store.money.tips({ sessionId: show.sessionId }, 10).map(({ seqNo, cents }) => [seqNo - (first?.seqNo ?? 0), cents])
  assert.deepEqual(
    [
      show.view().tips,
      left,
      store.money.tippers(show.only, 10).map(({ userId, currency, cents, tips }) => [userId, currency, cents, tips]),
    ],
    [
      { EUR: { cents: 500, tips: 2 }, USD: { cents: 300, tips: 1 } },
      [
        [3, 300],
        [2, 300],
        [1, 200],
      ],
      [
        ['bob', 'EUR', 300, 1],
        ['ann', 'EUR', 200, 1],
        ['ann', 'USD', 300, 1],
      ],
    ],
  )
  await show.each(reversal(second?.seqNo ?? 0, 250, 'EUR', { user: person('ann') }))
  assert.deepEqual(
    store.money.tippers(show.only, 10).map(({ userId, currency }) => `${userId} ${currency}`),
    ['ann USD', 'bob EUR'],
  )
})

test('no sum of tips is less than nothing, whatever is said to be taken back', async () => {
  const show = live()
  const [first] = await show.write(tip('ann', 100, 'EUR'), tip('ann', 100, 'EUR'))
  await show.each(reversal(first?.seqNo ?? 0, 250, 'EUR', { user: person('ann') }))
  assert.deepEqual([show.view().tips, store.money.tippers(show.only, 10)[0]?.cents], [{ EUR: { cents: 0, tips: 1 } }, 0])
})

test('viewers are known by what they were called last, also where that is stored together', async () => {
  const chat = (displayName: string): Said => ({ eventType: 'chat', user: person('renamed', displayName), payload: { message: 'hi' } })
  await live().write(chat('Before'), chat('After'))
  assert.equal(store.viewers.get('renamed')?.displayName, 'After')
})

test('viewers who stay are known to have been seen, to the quarter of an hour', async () => {
  const show = live()
  const chat: Said = { eventType: 'chat', user: person('patient'), payload: { message: 'hi' } }
  await show.each(chat)
  clock.pass(15 * MINUTE_MS)
  await show.each(chat)
  const { firstAt = 0, lastAt = 0 } = store.viewers.get('patient') ?? {}
  assert.equal(lastAt - firstAt, 15 * MINUTE_MS)
})

test('nobody takes a tip back for another session, nor a real one by what is repeated or simulated', async () => {
  const [show, other] = [live(), live()]
  const [given] = await show.write(tip('ann', 300, 'EUR'))
  const seqNo = given?.seqNo ?? 0
  await other.each(reversal(seqNo, 300, 'EUR', { user: person('ann') }))
  await show.each(reversal(seqNo, 300, 'EUR', { user: person('ann'), source: 'simulator' }))
  assert.equal(store.money.tip(seqNo)?.cents, 300)
  assert.deepEqual(
    store.money.tippers(show.only, 10).map(({ cents }) => cents),
    [300],
  )
})

test('a tip that was taken back stays so when sums are made anew from a log that has forgotten who tipped', async () => {
  const dataDir = createFolder()
  const later = createSetClock(START)
  const aged = await createSqliteStore({ dataDir, clock: later })
  const { sessionId, streamId } = aged.sessions.open({ streamId: 'tiktok:maria', roomId: null, name: null, title: null, source: 'live' })
  const base = { schemaVersion: '1', triggerId: 1, streamId, sessionId, source: 'live', timestamp: '', payload: {} }
  const said = [tip('ann', 300, 'EUR'), tip('ann', 200, 'EUR'), reversal(1, 300, 'EUR', { user: person('ann') })]
  await aged.write({ events: said.map((one, index) => ({ ...base, eventId: `aged:${index}`, ...one })) as unknown as NewEvent[] })
  later.pass(31 * 86_400_000)
  await createPersonalRetention({ store: aged, key: await loadViewerKey(dataDir), clock: later, personalDays: () => 30 })()
  const given = { cents: 200, tips: 1 }
  const sums = ({ lives, money }: typeof aged) => [
    lives.get(sessionId)?.tips,
    money.tippers({}, 9).map(({ displayName, cents, tips }) => ({ displayName, cents, tips })),
  ]
  const forgotten = [{ EUR: given }, [{ displayName: 'Viewer', ...given }]]
  assert.deepEqual(sums(aged), forgotten)
  await aged.close()
  await withDatabase(dataDir, (database) => database.transaction(() => rebuild(database))())
  const anew = await createSqliteStore({ dataDir, clock: later })
  assert.deepEqual(sums(anew), forgotten)
  await anew.close()
})

test('tips are found from a time on, before another, and page by page, newest first; those of a minute are added up', async () => {
  const show = live()
  const from = clock.wallTime() + MINUTE_MS
  const at: number[] = []
  for (const pass of [MINUTE_MS, 1000, MINUTE_MS - 1000, MINUTE_MS]) {
    clock.pass(pass)
    at.push(clock.wallTime())
    await show.each(tip('ann', 100, 'EUR'))
  }
  const found = (filter: object) => store.money.tips({ sessionId: show.sessionId, ...filter }, 10).map((row) => at.indexOf(row.at))
  const newest = store.money.tips({ sessionId: show.sessionId }, 1)[0]?.seqNo ?? 0
  assert.deepEqual(
    [found({}), found({ since: at[1] }), found({ until: at[1] }), found({ before: newest })],
    [[3, 2, 1, 0], [3, 2, 1], [0], [2, 1, 0]],
  )
  const minute = from / MINUTE_MS
  const ofMinutes = store.money.tipMinutes(show.sessionId, { from: minute, to: minute + 1 })
  assert.deepEqual(ofMinutes, [
    { minute, currency: 'EUR', cents: 200 },
    { minute: minute + 1, currency: 'EUR', cents: 100 },
  ])
})

test('of too many minutes the newest are told, oldest first', async () => {
  const show = live()
  const first = Math.floor(clock.wallTime() / MINUTE_MS)
  for (let minute = 0; minute < 3; minute++) {
    await show.each(viewers(minute))
    clock.pass(MINUTE_MS)
  }
  const told = store.money.minutes(show.sessionId, { from: first, to: first + 2, limit: 2 })
  assert.deepEqual(
    told.map(({ minute }) => minute - first),
    [1, 2],
  )
})

test('who gave the same coins is ranked by gifts, and who tipped by the currency that most was given in', async () => {
  const show = live()
  await show.write(gift('ann', 1, 10), gift('zoe', 5, 10), tip('ann', 100, 'EUR'), tip('bob', 150, 'EUR'), tip('cat', 200, 'USD'))
  assert.deepEqual(
    [store.money.gifters(show.only, 10).map(({ userId }) => userId), store.money.tippers(show.only, 10).map(({ userId }) => userId)],
    [
      ['zoe', 'ann'],
      ['bob', 'ann', 'cat'],
    ],
  )
})
