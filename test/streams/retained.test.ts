import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRetainedRelays } from '../../core/serve/channels/retained-relays.ts'
import { wordingOf } from '../../core/serve/wording.ts'
import { serve } from '../serve/served.ts'
import { openSocket } from '../support/host.ts'
import { createOperated } from '../support/operated.ts'
import { openChannel } from './channel.ts'

const CHANNELS = { addTip: async () => {}, updateViewers: async () => {}, chat: async () => {} }
const LIVE = { sessionId: 'live-1', totalTipsCents: 0, tipCount: 0, peakViewers: 0 }

test('who joins a session is told what plugins retain of it, each kind of channel what is for it', async (t) => {
  const { server } = await serve(t, { parts: { channels: { ...CHANNELS, session: () => LIVE }, allowedHosts: [] } })
  const retain = (topic: string, data: object) => server.publish('goals', topic, JSON.stringify(data), { retain: true })
  const goal = { sessionId: 'live-1', goalId: 'g', title: 'Mic', currentCents: 1, targetCents: 2, percentage: 50 }
  retain('goal.progress', goal)
  retain('menu.updated', { creatorId: 'ana', items: [] })
  retain('goal.completed', { ...goal, sessionId: 'live-2' })
  retain('chatbot.response', { sessionId: 'live-1', personaName: 'Bot', responseText: 'hi' })
  retain('state', { anything: 1 })
  const overlay = await openChannel(t, server.url, { path: '/streaming/overlay' })
  overlay.say('join_overlay', { sessionId: 'live-1' })
  assert.deepEqual(await overlay.nth('goal_progress', 1), goal)
  await overlay.nth('menu_updated', 1)
  overlay.say('nothing')
  await overlay.nth('error', 1)
  assert.deepEqual([overlay.of('goal_completed'), overlay.of('chatbot_response')], [[], []])
})

test('what a runner that was taken over nests without end is told to nobody, and the host goes on', async (t) => {
  const { server } = await serve(t, { parts: { channels: { ...CHANNELS, session: () => LIVE }, allowedHosts: [] } })
  const overlay = await openChannel(t, server.url, { path: '/streaming/overlay' })
  overlay.say('join_overlay', { sessionId: 'live-1' })
  await overlay.nth('session_updated', 1)
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  assert.equal(server.publish('goals', 'menu.updated', `{"creatorId":"ana","items":${deep}}`, { retain: true }), 0)
  assert.equal(server.publish('goals', 'menu.updated', '{"creatorId":"ana","items":[]}'), 1)
  assert.deepEqual(server.refused().PUBLISHED_NOT_JSON, 1)
})

test('what is retained is read once, however often somebody joins, and what no room hears of not at all', () => {
  const read: string[] = []
  const one = (topic: string, text: string) => ({
    ...{ plugin: 'goals', topic, wording: wordingOf('publish', () => text) },
    get data() {
      read.push(topic)
      return text
    },
  })
  const kept = [one('state', '[]'), one('menu.updated', '{"creatorId":"ana","items":[]}'), one('goal.progress', '{"title":"Mic"}')]
  const told = createRetainedRelays({ list: () => kept })
  told()
  assert.deepEqual(
    told().map(({ event, frame }) => [event, frame.toString()]),
    [['menu_updated', '{"event":"menu_updated","data":{"creatorId":"ana","items":[]}}']],
  )
  assert.deepEqual(read, ['menu.updated', 'goal.progress'])
})

test('what a plugin retains is kept over a reload, comes from its sandbox, and is gone when it is switched off', async (t) => {
  const operated = await createOperated(t)
  const code = (version: number) => `export default { start(host) { host.publish('ready', ${version}) }, on: { gift(event, host) {
    host.publish('score', { coins: event.payload.coins }, { retain: true })
  } } }`
  await operated.write('score', { files: { 'plugin.ts': code(1) } })
  const host = await operated.start()
  const listen = () => openSocket(t, host.url, { key: host.keys.overlay, subscribe: { topics: ['score.*'] } })
  const live = await listen()
  const heard = (topic: string, data: string) =>
    live.until(() => live.messages.some((one) => one.topic === topic && JSON.stringify(one.data) === data))
  await host.ask('POST', '/api/simulate/gift', { coins: 7 })
  await heard('score', '{"coins":7}')

  await operated.edit('score', 'plugin.ts', code(2))
  await heard('ready', '2')
  const late = await listen()
  await late.until(() => late.messages.some(({ type }) => type === 'publish'))
  assert.deepEqual(late.messages.at(-1), { type: 'publish', plugin: 'score', topic: 'score', data: { coins: 7 }, retained: true })

  await host.ask('POST', '/api/plugins/score/disable')
  const after = await listen()
  after.socket.send('{"type":"ping"}')
  await after.until(() => after.messages.some(({ type }) => type === 'pong'))
  assert.deepEqual(
    after.messages.map(({ type }) => type),
    ['hello', 'subscribed', 'pong'],
  )
})
