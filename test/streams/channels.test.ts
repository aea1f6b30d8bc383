import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { HostError } from '../../core/base/errors.ts'
import type { ChannelDesk } from '../../core/serve/serve.ts'
import { KEYS, serve } from '../serve/served.ts'
import { ask, open as connect, HANDSHAKE, head, letGo } from '../serve/wire.ts'
import { openChannel } from './channel.ts'

const LIVE = {
  ...{ sessionId: 'live-1', number: 1, status: 'active', platform: 'tiktok', title: 'Friday', notes: 'private', metadata: { agent: 'x' } },
  ...{ totalTipsCents: 0, tipsCents: {}, tipCount: 0, peakViewers: 0, coins: 0, gifts: 0, likes: 0, startedAt: '2026-01-01T00:00:00Z' },
}
const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } })
const OVERLAY = { path: '/streaming/overlay' }

/** A server with one live, and what its desk was asked for. */
async function createCase(t: TestContext, parts: Record<string, unknown> = {}) {
  const asked: unknown[] = []
  const note = (what: string) => async (sent: { readonly sessionId: string }, by: { readonly role: string }) => {
    if (sent.sessionId !== LIVE.sessionId) throw new HostError('SESSION_UNKNOWN', 'There is no such session')
    asked.push([what, sent, by.role])
  }
  const channels: ChannelDesk = {
    session: (sessionId) => (sessionId === LIVE.sessionId ? LIVE : undefined),
    addTip: note('addTip'),
    updateViewers: note('updateViewers'),
    chat: note('chat'),
  }
  const served = await serve(t, { parts: { channels, allowedHosts: [], ...parts } })
  const open = (options: Parameters<typeof openChannel>[2]) => openChannel(t, served.server.url, options)
  const joined = async () => {
    const [streaming, overlay] = await Promise.all([open(bearer(KEYS.moderator)), open(OVERLAY)])
    streaming.say('join_session', { sessionId: 'live-1' })
    overlay.say('join_overlay', { sessionId: 'live-1' })
    await Promise.all([streaming, overlay].map((one) => one.nth('session_updated', 1)))
    return { streaming, overlay }
  }
  const publish = (plugin: string, topic: string, data: unknown) => served.server.publish(plugin, topic, JSON.stringify(data))
  return { served, asked, open, joined, publish }
}

test('S2-080: /streaming refuses a handshake without a key and one of an overlay, and takes every other role', async (t) => {
  const { served, open } = await createCase(t)
  const statuses = await Promise.all([
    ask(served, 'GET /streaming', HANDSHAKE),
    ask(served, 'GET /streaming', { ...HANDSHAKE, Authorization: 'Bearer wrong' }),
    ask(served, 'GET /streaming', { ...HANDSHAKE, Authorization: `Bearer ${KEYS.overlay}` }),
    ask(served, 'GET /streaming/other', { ...HANDSHAKE, Authorization: `Bearer ${KEYS.admin}` }),
  ])
  assert.deepEqual(statuses, [401, 401, 403, 404])
  const refused = await connect(served.port)
  refused.write(head(served, 'GET /streaming', { ...HANDSHAKE, Authorization: `Bearer ${KEYS.overlay}` }))
  await letGo(refused)
  await Promise.all([KEYS.admin, KEYS.moderator, KEYS.game].map((key) => open(bearer(key))))
  assert.equal(served.server.clients().channels, 3)
})

test('S2-081, S2-082, S2-086: who joins a session hears how it stands, and no more after leaving', async (t) => {
  const { open, publish } = await createCase(t)
  const channel = await open(bearer(KEYS.moderator))
  channel.say('join_session', { sessionId: 'live-1' })
  const first = await channel.nth('session_updated', 1)
  publish('host', 'session', { session: { ...LIVE, totalTipsCents: 1250, tipCount: 2, peakViewers: 40 } })
  publish('host', 'session', { session: { ...LIVE, sessionId: 'live-2', tipCount: 9 } })
  const second = await channel.nth('session_updated', 2)
  channel.say('leave_session', { sessionId: 'live-1' })
  channel.say('nothing')
  await channel.nth('error', 1)
  publish('host', 'session', { session: LIVE })
  channel.say('nothing')
  await channel.nth('error', 2)
  const { notes: _, metadata: __, number: ___, ...told } = LIVE
  assert.deepEqual(first, told)
  assert.deepEqual(second, { ...told, totalTipsCents: 1250, tipCount: 2, peakViewers: 40 })
  assert.equal(channel.of('session_updated').length, 2)
})

test('S2-081, S2-094: a session that is not there is an error with its code and id, and so is whatever is not understood', async (t) => {
  const { served, open } = await createCase(t)
  const channel = await open(bearer(KEYS.game))
  channel.say('join_session', { sessionId: 'live-9' })
  assert.deepEqual(await channel.nth('error', 1), { code: 'SESSION_UNKNOWN', message: 'There is no such session', sessionId: 'live-9' })
  const bad = [
    'nonsense',
    '[]',
    '{}',
    '{"event":"__proto__"}',
    '{"event":"join_session"}',
    '{"event":"join_session","data":{"sessionId":7}}',
    '{"event":"join_session","data":{"sessionId":"live-1","role":"admin"}}',
    '{"event":"add_tip","data":{"sessionId":"live-1","amountCents":-1}}',
    '{"event":"add_tip","data":{"sessionId":"live-1","amountCents":1e400}}',
    '{"event":"update_viewers","data":{"sessionId":"live-1","viewerCount":1.5}}',
    '{"event":"ping","data":{"__proto__":{"x":1}}}',
  ]
  for (const text of bad) channel.socket.send(text)
  await channel.nth('error', bad.length + 1)
  assert.deepEqual(
    [
      ...new Set(
        channel
          .of('error')
          .slice(1)
          .map(({ code }) => code),
      ),
    ],
    ['MESSAGE_INVALID'],
  )
  assert.equal(served.server.refused().MESSAGE_INVALID, bad.length)
})

test('S2-083, S2-084, S2-085: viewers, tips and messages go to the desk of the host, with who sent them', async (t) => {
  const { asked, open } = await createCase(t)
  const channel = await open(bearer(KEYS.game))
  const sent = [
    ['update_viewers', { sessionId: 'live-1', viewerCount: 42 }],
    ['add_tip', { sessionId: 'live-1', amountCents: 500, tipperName: 'Ana', message: 'Hola' }],
    ['chatbot_message', { sessionId: 'live-1', senderName: 'Ana', message: 'hey bot' }],
  ] as const
  for (const [event, data] of sent) channel.say(event, data)
  channel.say('add_tip', { sessionId: 'live-9', amountCents: 1 })
  const error = await channel.nth('error', 1)
  assert.deepEqual(
    asked,
    sent.map(([, data], index) => [['updateViewers', 'addTip', 'chat'][index], data, 'game']),
  )
  assert.deepEqual([error.code, error.sessionId], ['SESSION_UNKNOWN', 'live-9'])
})

test('S2-087, S2-102: a tip comes to all who joined its session, with the totals of that', async (t) => {
  const { joined, publish } = await createCase(t)
  const { streaming, overlay } = await joined()
  const tip = { tipId: 'tip:1', sessionId: 'live-1', amountCents: 500, currency: 'USD', tipperName: '<b>Ana</b>', message: 'Hola\n' }
  publish('host', 'tip', { tip, session: { ...LIVE, totalTipsCents: 500, tipsCents: { USD: 500 }, tipCount: 1 } })
  const expected = {
    sessionId: 'live-1',
    tip,
    sessionTotals: { totalTipsCents: 500, tipsCents: { USD: 500 }, tipCount: 1, peakViewers: 0 },
  }
  assert.deepEqual([await streaming.nth('tip_received', 1), await overlay.nth('tip_received', 1)], [expected, expected])
})

const TOLD = [
  [
    'S2-088: goal_progress is what a plugin publishes as goal.progress, and only with all of its fields',
    'goal.progress',
    'goal_progress',
    { sessionId: 'live-1', goalId: 'g', title: 'Mic', currentCents: 50, targetCents: 100, percentage: 50 },
  ],
  [
    'S2-089: goal_completed is what a plugin publishes as goal.completed, and only with all of its fields',
    'goal.completed',
    'goal_completed',
    { sessionId: 'live-1', goalId: 'g', title: 'Mic', targetCents: 100 },
  ],
  [
    'S2-090: chatbot_response is what a plugin publishes as chatbot.response, and only with all of its fields',
    'chatbot.response',
    'chatbot_response',
    { sessionId: 'live-1', personaName: 'Bot', responseText: 'Hi', extra: 1 },
  ],
  [
    'S2-091: chat_participant_audio is what a plugin publishes as chatbot.audio, and only with all of its fields',
    'chatbot.audio',
    'chat_participant_audio',
    { sessionId: 'live-1', tipId: 't', audioBase64: 'AAA=', format: 'mp3' },
  ],
  [
    'S2-092: animation_trigger is what a plugin publishes as animation.trigger, and only with all of its fields',
    'animation.trigger',
    'animation_trigger',
    { sessionId: 'live-1', type: 'confetti', metadata: { colour: 'red' } },
  ],
  [
    'S2-093: menu_updated is what a plugin publishes as menu.updated, and only with all of its fields',
    'menu.updated',
    'menu_updated',
    { creatorId: 'me', items: [] },
  ],
] as const

for (const [name, topic, event, data] of TOLD) {
  test(name, async (t) => {
    const { served, joined, publish } = await createCase(t)
    const { streaming } = await joined()
    publish('goals', topic, Object.fromEntries(Object.entries(data).slice(1)))
    publish('goals', topic, 'text')
    publish('goals', topic, data)
    assert.deepEqual(await streaming.nth(event, 1), data)
    assert.deepEqual([streaming.of(event).length, served.server.refused().PUBLISHED_NOT_FITTING], [1, 2])
  })
}

test('S2-100: an overlay needs no key on this machine, and one behind another address or name does', async (t) => {
  const { served, open } = await createCase(t)
  await open(OVERLAY)
  await open({ ...OVERLAY, headers: { origin: served.server.url } })
  const named = await serve(t, { parts: { allowedHosts: ['show.example'] } })
  const remote = await serve(t, { parts: { host: '0.0.0.0', allowRemote: true, allowedHosts: [] } })
  const there = { ...remote, host: `127.0.0.1:${remote.port}` }
  const key = { Authorization: `Bearer ${KEYS.overlay}` }
  assert.deepEqual(
    await Promise.all([ask(named, 'GET /streaming/overlay', HANDSHAKE), ask(there, 'GET /streaming/overlay', HANDSHAKE)]),
    [401, 401],
  )
  const keyed = await openChannel(t, named.server.url, { ...OVERLAY, headers: { authorization: key.Authorization } })
  assert.deepEqual([served.server.clients().channels, keyed.socket.readyState], [2, keyed.socket.OPEN])
})

test('S2-100: a page of another origin gets no overlay channel, though it needs no key', async (t) => {
  const { served } = await createCase(t)
  const foreign = ['http://evil.test', 'null', 'http://localhost:5173', 'https://evil.test']
  const statuses = await Promise.all([
    ...foreign.map((Origin) => ask(served, 'GET /streaming/overlay', { ...HANDSHAKE, Origin })),
    ask(served, 'GET /streaming/overlay', { ...HANDSHAKE, Host: 'evil.test' }),
    ask(served, 'GET /streaming/overlay', { ...HANDSHAKE, Authorization: 'Bearer wrong' }),
  ])
  assert.deepEqual([statuses, served.server.clients().channels], [[403, 403, 403, 403, 421, 401], 0])
})

test('S2-101: an overlay joins and leaves a session', async (t) => {
  const { open, publish } = await createCase(t)
  const overlay = await open(OVERLAY)
  overlay.say('join_overlay', { sessionId: 'live-1' })
  await overlay.nth('session_updated', 1)
  overlay.say('leave_overlay', { sessionId: 'live-1' })
  overlay.say('join_overlay', { sessionId: 'live-9' })
  const error = await overlay.nth('error', 1)
  publish('host', 'session', { session: LIVE })
  overlay.say('join_overlay', { sessionId: 'live-9' })
  await overlay.nth('error', 2)
  assert.deepEqual([error.code, overlay.of('session_updated').length], ['SESSION_UNKNOWN', 1])
})

test('S2-102: an overlay hears tips, goals, animations, menus and the session, and nothing of the chatbot', async (t) => {
  const { joined, publish } = await createCase(t)
  const { overlay } = await joined()
  publish('host', 'tip', { tip: { tipId: 't' }, session: LIVE })
  for (const [, topic, , data] of TOLD) publish('plugin', topic, data)
  await overlay.nth('menu_updated', 1)
  assert.deepEqual(
    overlay.received.map(({ event }) => event),
    ['session_updated', 'tip_received', 'goal_progress', 'goal_completed', 'animation_trigger', 'menu_updated'],
  )
})

test('S2-103, T17: an overlay that writes is refused with FORBIDDEN, and nothing happens', async (t) => {
  const { served, asked, open } = await createCase(t)
  const overlays = await Promise.all([open(OVERLAY), open({ ...OVERLAY, ...bearer(KEYS.admin) })])
  for (const overlay of overlays) {
    overlay.say('add_tip', { sessionId: 'live-1', amountCents: 500 })
    overlay.say('update_viewers', { sessionId: 'live-1', viewerCount: 5 })
    overlay.say('chatbot_message', { sessionId: 'live-1', senderName: 'x', message: 'y' })
    overlay.say('join_session', { sessionId: 'live-1' })
    await overlay.nth('error', 4)
    assert.deepEqual(
      overlay.of('error').map(({ code, sessionId }) => [code, sessionId]),
      Array(4).fill(['FORBIDDEN', 'live-1']),
    )
  }
  assert.deepEqual([asked, served.server.refused().FORBIDDEN], [[], 8])
})

test('a channel is closed with its key, when the server stops, and for too many or binary messages', async (t) => {
  const { served, open } = await createCase(t)
  const [game, loud, binary, stays] = await Promise.all([
    open(bearer(KEYS.game)),
    open(bearer(KEYS.admin)),
    open(bearer(KEYS.admin)),
    open(bearer(KEYS.moderator)),
  ])
  served.server.revoked('key-game')
  for (let n = 0; n < 60; n += 1) loud.say('nothing')
  binary.socket.send(Buffer.from([1]))
  assert.deepEqual(await Promise.all([game, loud, binary].map(({ closing }) => closing)), [4001, 4029, 1003])
  await served.server.stop()
  assert.equal(await stays.closing, 1001)
})

test('a socket is in at most twenty sessions', async (t) => {
  const channels: ChannelDesk = {
    session: (sessionId) => ({ sessionId }),
    addTip: async () => {},
    updateViewers: async () => {},
    chat: async () => {},
  }
  const { server } = await serve(t, { parts: { channels } })
  const channel = await openChannel(t, server.url, bearer(KEYS.game))
  for (let n = 0; n < 21; n += 1) channel.say('join_session', { sessionId: `live-${n}` })
  const error = await channel.nth('error', 1)
  channel.say('join_session', { sessionId: 'live-3' })
  await channel.nth('session_updated', 21)
  assert.deepEqual([error.code, error.sessionId], ['TOO_MANY_ROOMS', 'live-20'])
})
