import assert from 'node:assert/strict'
import test from 'node:test'
import type { Draft } from '../../../core/ingest/source.ts'
import { createMessages, GIFTS, viewer } from '../../../scripts/fake-tiktok/messages.ts'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'
import { createCollectingDoor, followFake, ofType } from './followed.ts'

const ROOM = '7300000000000000001'

test('T1: a dropped connection is replaced, and the gap is told before what comes next', async (t) => {
  const { source, fake, clock, drafts, sessions, said, untilState, untilDrafts, passWait } = await followFake(t)
  source.start()
  await untilState('connected')
  const before = fake.messages.chat(viewer(1), 'before')
  fake.push([before])
  await untilDrafts('chat', 1)
  clock.advance(5000)
  fake.drop()
  await passWait()
  await untilState('connected')
  fake.push([fake.messages.chat(viewer(1), 'after')])
  await untilDrafts('chat', 2)
  assert.deepEqual(
    drafts.map(({ eventType }) => eventType),
    ['connected', 'chat', 'disconnected', 'connected', 'gap', 'chat'],
  )
  assert.deepEqual(ofType(drafts, 'gap')[0]?.payload, {
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-01-01T00:00:06.000Z',
    reason: 'The connection was lost (code 1006). Reconnecting in 1 s',
    lastEventId: `tiktok:${ROOM}:${before.msgId}`,
  })
  assert.equal(sessions.length, 1)
  assert.equal(source.status().reconnects, 1)
  assert.ok(said.includes('The connection was lost (code 1006). Reconnecting in 1 s'))
})

test('T1: a gift given while the connection was gone counts when history tells of it; what was before is history still', async (t) => {
  const { source, fake, drafts, untilState, untilDrafts, passWait } = await followFake(t)
  const earlier = createMessages({ roomId: ROOM, createTime: () => Date.UTC(2025, 11, 31) })
  fake.history([earlier.gift(viewer(1), GIFTS.rose)])
  source.start()
  await untilState('connected')
  fake.push([fake.messages.chat(viewer(1), 'before')])
  await untilDrafts('chat', 1)
  fake.history([earlier.gift(viewer(1), GIFTS.rose), fake.messages.gift(viewer(2), GIFTS.galaxy), fake.messages.control(3)])
  fake.drop()
  await passWait()
  await untilDrafts('streamEnd', 1)
  assert.deepEqual(
    drafts
      .filter(({ eventType }) => eventType !== 'connected' && eventType !== 'disconnected')
      .map((draft) => [draft.eventType, draft.source]),
    [
      ['gift', 'history'],
      ['chat', 'live'],
      ['gap', undefined],
      ['gift', 'history'],
      ['gift', 'live'],
      ['streamEnd', 'history'],
    ],
  )
})

test('a message with a time that cannot be keeps no missed gift from counting', async (t) => {
  const { source, fake, drafts, untilState, untilDrafts, passWait } = await followFake(t)
  const tomorrow = createMessages({ roomId: ROOM, createTime: () => Date.UTC(2026, 0, 1, 20) })
  source.start()
  await untilState('connected')
  fake.push([fake.messages.chat(viewer(1), 'now'), tomorrow.chat(viewer(1), 'tomorrow')])
  await untilDrafts('chat', 2)
  fake.history([fake.messages.gift(viewer(2), GIFTS.galaxy)])
  fake.drop()
  await passWait()
  await untilDrafts('gift', 1)
  assert.equal(ofType(drafts, 'gift')[0]?.source, 'live')
})

test('S0-013: the log says when a connection was lost, why, and when it was back; that nobody is live is no warning', async (t) => {
  const { source, fake, logged, untilState, passWait } = await followFake(t)
  const lines = () => logged.map(({ level, msg, reason, error, roomId }) => [level, msg, reason ?? roomId, error])
  fake.room.presence = 'offline'
  source.start()
  await passWait()
  fake.room.presence = 'live'
  await untilState('connected')
  fake.drop()
  await passWait()
  await untilState('connected')
  const offline = [30, 'Not connected to TikTok', 'offline', 'room status 4']
  const [connected, lost] = [
    [30, 'Connected to TikTok', ROOM, undefined],
    [40, 'Not connected to TikTok', 'lost', 'code 1006'],
  ]
  assert.deepEqual(lines(), [offline, connected, lost, connected])
})

test('a message sent again after a reconnect has the same eventId', async (t) => {
  const { source, fake, drafts, untilState, untilDrafts, passWait } = await followFake(t)
  const gift = fake.messages.chat(viewer(1), 'once')
  source.start()
  for (let n = 1; n <= 3; n++) {
    await untilState('connected')
    fake.push([gift, gift])
    await untilDrafts('chat', n * 2)
    fake.drop()
    await passWait()
  }
  assert.deepEqual([...new Set(ofType(drafts, 'chat').map(({ eventId }) => eventId))], [`tiktok:${ROOM}:${gift.msgId}`])
})

test('T2: a connection without a frame for thirty seconds is replaced, though its socket looks healthy', async (t) => {
  const { source, fake, clock, said, untilState, passWait } = await followFake(t)
  fake.goSilent()
  source.start()
  await untilState('connected')
  clock.advance(29_999)
  assert.equal(source.status().state, 'connected')
  clock.advance(1)
  await passWait()
  await fake.until(() => fake.seen.upgrades === 2 && fake.connected() === 1)
  assert.ok(said.includes('Nothing came from TikTok for 30 s. Reconnecting in 1 s'))
})

test('T2: frames keep a quiet connection alive', async (t) => {
  const { source, fake, clock, untilState, untilDrafts } = await followFake(t)
  source.start()
  await untilState('connected')
  for (let n = 1; n <= 5; n++) {
    clock.advance(20_000)
    fake.push([fake.messages.chat(viewer(1), 'here')])
    await untilDrafts('chat', n)
  }
  assert.equal(source.status().state, 'connected')
})

test('T2: a connection that only answers heartbeats for ten minutes is replaced, and an end that it missed is found', async (t) => {
  const { source, fake, clock, said, sessions, until, untilState, untilDrafts, passWait } = await followFake(t)
  const beat = async (times: number) => {
    for (let n = 1; n <= times; n++) {
      clock.advance(20_000)
      const logId = `${clock.now()}`
      fake.push([], { logId, internalExt: 'x' })
      await fake.until(() => fake.seen.acks.includes(logId))
    }
  }
  source.start()
  await untilState('connected')
  await beat(20)
  fake.push([fake.messages.chat(viewer(1), 'the last')])
  await untilDrafts('chat', 1)
  await beat(29)
  assert.equal(source.status().state, 'connected')
  fake.room.presence = 'offline'
  clock.advance(20_000)
  await passWait()
  await until(() => sessions.length === 2)
  assert.equal(sessions[1], 'ended')
  assert.ok(said.includes('TikTok told nothing of the live for 10 min. Reconnecting in 1 s'))
})

test('T2: a connection that is not read, since the store stands still, is not taken for a dead one', async (t) => {
  const { changed, until } = createWaiters()
  const { door, drafts } = createCollectingDoor(changed)
  let goOn = () => {}
  const standstill = new Promise<void>((resolve) => (goOn = resolve))
  t.after(() => goOn())
  const slow = { ...door, ingest: (more: readonly Draft[]) => door.ingest(more).then(() => standstill) }
  const { source, fake, clock, untilState } = await followFake(t, {}, slow)
  source.start()
  await untilState('connected')
  fake.push(Array.from({ length: 5000 }, (_, n) => fake.messages.chat(viewer(n), 'a flood')))
  await until(() => ofType(drafts, 'chat').length === 5000)
  for (let minutes = 0; minutes < 5; minutes++) {
    clock.advance(60_000)
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.deepEqual([source.status().state, fake.seen.upgrades], ['connected', 1])
  fake.push([fake.messages.chat(viewer(1), 'after')])
  goOn()
  await until(() => ofType(drafts, 'chat').length === 5001)
  clock.advance(29_999)
  assert.equal(source.status().state, 'connected')
  clock.advance(1)
  await untilState('waiting')
  const { detail, reason } = source.status()
  assert.deepEqual([detail, reason], ['Nothing came from TikTok for 30 s. Reconnecting in 1 s', 'silent'])
})

test('a 429 of the sign server is obeyed and counted down', async (t) => {
  const { source, fake, clock, said, until, untilState } = await followFake(t)
  fake.refuse({ status: 429, retryAfterS: 42, message: 'Too many' })
  source.start()
  await untilState('waiting')
  assert.equal(source.status().retryInMs, 42_000)
  fake.refuse()
  for (const left of ['42 s', '32 s', '22 s', '12 s', '2 s']) {
    await until(() => said.includes(`The sign server allows no more connections for ${left}; waiting`))
    assert.equal(fake.seen.signRequests, 1)
    clock.advance(10_000)
  }
  await untilState('connected')
})

test('a 429 while a live goes on is told as an error, and the reset time is obeyed where there is no retry-after', async (t) => {
  const { source, fake, clock, drafts, untilState, untilDrafts, passWait } = await followFake(t)
  source.start()
  await untilState('connected')
  fake.refuse({ status: 429, resetAtS: (clock.wallTime() + 91_000) / 1000 })
  fake.drop()
  await passWait()
  await untilDrafts('error', 1)
  assert.deepEqual(ofType(drafts, 'error')[0]?.payload, {
    message: 'The sign server allows no more connections for 90 s; waiting',
    code: 'rateLimited',
  })
})

test('a short text with a 402, which the connector trips over, is explained', async (t) => {
  const { source, fake, untilState } = await followFake(t)
  fake.refuse({ status: 402, message: 'No' })
  source.start()
  await untilState('waiting')
  assert.equal(source.status().detail, 'The sign server wants a paid plan or an API key for this; trying again in 60 s')
})

test('a broken sign server is named, and asked again', async (t) => {
  const { source, fake, said, untilState, passWait } = await followFake(t)
  fake.refuse({ status: 500 })
  source.start()
  await untilState('waiting')
  fake.refuse()
  await passWait()
  await untilState('connected')
  assert.ok(said.includes('The sign server could not help (it answered 500); trying again in 1 s'))
})

test('who is offline is looked for again without asking the sign server, until live', async (t) => {
  const { source, fake, said, sessions, untilState, until, clock } = await followFake(t)
  fake.room.presence = 'offline'
  source.start()
  await until(() => said.includes('@somebody is not live yet; looking again in 30 s'))
  fake.room.presence = 'away'
  clock.advance(30_000)
  await until(() => said.includes('@somebody is not live yet; looking again in 60 s'))
  assert.deepEqual([fake.seen.signRequests, sessions], [0, []])
  fake.room.presence = 'live'
  clock.advance(60_000)
  await untilState('connected')
})

test('an account that does not exist and a captcha page are told apart', async (t) => {
  const { source, fake, untilState, clock } = await followFake(t)
  fake.room.presence = 'unknown'
  source.start()
  await untilState('waiting')
  assert.equal(source.status().detail, 'TikTok knows no account @somebody; check the spelling. Looking again in 30 s')
  clock.advance(12_000)
  assert.equal(source.status().detail, 'TikTok knows no account @somebody; check the spelling. Looking again in 18 s')
  fake.room.presence = 'blocked'
  clock.advance(30_000)
  await untilState('connecting')
  await untilState('waiting')
  assert.match(source.status().detail, /^TikTok did not show the page of @somebody; it may be asking this network for a captcha/)
})

for (const [action, reason] of [
  [3, 'ended'],
  [4, 'suspended'],
] as const) {
  test(`control message ${action} closes the session as ${reason}, with what came in the same frame`, async (t) => {
    const { source, fake, drafts, sessions, said, untilState } = await followFake(t)
    source.start()
    await untilState('connected')
    fake.push([fake.messages.control(action), fake.messages.chat(viewer(1), 'last words')])
    await untilState('waiting')
    assert.deepEqual(
      drafts.map(({ eventType }) => eventType),
      ['connected', 'streamEnd', 'chat', 'disconnected'],
    )
    assert.deepEqual(sessions.slice(1), [reason])
    assert.equal(said.at(-1), 'The live of @somebody has ended; looking for the next one in 30 s')
    await fake.until(() => fake.sockets() === 0)
  })
}

test('a live does not end because a frame tells again of an end that was before', async (t) => {
  const { source, fake, drafts, until, untilState, untilDrafts } = await followFake(t)
  source.start()
  await untilState('connected')
  fake.push([{ ...fake.messages.control(3), isHistory: true }])
  await untilDrafts('streamEnd', 1)
  fake.push([fake.messages.chat(viewer(1), 'still here')])
  await until(() => ofType(drafts, 'chat').length === 1 || source.status().state === 'waiting')
  assert.deepEqual([source.status().state, ofType(drafts, 'streamEnd')[0]?.source], ['connected', 'history'])
})

test('an end that was missed is found in the room status', async (t) => {
  const { source, fake, clock, drafts, sessions, untilState, passWait, until } = await followFake(t)
  fake.goSilent()
  source.start()
  await untilState('connected')
  fake.room.presence = 'offline'
  clock.advance(30_000)
  await passWait()
  await until(() => sessions.length === 2)
  assert.deepEqual(
    drafts.map(({ eventType }) => eventType),
    ['connected', 'disconnected', 'gap'],
  )
  assert.equal(sessions[1], 'ended')
})

test('another room after an outage is a session of its own, and the old one gets its gap', async (t) => {
  const { source, fake, drafts, sessions, untilState, passWait } = await followFake(t)
  source.start()
  await untilState('connected')
  fake.room.roomId = '7300000000000000002'
  fake.drop()
  await passWait()
  await untilState('connected')
  assert.deepEqual(
    drafts.map(({ eventType }) => eventType),
    ['connected', 'disconnected', 'gap', 'connected'],
  )
  assert.deepEqual(
    sessions.map((session) => (typeof session === 'string' ? session : session.roomId)),
    [ROOM, 'unknown', '7300000000000000002'],
  )
})

test('what happened in another live before it was followed is its history, and its first gap names nothing of the live before', async (t) => {
  const { source, fake, drafts, untilState, untilDrafts, passWait } = await followFake(t)
  const next = createMessages({ roomId: '7300000000000000002', createTime: () => Date.UTC(2026, 0, 1, 0, 1) })
  source.start()
  await untilState('connected')
  fake.push([fake.messages.chat(viewer(1), 'in the first live')])
  await untilDrafts('chat', 1)
  fake.room.roomId = '7300000000000000002'
  fake.drop()
  await passWait()
  await untilState('connected')
  fake.history([next.gift(viewer(2), GIFTS.galaxy)])
  fake.drop()
  await passWait()
  await untilDrafts('gift', 1)
  const second = drafts.slice(drafts.findLastIndex(({ eventType }) => eventType === 'gap'))
  const [gap, gift] = [ofType(second, 'gap')[0], ofType(second, 'gift')[0]]
  assert.deepEqual([gap?.payload.lastEventId, gift?.source], [undefined, 'history'])
})

test('a refused upgrade is named and leaves no socket behind', async (t) => {
  const { source, fake, said, untilState, passWait } = await followFake(t)
  fake.refuseUpgrade(403)
  source.start()
  for (let n = 1; n <= 3; n++) {
    await fake.until(() => fake.seen.upgrades === n)
    await passWait()
  }
  await untilState('waiting')
  await fake.until(() => fake.sockets() === 0)
  assert.ok(said.includes('TikTok refused the connection (403 DEVICE_BLOCKED); trying again in 1 s'))
})

test('a connection that does not come about in time is given up, and tried again', async (t) => {
  const { source, fake, clock, untilState, passWait } = await followFake(t)
  fake.hang()
  source.start()
  await fake.until(() => fake.seen.signRequests === 1)
  clock.advance(30_000)
  await untilState('waiting')
  await fake.until(() => fake.sockets() === 0)
  fake.hang(false)
  await passWait()
  await untilState('connected')
})

test('stopping while connecting ends at once and leaves nothing open', async (t) => {
  const { source, fake, drafts, clock } = await followFake(t)
  fake.hang()
  source.start()
  await fake.until(() => fake.seen.signRequests === 1)
  await source.stop()
  await fake.until(() => fake.sockets() === 0)
  assert.deepEqual([drafts, clock.waiting(), source.status().state], [[], 0, 'ended'])
})

test('a source that is stopped as soon as it started never connects', async (t) => {
  const { source, fake, said } = await followFake(t)
  source.start()
  await source.stop()
  await fake.until(() => fake.sockets() === 0)
  assert.deepEqual([fake.seen.upgrades, said], [0, ['Looking for the live of @somebody', 'No longer connected to @somebody']])
})

test('stopping while connected closes the session, and no draft comes afterwards', async (t) => {
  const { source, fake, drafts, sessions, clock, untilState } = await followFake(t)
  source.start()
  await untilState('connected')
  for (let n = 0; n < 50; n++) fake.push([fake.messages.chat(viewer(n), 'x')])
  await source.stop()
  const count = drafts.length
  await fake.until(() => fake.sockets() === 0)
  assert.deepEqual([drafts.length, sessions.at(-1), clock.waiting()], [count, 'stopped', 0])
})

test('a source with a limit of attempts gives up after them', async (t) => {
  const { source, fake, sessions, untilState, passWait } = await followFake(t, { maxReconnectAttempts: 2 })
  source.start()
  await untilState('connected')
  fake.refuse({ status: 500 })
  fake.drop()
  await passWait()
  await fake.until(() => fake.seen.signRequests === 2)
  await untilState('waiting')
  await passWait()
  await untilState('failed')
  assert.equal(source.status().detail, 'Gave up on @somebody after 2 attempts')
  assert.equal(sessions.at(-1), 'unknown')
})

test('T1: events that could not be stored become a gap before the next ones', async (t) => {
  const { source, fake, drafts, refuse, untilState, untilDrafts } = await followFake(t)
  source.start()
  await untilState('connected')
  fake.push([fake.messages.chat(viewer(1), 'kept')])
  await untilDrafts('chat', 1)
  refuse(true)
  fake.push([fake.messages.chat(viewer(1), 'refused')], { logId: '7', internalExt: 'x' })
  await fake.until(() => fake.seen.acks.includes('7'))
  refuse(false)
  fake.push([fake.messages.chat(viewer(1), 'after')])
  await untilDrafts('chat', 2)
  assert.deepEqual(
    drafts.map(({ eventType }) => eventType),
    ['connected', 'chat', 'gap', 'chat'],
  )
})

test('T1: an outage whose gap could not be stored is told with the next events, from its beginning and behind what was stored last', async (t) => {
  const { source, fake, clock, drafts, refuse, untilState, untilDrafts, passWait } = await followFake(t)
  source.start()
  await untilState('connected')
  const kept = fake.messages.chat(viewer(1), 'kept')
  fake.push([kept])
  await untilDrafts('chat', 1)
  clock.advance(5000)
  fake.drop()
  await passWait()
  await untilState('connected')
  refuse(true)
  fake.push([fake.messages.chat(viewer(1), 'refused')], { logId: '7', internalExt: 'x' })
  await fake.until(() => fake.seen.acks.includes('7'))
  refuse(false)
  clock.advance(5000)
  fake.push([fake.messages.chat(viewer(1), 'after')])
  await untilDrafts('chat', 2)
  assert.deepEqual(
    ofType(drafts, 'gap').map(({ payload }) => payload),
    [
      {
        from: '2026-01-01T00:00:00.000Z',
        to: '2026-01-01T00:00:11.000Z',
        reason: 'The connection was lost (code 1006). Reconnecting in 1 s',
        lastEventId: `tiktok:${ROOM}:${kept.msgId}`,
      },
    ],
  )
})
