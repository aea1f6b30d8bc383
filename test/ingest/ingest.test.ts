import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HostError } from '../../core/base/errors.ts'
import { createLog } from '../../core/base/log.ts'
import { validate } from '../../core/base/validate.ts'
import { readEmitted } from '../../core/ingest/emitted.ts'
import { createIngest, type IngestParts } from '../../core/ingest/ingest.ts'
import type { Draft } from '../../core/ingest/source.ts'
import { STREAK_IDLE_MS } from '../../core/ingest/streaks.ts'
import type { StoredEvent } from '../../core/store/store.ts'
import { createFakeClock, createFakeStore } from './fake-store.ts'

const user = { userId: '7', uniqueId: 'ann', displayName: 'Ann' }
const live = { streamId: 'tiktok:somebody', roomId: '42', source: 'live' } as const

function start({
  fake = createFakeStore(),
  clock = createFakeClock(),
  ...more
}: { fake?: ReturnType<typeof createFakeStore>; clock?: ReturnType<typeof createFakeClock> } & Partial<IngestParts> = {}) {
  const accepted: StoredEvent[] = []
  const ingest = createIngest({
    ...{ store: fake.store, clock, log: createLog({ level: 'silent' }), startId: 'start' },
    onAccepted: (events) => void accepted.push(...events),
    ...more,
  })
  const door = ingest.door()
  door.openSession(live)
  return { fake, clock, ingest, door, accepted, types: () => fake.events().map(({ eventType }) => eventType) }
}

function chat(id: string, message = 'hi', more: Partial<Draft> = {}): Draft {
  return { eventType: 'chat', eventId: `tiktok:42:${id}`, user, payload: { message }, ...more } as Draft
}

function rose(id: string, count: number, ended = false, more: object = {}): Draft {
  const payload = { giftId: '5655', giftName: 'Rose', giftCount: count, coins: count, diamondCount: 1, giftType: 1 }
  return { eventType: 'gift', eventId: `tiktok:42:${id}`, user, payload, streak: { key: '7:5655:1', count, ended }, ...more }
}

test('ingest makes valid events of drafts, cleans them and keeps what it changed', async () => {
  const { door, fake, clock } = start()
  await door.ingest([{ ...chat('1', 'a\0b'), user: { ...user, displayName: '🔥' } }])
  const event = fake.events().at(-1)
  assert.deepEqual(event, {
    ...{ schemaVersion: '1', eventId: 'tiktok:42:1', eventType: 'chat', triggerId: 1, seqNo: 2, streamId: 'tiktok:somebody' },
    ...{ sessionId: 'session-1', source: 'live', timestamp: new Date(clock.wallTime()).toISOString(), ingestedAt: event?.timestamp },
    user: { ...user, displayName: '🔥', safeName: 'ann' },
    payload: { message: 'ab' },
    original: { '/payload/message': 'a\0b' },
  })
  for (const event of fake.events()) assert.equal(validate('unified-event', event).ok, true)
})

test('ingest asks the store to be prompt for what somebody looks at the screen for', async () => {
  const { store } = createFakeStore()
  const asked: (readonly [string | undefined, boolean | undefined])[] = []
  const { door } = start({
    store: {
      ...store,
      write(change) {
        asked.push([change.events?.at(-1)?.eventType, change.isPrompt])
        return store.write(change)
      },
    },
  })
  await door.ingest([chat('1')])
  await door.ingest([chat('2'), rose('3', 1, true)])
  await door.ingest([{ eventType: 'follow', eventId: 'tiktok:42:4', user, payload: {} } as Draft])
  assert.deepEqual(asked.slice(-3), [
    ['chat', false],
    ['gift', true],
    ['follow', true],
  ])
})

test('ingest accepts an id once: in one call, in two, while on the way, and after a restart', async () => {
  const { door, fake, clock, ingest } = start()
  await Promise.all([door.ingest([chat('1'), chat('1')]), door.ingest([chat('1')])])
  await door.ingest([chat('1')])
  const again = start({ fake, clock })
  await again.door.ingest([chat('1'), chat('2')])
  assert.deepEqual([again.types(), ingest.status().repeated], [['streamStart', 'chat', 'chat'], 3])
})

test('I3: ingest accepts a step of a streak once, and counts one that comes late each time as late', async () => {
  const { door, ingest, types } = start()
  await door.ingest([rose('1', 1), rose('1', 1)])
  await door.ingest([rose('1', 1), rose('2', 2, true)])
  await door.ingest([rose('3', 1)])
  await door.ingest([rose('3', 1)])
  const { repeated, lateSteps } = ingest.status()
  assert.deepEqual([types(), repeated, lateSteps], [['streamStart', 'giftStreak', 'giftStreak', 'gift'], 2, 2])
})

test('F1: what repeats an event that is still on its way is as safe as that one', async () => {
  const { door, fake } = start()
  await door.ingest([chat('0')])
  fake.failWith(new HostError('STORE_WRITE_FAILED', 'The disk is gone'))
  const [first, ...repeats] = await Promise.allSettled([
    door.ingest([chat('1')]),
    door.ingest([chat('1')]),
    door.ingest([chat('1'), chat('0')]),
  ])
  assert.deepEqual(
    [first, ...repeats].map(({ status }) => status),
    ['rejected', 'rejected', 'rejected'],
  )
})

test('ingest accepts an id again after its write failed, and counts its streak anew', async () => {
  const { door, fake } = start()
  await door.ingest([rose('1', 1)])
  fake.failWith(new HostError('STORE_WRITE_FAILED', 'The disk is gone'))
  await assert.rejects(door.ingest([chat('2'), rose('3', 2, true)]), { code: 'STORE_WRITE_FAILED' })
  await door.ingest([chat('2'), rose('3', 2, true)])
  assert.deepEqual(
    fake
      .events()
      .map(({ eventType, payload }) => [eventType, (payload as { giftCount?: number }).giftCount])
      .slice(2),
    [
      ['chat', undefined],
      ['giftStreak', 2],
      ['gift', 2],
    ],
  )
})

test('T5: ingest keeps what is no event as a raw one, and the others as they are', async () => {
  const { door, fake, ingest } = start()
  // The casts are what a source without types could hand in.
  const bad = [
    null,
    { eventType: 'nonsense' },
    chat('1', 7 as unknown as string),
    { ...rose('2', 1), streak: { key: '', count: -1 } },
  ] as unknown as Draft[]
  await door.ingest([...bad, chat('3')])
  assert.deepEqual(
    fake
      .events()
      .slice(1)
      .map(({ eventType, payload }) => [eventType, (payload as { rawType?: string }).rawType]),
    [
      ['raw', 'unknown'],
      ['raw', 'nonsense'],
      ['raw', 'chat'],
      ['raw', 'gift'],
      ['chat', undefined],
    ],
  )
  assert.equal(ingest.status().malformed, 4)
  for (const event of fake.events()) assert.equal(validate('unified-event', event).ok, true)
})

test('ingest lets no number in that cannot be counted with', async () => {
  const { door, fake } = start()
  const like = (likeCount: number, totalLikeCount: number): Draft => ({ eventType: 'like', user, payload: { likeCount, totalLikeCount } })
  await door.ingest([like(1, Number.POSITIVE_INFINITY), like(1, -0), like(1, Number.NaN), like(-1, 1), like(1.5, 1), like(1e300, 1)])
  assert.deepEqual(
    fake
      .events()
      .slice(1)
      .map(({ eventType, payload }) => [
        eventType,
        (payload as { likeCount?: number }).likeCount,
        (payload as { totalLikeCount?: number }).totalLikeCount,
      ]),
    [
      ['like', 1, Number.MAX_SAFE_INTEGER],
      ['like', 1, 0],
      ['like', 1, undefined],
      ['raw', undefined, undefined],
      ['raw', undefined, undefined],
      ['like', Number.MAX_SAFE_INTEGER, 1],
    ],
  )
})

test('ingest lets nothing reach a prototype', async () => {
  const { door, fake } = start()
  const data = JSON.parse('{"__proto__":{"isAdmin":true},"deep":[{"constructor":1,"kept":2}]}')
  await door.ingest([{ eventType: 'custom', payload: { name: 'x', data } }])
  assert.deepEqual(fake.events().at(-1)?.payload, { name: 'x', data: { deep: [{ kept: 2 }] } })
})

test('T6: ingest believes a live source only when its clock is within ten minutes', async () => {
  const { door, fake, clock } = start()
  const now = clock.wallTime()
  const at = (ms: number) => new Date(now + ms).toISOString()
  await door.ingest([
    chat('1', 'hi', { timestamp: at(-9 * 60_000) }),
    chat('2', 'hi', { timestamp: at(-11 * 60_000) }),
    chat('3', 'hi', { timestamp: at(-11 * 60_000), source: 'history' }),
    chat('4', 'hi', { timestamp: String(Math.floor(now / 1000)) }),
    chat('5', 'hi', { timestamp: 'yesterday' }),
  ])
  assert.deepEqual(
    fake
      .events()
      .slice(1)
      .map(({ timestamp, original }) => [Date.parse(timestamp) - now, original]),
    [
      [-9 * 60_000, undefined],
      [0, { '/timestamp': at(-11 * 60_000) }],
      [-11 * 60_000, undefined],
      [0, undefined],
      [0, { '/timestamp': 'yesterday' }],
    ].map(([offset, original]) => [offset, original]),
  )
})

test('ingest counts a gift streak once, priced as a whole', async () => {
  const { door, fake } = start()
  await door.ingest([rose('1', 1), rose('2', 3)])
  await door.ingest([rose('3', 3, true), rose('4', 2)])
  const gift = fake.events().at(-1)
  assert.deepEqual(
    [fake.events().map(({ eventType }) => eventType), gift?.eventId, gift?.value, gift?.source],
    [['streamStart', 'giftStreak', 'giftStreak', 'giftStreak', 'gift'], 'tiktok:somebody:42:7:5655:1:gift', { coins: 3 }, 'live'],
  )
})

test('ingest counts a gift without a streak at once, and computes its price when the source does not', async () => {
  const { door, fake } = start()
  await door.ingest([{ eventType: 'gift', user, payload: { giftId: '1', giftName: 'Lion', giftCount: 2, coins: 0, diamondCount: 500 } }])
  const gift = fake.events().at(-1)
  assert.deepEqual(
    [gift?.payload, gift?.value],
    [{ giftId: '1', giftName: 'Lion', giftCount: 2, coins: 1000, diamondCount: 500 }, { coins: 1000 }],
  )
})

test('ingest ends a streak by itself when its end never comes', async () => {
  const { door, clock, fake } = start()
  await door.ingest([rose('1', 2)])
  await clock.pass(STREAK_IDLE_MS)
  assert.deepEqual(fake.events().at(-1)?.payload, {
    ...{ giftId: '5655', giftName: 'Rose', giftCount: 2, coins: 2, diamondCount: 1, giftType: 1 },
    ...{ isGiftStreak: true, streakId: 'tiktok:somebody:42:7:5655:1', endedBy: 'idle', missedCount: 1 },
  })
})

test('ingest says each time that a streak fell idle, also when it had gone on after the first', async () => {
  const { door, clock, fake } = start()
  await door.ingest([rose('1', 1)])
  await clock.pass(STREAK_IDLE_MS)
  await door.ingest([rose('2', 3)])
  await clock.pass(STREAK_IDLE_MS)
  assert.deepEqual(
    fake.events().flatMap((event) => (event.eventType === 'giftStreak' ? [[event.payload.streakStatus, event.payload.giftCount]] : [])),
    [
      ['start', 1],
      ['end', 1],
      ['continue', 3],
      ['end', 3],
    ],
  )
})

test('a door tells of the live that it opens, as far as it is known, and takes nothing more once that is closed', async () => {
  const { door, ingest, fake } = start()
  const other = ingest.door()
  other.openSession({ streamId: 'tiktok:other', source: 'live', title: 'Friday' })
  await other.closeSession('stopped')
  await other.closeSession('stopped')
  await assert.rejects(other.ingest([chat('1')]), TypeError)
  await door.ingest([])
  assert.deepEqual(
    fake.events().map(({ streamId, eventType, payload }) => [streamId, eventType, payload]),
    [
      ['tiktok:somebody', 'streamStart', { roomId: '42' }],
      ['tiktok:other', 'streamStart', { title: 'Friday' }],
      ['tiktok:other', 'streamEnd', { reason: 'stopped' }],
    ],
  )
})

test('ingest ends streaks with the stream, before it says that the stream ended', async () => {
  const { door, fake, types } = start()
  await door.ingest([rose('1', 1)])
  await door.closeSession('ended')
  assert.deepEqual([types(), fake.sessions[0]?.status], [['streamStart', 'giftStreak', 'giftStreak', 'gift', 'streamEnd'], 'completed'])
})

test('ingest ends streaks when the source says that the stream or the connection is over for good', async () => {
  const ends: Draft[] = [
    { eventType: 'streamEnd', payload: { reason: 'ended' } },
    { eventType: 'disconnected', payload: { willReconnect: false } },
    { eventType: 'disconnected', payload: { willReconnect: true } },
  ]
  const endedBy = async (end: Draft) => {
    const { door, fake } = start()
    await door.ingest([rose('1', 1), end])
    return fake.events().flatMap(({ eventType, payload }) => (eventType === 'gift' ? (payload as { endedBy?: string }).endedBy : []))
  }
  assert.deepEqual(await Promise.all(ends.map(endedBy)), [['streamEnd'], ['disconnect'], []])
})

test('I3: ingest counts a gift whose streak goes on after the source said that the stream ended, before the session is closed', async () => {
  const { door, types } = start()
  await door.ingest([{ eventType: 'streamEnd', payload: { reason: 'ended' } }])
  await door.ingest([rose('1', 1)])
  await door.closeSession('ended')
  assert.deepEqual(types(), ['streamStart', 'streamEnd', 'giftStreak', 'giftStreak', 'gift'])
})

test('a session that the platform ended or suspended is completed, and one that was left is not', async () => {
  const statusAfter = async (reason: 'ended' | 'suspended' | 'stopped' | 'unknown') => {
    const { door, fake } = start()
    await door.closeSession(reason)
    return fake.sessions[0]?.status
  }
  assert.deepEqual(await Promise.all((['ended', 'suspended', 'stopped', 'unknown'] as const).map(statusAfter)), [
    'completed',
    'completed',
    'aborted',
    'aborted',
  ])
})

test('I3: ingest ends a session that another one follows, with the streaks that were open in it', async () => {
  const { door, fake, types } = start()
  await door.ingest([rose('1', 1)])
  door.openSession({ ...live, roomId: '43' })
  await door.ingest([])
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(
    [types().toSorted(), fake.sessions.map(({ status }) => status)],
    [
      ['gift', 'giftStreak', 'giftStreak', 'streamEnd', 'streamStart', 'streamStart'],
      ['aborted', 'active'],
    ],
  )
})

test('ingest tells of the end of each live, whatever the source said of the one before, or of ends long ago', async () => {
  const { door, types } = start()
  const end = (source: 'live' | 'history'): Draft => ({ eventType: 'streamEnd', source, payload: { reason: 'ended' } })
  await door.ingest([end('live')])
  await door.closeSession('ended')
  door.openSession({ ...live, roomId: '43' })
  await door.ingest([end('history')])
  await door.closeSession('ended')
  assert.deepEqual(types(), ['streamStart', 'streamEnd', 'streamStart', 'streamEnd', 'streamEnd'])
})

test('I3: ingest ends one streak after the other by itself when their ends never come', async () => {
  const { door, clock, fake } = start()
  await door.ingest([rose('1', 2)])
  await clock.pass(STREAK_IDLE_MS)
  await door.ingest([rose('2', 3, false, { streak: { key: '7:5655:2', count: 3, ended: false } })])
  await clock.pass(STREAK_IDLE_MS)
  assert.deepEqual(
    fake.events().flatMap(({ eventType, payload }) => (eventType === 'gift' ? (payload as { giftCount?: number }).giftCount : [])),
    [2, 3],
  )
})

test('ingest blames a lost connection for a streak that it cut off', async () => {
  const endedBy = async (payload: object) => {
    const { door, clock, fake } = start()
    await door.ingest([rose('1', 1), { eventType: 'disconnected', payload } as Draft])
    await clock.pass(STREAK_IDLE_MS)
    return fake.events().flatMap(({ eventType, payload }) => (eventType === 'gift' ? (payload as { endedBy?: string }).endedBy : []))
  }
  // Who does not say that it is for good may come back, and then the streak goes on.
  assert.deepEqual(await Promise.all([{ willReconnect: true }, {}].map(endedBy)), [['disconnect'], ['disconnect']])
  const { door, types } = start()
  await door.ingest([rose('1', 1), { eventType: 'disconnected', payload: {} }])
  assert.deepEqual(types(), ['streamStart', 'giftStreak', 'disconnected'])
})

test('ingest does not repeat the end of the stream that the source told of', async () => {
  const { door, types } = start()
  await door.ingest([{ eventType: 'streamEnd', payload: { reason: 'suspended' } }])
  await door.closeSession('suspended')
  assert.deepEqual(types(), ['streamStart', 'streamEnd'])
})

test('ingest loses no gift by a crash: the next start counts the streak that was open', async () => {
  const { door, fake } = start()
  await door.ingest([rose('1', 1), rose('2', 5)])
  const again = start({ fake })
  await again.clock.pass(STREAK_IDLE_MS)
  const gifts = again.fake.events().filter(({ eventType }) => eventType === 'gift')
  assert.deepEqual(
    gifts.map(({ payload, sessionId }) => [(payload as { giftCount?: number }).giftCount, sessionId]),
    [[5, 'session-1']],
  )
})

test('ingest goes on with the session of a room that comes back', () => {
  const { fake, clock } = start()
  const session = start({ fake, clock }).ingest.door().openSession(live)
  assert.deepEqual([session, fake.sessions.length], [{ sessionId: 'session-1', number: 1, resumed: true }, 1])
})

test('ingest hands events on in the order of their numbers, however many calls wait', async () => {
  const { door, fake, accepted } = start()
  const open = fake.block()
  const calls = Array.from({ length: 20 }, (_, index) => door.ingest([chat(`a${index}`), chat(`b${index}`)]))
  open()
  await Promise.all(calls)
  assert.deepEqual(
    accepted.map(({ seqNo }) => seqNo),
    Array.from({ length: 41 }, (_, index) => index + 1),
  )
})

test('F1: ingest keeps gifts while the store is full, passes on what may be lost without keeping it, and goes on by itself', async () => {
  const { door, fake, clock, ingest, types } = start()
  await door.ingest([])
  const full = () => new HostError('STORE_FULL', 'The disk is full')
  fake.failWith(full(), full())
  const like: Draft = { eventType: 'like', eventId: 'tiktok:42:like', user, payload: { likeCount: 1 } }
  const first = door.ingest([rose('1', 1, true), like])
  await new Promise((resolve) => setImmediate(resolve))
  const second = door.ingest([chat('2'), like])
  const during = ingest.status()
  await clock.pass(10_000)
  await Promise.all([first, second])
  await door.ingest([like])
  assert.deepEqual(
    [during.isFull, types(), ingest.status().unkept, ingest.status().isFull, ingest.status().waiting],
    [true, ['streamStart', 'gift', 'chat'], { giftStreak: 1, like: 1 }, false, 0],
  )
})

test('F1, V2: what somebody waits for is refused while the store is full, the first that finds it so and those after it, and may come again', async () => {
  const { fake, clock, door, ingest, types } = start()
  await door.ingest([])
  const session = { streamId: 'tiktok:somebody', sessionId: 'session-1', source: 'api' } as const
  const tip: Draft = { eventType: 'tip', eventId: 'tip:1', user, value: { amountCents: 500, currency: 'EUR' }, payload: {} }
  const tipped = () => ingest.hand([tip], session, { isAwaited: true })
  const makeRoom = fake.fill()
  await assert.rejects(tipped(), { code: 'STORE_FULL' })
  const gift = door.ingest([rose('1', 1, true)])
  await new Promise((resolve) => setImmediate(resolve))
  await assert.rejects(tipped(), { code: 'STORE_FULL' })
  makeRoom()
  await clock.pass(10_000)
  await Promise.all([gift, tipped()])
  assert.deepEqual([types(), ingest.status().waiting], [['streamStart', 'gift', 'tip'], 0])
})

test('ingest sheds what may be lost when too much waits, and refuses everything when far too much does', async () => {
  const { door, fake, ingest } = start({ limits: { crowded: 3, waiting: 6 } })
  const open = fake.block()
  const calls = [door.ingest([chat('1'), chat('2'), chat('3')]), door.ingest([{ eventType: 'join', user, payload: {} }, chat('4')])]
  await assert.rejects(door.ingest([chat('5'), chat('6')]), { code: 'OVERLOADED' })
  open()
  await Promise.all(calls)
  assert.deepEqual([fake.log.length, ingest.status().shed], [5, { join: 1 }])
})

test('ingest takes all that a source has caught up with at once, however much it is, while nothing else waits', async () => {
  const { door, fake } = start({ limits: { crowded: 3, waiting: 6 } })
  await door.ingest([])
  await door.ingest(Array.from({ length: 20 }, (_, index) => chat(String(index))))
  assert.equal(fake.log.length, 21)
})

test('ingest stores history, and neither counts it twice nor as live', async () => {
  const { door, fake } = start()
  const old = rose('1', 2, true, { source: 'history' })
  await door.ingest([old, chat('2', 'hi', { source: 'history' })])
  await door.ingest([old])
  assert.deepEqual(
    fake
      .events()
      .slice(1)
      .map(({ eventType, source }) => [eventType, source]),
    [
      ['giftStreak', 'history'],
      ['gift', 'history'],
      ['chat', 'history'],
    ],
  )
})

test('ingest ends no streak by what happened before it came, and counts no like of then', async () => {
  const { door, fake } = start()
  const like = (source: Draft['source']): Draft => ({ eventType: 'like', user, payload: { likeCount: 3 }, ...(source && { source }) })
  await door.ingest([rose('1', 1), { eventType: 'streamEnd', source: 'history', payload: { reason: 'ended' } }])
  await door.ingest([like('history'), like(undefined)])
  assert.deepEqual(
    fake
      .events()
      .slice(1)
      .map(({ eventType, payload }) => [eventType, (payload as { streakTotal?: number }).streakTotal]),
    [
      ['giftStreak', undefined],
      ['streamEnd', undefined],
      ['like', undefined],
      ['like', 3],
    ],
  )
})

test('ingest adds up the likes of a viewer in each live for itself', async () => {
  const { door, fake, ingest } = start()
  const other = ingest.door()
  other.openSession({ streamId: 'tiktok:other', roomId: '43', source: 'live' })
  const like: Draft = { eventType: 'like', user, payload: { likeCount: 3 } }
  await door.ingest([like])
  await other.ingest([like])
  assert.deepEqual(
    fake.events().flatMap((event) => (event.eventType === 'like' ? event.payload.streakTotal : [])),
    [3, 3],
  )
})

test('ingest takes what a plugin emits once for each delivery, one hop further', async () => {
  const { door, fake, ingest } = start()
  await door.ingest([chat('1')])
  const emitted = readEmitted(
    JSON.stringify({ eventType: 'custom', payload: { name: 'wheel-spun' }, source: 'live', eventId: 'forged', hops: 0 }),
  )
  await ingest.ingestEmitted('wheel', 2, 0, emitted)
  await ingest.ingestEmitted('wheel', 2, 0, emitted)
  await ingest.ingestEmitted('wheel', 2, 1, emitted)
  await ingest.ingestEmitted('wheel', 3, 0, emitted)
  assert.deepEqual(
    fake
      .events()
      .slice(2)
      .map(({ eventId, source, hops, sessionId }) => [eventId, source, hops, sessionId]),
    [
      ['plugin:wheel:2:0', 'plugin', 1, 'session-1'],
      ['plugin:wheel:2:1', 'plugin', 1, 'session-1'],
      ['plugin:wheel:3:0', 'plugin', 2, 'session-1'],
    ],
  )
})

test('ingest ends no gift streak because a plugin says that the live ended', async () => {
  const { door, ingest, types } = start()
  await door.ingest([rose('1', 2)])
  const ends = [
    { eventType: 'streamEnd', payload: { reason: 'ended' } },
    { eventType: 'disconnected', payload: { willReconnect: false } },
  ]
  for (const [n, end] of ends.entries()) await ingest.ingestEmitted('wheel', 2, n, readEmitted(JSON.stringify(end)))
  assert.deepEqual(types(), ['streamStart', 'giftStreak', 'streamEnd', 'disconnected'])
})

test('ingest, while the disk takes nothing, holds a thousand events of a plugin that no delivery waits for, and sheds what is more', async () => {
  const { fake, ingest } = start()
  const open = fake.block()
  const emitted = readEmitted('{"eventType":"custom","payload":{"name":"x"}}')
  const all = ['wheel', 'other'].flatMap((plugin) =>
    Array.from({ length: plugin === 'wheel' ? 1_500 : 1 }, () => ingest.ingestEmitted(plugin, undefined, 0, emitted)),
  )
  // And the beginning of the live.
  assert.deepEqual([ingest.status().waiting, ingest.status().shed], [1_002, { custom: 500 }])
  open()
  await Promise.all(all)
  await ingest.ingestEmitted('wheel', undefined, 0, emitted)
  assert.equal(fake.log.length, 1_003)
})

test('ingest stops an event that goes round and round, a broken one too', async () => {
  const { door, fake, ingest } = start()
  await door.ingest([chat('1')])
  for (let round = 0; round < 20; round++)
    await ingest.ingestEmitted('echo', fake.log.length, 0, readEmitted(round % 2 ? '{' : '{"eventType":"custom","payload":{"name":"x"}}'))
  assert.deepEqual([fake.events().at(-1)?.hops, ingest.status().loops, fake.log.length], [8, 12, 10])
})

test('ingest keeps what a plugin emits that is no event as a raw one', async () => {
  const { fake, ingest } = start()
  for (const json of ['{', 'null', '[]', '{"eventType":"gift"}', JSON.stringify({ eventType: 'chat', payload: 'x'.repeat(70_000) })]) {
    await ingest.ingestEmitted('bad', undefined, 0, readEmitted(json))
  }
  assert.deepEqual(
    fake
      .events()
      .slice(1)
      .map(({ eventType, source }) => [eventType, source]),
    Array.from({ length: 5 }, () => ['raw', 'plugin']),
  )
})

test('of who is in what a plugin emits ingest takes over who it is and no rank, and of what it is worth only a tip', async () => {
  const { fake, ingest } = start()
  const ranks = { followRole: 2, isModerator: true, isSubscriber: true, isFriend: true, gifterLevel: 50, teamMemberLevel: 50 }
  const person = { ...user, avatarUrl: 'https://a.example/p.png' }
  const worth = { user: { ...person, ...ranks, badges: [{ kind: 'moderator' }] }, value: { amountCents: 100, currency: 'EUR' } }
  for (const draft of [
    { eventType: 'chat', payload: { message: 'hi' } },
    { eventType: 'tip', payload: {} },
  ])
    await ingest.ingestEmitted('echo', undefined, 0, readEmitted(JSON.stringify({ ...draft, ...worth })))
  assert.deepEqual(
    fake
      .events()
      .slice(1)
      .map(({ eventType, user, value }) => [eventType, user, value]),
    [
      ['chat', { ...person, safeName: 'Ann' }, undefined],
      ['tip', { ...person, safeName: 'Ann' }, worth.value],
    ],
  )
})

test('ingest refuses a source that opened no session', async () => {
  const { ingest } = start()
  await assert.rejects(ingest.door().ingest([chat('1')]), TypeError)
})

const replay = { id: '9-abc', of: 1 }

test('ingest takes repeats as they are: a step opens no streak, likes are not added up, also after a restart', async () => {
  const { door, fake, clock, ingest, accepted } = start()
  await door.ingest([rose('1', 3)])
  const step = accepted.at(-1)?.event
  assert.equal(step?.eventType, 'giftStreak')
  await door.ingest([rose('2', 3, true)])
  const { seqNo: _seqNo, ingestedAt: _ingestedAt, ...once } = step
  // Of a streak so long ago that nothing else tells how it ended.
  const payload = { ...step.payload, streakId: 'tiktok:41:7:5655:1' }
  const repeat = { ...once, payload, eventId: 'replay:9-abc:tiktok:41:1', source: 'replay', sessionId: 'session-9', replay } as const
  const before = fake.events().length
  assert.deepEqual(await ingest.repeat([repeat]), [repeat])
  assert.deepEqual(await ingest.repeat([repeat]), [repeat])
  assert.deepEqual(
    fake
      .events()
      .slice(before)
      .map(({ eventId, payload }) => ({ eventId, payload })),
    [{ eventId: repeat.eventId, payload }],
  )
  const again = start({ fake, clock })
  await clock.pass(2 * STREAK_IDLE_MS)
  assert.equal(again.fake.events().filter(({ eventType }) => eventType === 'gift').length, 1)
})

test('ingest marks what a plugin makes of a repeat, and that ends no streak and counts no like of the live', async () => {
  const { door, fake, ingest, accepted } = start()
  const liked = (times: number) => ({ eventType: 'like', user, payload: { likeCount: times } })
  await door.ingest([rose('1', 3), liked(2) as Draft, chat('2')])
  const { seqNo: _seqNo, ingestedAt: _ingestedAt, ...once } = accepted.at(-1)?.event ?? assert.fail()
  const mark = { id: 'session-3', of: 3, to: ['tts'] }
  await ingest.repeat([{ ...once, eventId: 'replay:session-3:x', source: 'replay', replay: mark } as typeof once])
  const seqNo = accepted.at(-1)?.seqNo
  const before = fake.events().length
  await ingest.ingestEmitted('tts', seqNo, 0, { eventType: 'streamEnd', payload: { reason: 'ended' } })
  await ingest.ingestEmitted('tts', seqNo, 1, liked(40))
  await door.ingest([liked(3) as Draft])
  const [end, emitted, own] = fake.events().slice(before)
  assert.deepEqual(
    [end, emitted].map((event) => [event?.eventType, event?.source, event?.replay, event?.hops]),
    [
      ['streamEnd', 'plugin', mark, 1],
      ['like', 'plugin', mark, 1],
    ],
  )
  assert.equal(own?.eventType === 'like' && own.payload.streakTotal, 5)
})

test('I3: what a plugin makes of a dead letter that is given once more counts, since the live left it undone', async () => {
  const { door, fake, ingest, accepted } = start()
  await door.ingest([chat('1')])
  const { seqNo: _seqNo, ingestedAt: _ingestedAt, ...once } = accepted.at(-1)?.event ?? assert.fail()
  await ingest.repeat([{ ...once, eventId: 'replay:dead-bank-2:x', source: 'replay', replay: { id: 'dead-bank-2', of: 2 } } as typeof once])
  const tip = { eventType: 'tip', user, value: { amountCents: 500, currency: 'EUR' }, payload: {} }
  await ingest.ingestEmitted('bank', accepted.at(-1)?.seqNo, 0, readEmitted(JSON.stringify(tip)))
  const made = fake.events().at(-1)
  assert.deepEqual([made?.eventType, made?.replay], ['tip', undefined])
})

test('I3: a step of a streak that a plugin makes, or that is simulated by itself, becomes no gift after a restart', async () => {
  const { door, fake, clock, ingest } = start()
  const step = (streakId: string) => {
    const payload = { giftId: '1', giftName: 'Lion', giftCount: 9, delta: 9, diamondCount: 500, streakId, streakStatus: 'start' as const }
    return { eventType: 'giftStreak', user, payload } as Draft
  }
  await door.ingest([chat('1'), step('streak-1')])
  await ingest.ingestEmitted('wheel', 2, 0, step('tiktok:somebody:42:7:1:1'))
  await ingest.stop()
  const again = start({ fake, clock })
  await clock.pass(STREAK_IDLE_MS)
  assert.deepEqual(again.types(), ['streamStart', 'chat', 'giftStreak', 'giftStreak'])
})

test('I3: a source that goes on with a live is told what was heard last by the clock of the platform, whatever came by ours since', async () => {
  const { door, fake, clock, ingest } = start()
  const timestamp = new Date(clock.wallTime() - 120_000).toISOString()
  // TikTok gives captions and the greeting of the host no time, and of what has no schema none can be read.
  const timeless: Draft[] = [
    { eventType: 'caption', eventId: 'tiktok:42:2', payload: { text: 'so' } },
    { eventType: 'custom', eventId: 'tiktok:42:3', payload: { name: 'tiktok.liveIntro', data: {} } },
    { eventType: 'raw', eventId: 'tiktok:42:4', payload: { rawType: 'WebcastHourlyRankMessage', reason: 'unknown', data: '' } },
  ]
  await door.ingest([chat('1', 'hi', { timestamp }), ...timeless])
  await ingest.stop()
  const again = start({ fake, clock }).ingest.door().openSession(live)
  assert.deepEqual([again.resumed, again.lastHeard], [true, { at: timestamp, eventId: 'tiktok:42:1' }])
})

test('I3: what was heard last of a live is found behind the events of others, and not looked for in all of the log', async () => {
  const heardBehind = async (others: number) => {
    const { door, fake, clock, ingest } = start()
    await door.ingest([chat('1')])
    const other = ingest.door()
    other.openSession({ streamId: 'tiktok:other', roomId: '43', source: 'live' })
    await other.ingest(Array.from({ length: others }, (_, n) => chat(`other ${n}`)))
    return start({ fake, clock }).ingest.door().openSession(live).lastHeard?.eventId
  }
  assert.deepEqual(await Promise.all([0, 254, 255, 700, 11_000].map(heardBehind)), [...Array(4).fill('tiktok:42:1'), undefined])
})

test('ingest tells which repeats it kept while the store is full', async () => {
  const live: unknown[] = []
  const { door, fake, ingest, accepted, clock } = start({ onUnkept: (events) => void live.push(...events) })
  await door.ingest([chat('1'), { eventType: 'viewerCount', payload: { viewerCount: 3 } }])
  const repeats = accepted
    .slice(-2)
    .map(({ event: { seqNo: _s, ingestedAt: _i, ...once } }) => ({ ...once, eventId: `replay:r:${once.eventId}`, replay }))
  fake.failWith(new HostError('STORE_FULL', 'Full'))
  const kept = ingest.repeat(repeats as never)
  await new Promise((resolve) => setImmediate(resolve))
  await clock.pass(5000)
  assert.deepEqual(
    (await kept).map(({ eventType }) => eventType),
    ['chat'],
  )
  // The rest is not handed on as if it happened now, and can be asked for again.
  assert.deepEqual([live, ingest.status().unkept], [[], {}])
  assert.equal((await ingest.repeat(repeats as never)).length, 2)
  assert.equal(fake.events().at(-1)?.eventType, 'viewerCount')
})

/** A live with a gift that waits for room on the disk. */
async function startFull() {
  const { door, ...live } = start()
  await door.ingest([])
  const makeRoom = live.fake.fill()
  const held = door.ingest([rose('1', 1, true)])
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(live.ingest.status().isFull, true)
  return { ...live, door, held, makeRoom }
}

test('F1: what waits for room is refused at once when the host is about to stop, as is what comes later, and comes in at the next start', async () => {
  const { ingest, door, held, fake, makeRoom } = await startFull()
  ingest.hurry()
  await assert.rejects(held, { code: 'STOPPING' })
  await assert.rejects(door.closeSession('stopped'), { code: 'STOPPING' })
  await ingest.stop()
  assert.equal(ingest.status().waiting, 0)
  makeRoom()
  const again = start({ fake })
  await again.door.ingest([rose('1', 1, true)])
  assert.deepEqual(again.types(), ['streamStart', 'giftStreak', 'gift'])
})

test('F1: there is room again while the host is about to stop: what is being written then is accepted, and the end of the live as well', async () => {
  const { ingest, door, held, fake, clock, makeRoom, types } = await startFull()
  makeRoom()
  const open = fake.block()
  await clock.pass(10_000)
  ingest.hurry()
  open()
  await held
  await door.closeSession('stopped')
  await ingest.stop()
  assert.deepEqual(types(), ['streamStart', 'gift', 'streamEnd'])
})

test('I3: a step of a streak whose place in it is no place is kept as it came, and counts nothing', async () => {
  const { door, fake, ingest } = start()
  const streaks = [
    { key: '', count: 1 },
    { key: 7, count: 1 },
    { key: 'k', count: 0 },
    { key: 'k', count: -1 },
    { key: 'k', count: 1.5 },
    { key: 'k', count: Number.NaN },
    { key: 'k', count: 2 ** 53 },
    { key: 'k', count: '3' },
  ]
  await door.ingest(streaks.map((streak, n) => rose(String(n), 1, false, { streak }) as Draft))
  await door.closeSession('ended')
  const types = fake.events().map(({ eventType }) => eventType)
  assert.deepEqual(
    [types.filter((type) => type === 'raw').length, types.filter((type) => type.startsWith('gift')).length, ingest.status().malformed],
    [streaks.length, 0, streaks.length],
  )
})

test('a gift is worth what its source says, also where that says no price of one, and keeps what else it is worth', async () => {
  const { door, fake } = start()
  const gift = { giftId: '1', giftName: 'Lion', giftCount: 2 }
  await door.ingest([
    { eventType: 'gift', user, payload: { ...gift, coins: 30 } },
    { eventType: 'gift', user, value: { diamonds: 15 }, payload: { ...gift, coins: 30, diamondCount: 10 } },
    { eventType: 'gift', user, payload: { ...gift, coins: 0 } },
  ])
  assert.deepEqual(
    fake
      .events()
      .slice(-3)
      .map(({ value, payload }) => [value, 'coins' in payload && payload.coins]),
    [
      [{ coins: 30 }, 30],
      [{ diamonds: 15, coins: 30 }, 30],
      [undefined, 0],
    ],
  )
})

test('what is no event is kept under its own id, as far as there is room, and says when there was not', async () => {
  const { door, fake } = start()
  const bad = (id: unknown, message: string) => ({ ...chat('1'), eventId: id, payload: { wrong: message } }) as unknown as Draft
  await door.ingest([bad('tiktok:42:9', 'short'), bad('ab', 'x'.repeat(100_000)), bad(7, 'short')])
  assert.deepEqual(
    fake
      .events()
      .slice(-3)
      .map(({ eventId, payload }) => {
        const { data = '', truncated } = payload as { data?: string; truncated?: boolean }
        return [/^tiktok:42:9$/.test(eventId), Buffer.from(data, 'base64').length <= 16 * 1024, truncated]
      }),
    [
      [true, true, false],
      [false, true, true],
      [false, true, false],
    ],
  )
})

test('I3: the gift of a streak that the tail of the log has no more is known by its id, and is not counted again', async () => {
  const fake = createFakeStore()
  const before = start({ fake })
  await before.door.ingest([rose('1', 3), rose('2', 3, true)])
  await before.ingest.stop()
  const counted = fake.events().filter(({ eventType }) => eventType === 'gift').length
  const after = start({ fake: { ...fake, store: { ...fake.store, read: () => [] } } })
  await after.door.ingest([rose('3', 3, true)])
  assert.deepEqual([counted, fake.events().filter(({ eventType }) => eventType === 'gift').length], [1, 1])
})

test('a streak that only fell idle blames no connection, whatever else came meanwhile', async () => {
  const { door, clock, fake } = start()
  await door.ingest([rose('1', 3), chat('2')])
  await clock.pass(STREAK_IDLE_MS)
  const gift = fake.events().findLast(({ eventType }) => eventType === 'gift')
  assert.equal(gift && 'endedBy' in gift.payload && gift.payload.endedBy, 'idle')
})
