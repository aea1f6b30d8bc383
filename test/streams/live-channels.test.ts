import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Session, UnifiedEvent } from '../../schemas/types.ts'
import { createOperated } from '../support/operated.ts'
import { openChannel } from './channel.ts'

test('S2-083, S2-084, S2-085: what is said on /streaming is events of a running host, and comes back to who joined', async (t) => {
  const operated = await createOperated(t)
  await operated.write('bot', {
    manifest: { subscriptions: [{ event: 'custom', priority: 10, mode: 'sync', discardable: false }] },
    files: {
      'plugin.ts': `export default { on: { custom(event, host) {
        if (event.payload.name !== 'chatbot_message') return
        const responseText = 'Hello ' + event.payload.data.senderName
        host.publish('chatbot.response', { sessionId: event.sessionId, personaName: 'Bot', responseText })
      } } }`,
    },
  })
  const host = await operated.start()
  const { session } = (await host.ask('POST', '/api/sessions', { platform: 'other', title: 'Friday' })).body as { session: Session }
  const { sessionId } = session
  const [streaming, overlay] = await Promise.all([
    openChannel(t, host.url, { headers: { authorization: `Bearer ${host.keys.game}` } }),
    openChannel(t, host.url, { path: '/streaming/overlay' }),
  ])
  streaming.say('join_session', { sessionId })
  overlay.say('join_overlay', { sessionId })
  await Promise.all([streaming, overlay].map((one) => one.nth('session_updated', 1)))

  streaming.say('add_tip', { sessionId, amountCents: 1250, tipperName: 'Ana', message: 'Hola' })
  const { tip, sessionTotals } = await overlay.nth('tip_received', 1)
  streaming.say('update_viewers', { sessionId, viewerCount: 42 })
  await streaming.until(() => streaming.of('session_updated').some(({ peakViewers }) => peakViewers === 42))
  streaming.say('update_viewers', { sessionId, viewerCount: 7 })
  await overlay.until(() => overlay.of('session_updated').some(({ peakViewers, viewers }) => peakViewers === 42 && viewers === 7))
  streaming.say('chatbot_message', { sessionId, senderName: 'Ana', message: 'hey' })
  const response = await streaming.nth('chatbot_response', 1)
  streaming.say('add_tip', { sessionId: 'nothing', amountCents: 1 })
  const error = await streaming.nth('error', 1)

  const { events } = (await host.ask('GET', '/api/logs?limit=100')).body as { events: readonly UnifiedEvent[] }
  const { amountCents, currency, tipperName, source } = tip as Record<string, unknown>
  assert.deepEqual(
    [amountCents, tipperName, source, (sessionTotals as Record<string, unknown>).tipCount, typeof currency],
    [1250, 'Ana', 'websocket', 1, 'string'],
  )
  assert.deepEqual(response, { sessionId, personaName: 'Bot', responseText: 'Hello Ana' })
  assert.deepEqual([error.code, overlay.of('chatbot_response')], ['SESSION_UNKNOWN', []])
  const told = events.filter((event) => event.sessionId === sessionId)
  const custom = told.flatMap((event) =>
    event.eventType === 'custom' && event.payload.name === 'chatbot_message' ? event.payload.data : [],
  )
  assert.deepEqual(custom, [{ senderName: 'Ana', message: 'hey' }])
  const counts = told.flatMap((event) => (event.eventType === 'viewerCount' ? event.payload.viewerCount : []))
  assert.deepEqual([counts, told.filter(({ eventType }) => eventType === 'tip').length], [[7, 42], 1])
})
