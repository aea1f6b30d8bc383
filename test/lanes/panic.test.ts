import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AlertView, PanicState } from '../../schemas/types.ts'
import { askedUntil } from '../support/asked.ts'
import { createWitnessed, type Witnessed } from './witness.ts'

const panicOf = async (host: Witnessed) => (await host.get('/api/panic')).panic as PanicState

test('panic holds every lane over a restart, and then all goes on in order with nothing lost', async (t) => {
  const operated = await createWitnessed(t)
  const host = await operated.start()
  const pressed = await host.ask('POST', '/api/panic')
  assert.equal(pressed.status, 200)
  for (const name of ['Rose', 'Crown', 'Lion']) await host.gift(name)
  await askedUntil(
    () => panicOf(host),
    ({ heldEvents }) => heldEvents === 3,
  )
  await host.stop()

  const again = await operated.start()
  assert.deepEqual(await again.heardOf('panic', 1), [{ on: true, since: Object(pressed.body.panic).since }])
  const { on, since, by } = await panicOf(again)
  const before = pressed.body.panic as PanicState
  assert.deepEqual({ on, since, by }, { on: true, since: before.since, by: before.by })
  await again.gift('Star')
  await again.laneUntil(({ depth }) => depth === 4)
  const { panicHeld, paused, completed } = await again.lane()
  assert.deepEqual({ panicHeld, paused, completed }, { panicHeld: true, paused: false, completed: 0 })
  assert.deepEqual((await again.ask('DELETE', '/api/panic')).body.panic, { on: false, heldEvents: 0 })
  assert.deepEqual(await again.heardOf('gift', 4), ['Rose', 'Crown', 'Lion', 'Star'])
})

test('panic tells pages and speech to stop, shows in the status, and is in the audit with who pressed it', async (t) => {
  const operated = await createWitnessed(t)
  const host = await operated.start()
  const told = await host.ask('POST', '/api/panic', undefined, host.keys.moderator)
  assert.equal(told.status, 200)
  await host.heardOf('panic', 2)
  assert.deepEqual(
    host.published('panic').map((data) => Object(data).on),
    [false, true],
  )
  const { alerts } = (await host.get('/status')) as { alerts: AlertView[] }
  assert.ok(alerts.some(({ id }) => id === 'panic'))
  assert.equal((await host.get('/api/queue/status')).held, true)
  const { entries } = await askedUntil(
    () => host.get('/api/audit'),
    ({ entries }) => JSON.stringify(entries).includes('panic.pressed'),
  )
  assert.match(JSON.stringify(entries), /"role":"moderator"/)
  await host.ask('DELETE', '/api/panic')
  await host.heardOf('panic', 3)
  const [, pressed, released] = host.published('panic').map(Object)
  const { until } = released
  assert.deepEqual(released, { on: false, since: pressed.since, until })
  assert.ok(until >= pressed.since, until)
})

test('actions tts.stop and ai-chat.stop are called by the panic button', async (t) => {
  const operated = await createWitnessed(t)
  for (const id of ['tts', 'ai-chat'])
    await operated.write(id, {
      manifest: { subscriptions: [], actions: { stop: {} } },
      files: {
        'plugin.ts': `let stops = 0
          export default { actions: { stop: () => ++stops } }`,
      },
    })
  const host = await operated.start()
  await host.ask('POST', '/api/panic')
  await host.ask('POST', '/api/panic')
  const stops = [(await host.act('tts.stop')).body.value, (await host.act('ai-chat.stop')).body.value]
  assert.deepEqual(stops, [3, 3])
})

test('a game and an overlay may not press the panic button', async (t) => {
  const host = await (await createWitnessed(t)).start()
  for (const key of [host.keys.game, host.keys.overlay]) {
    assert.equal((await host.ask('POST', '/api/panic', undefined, key)).status, 403)
  }
  assert.equal((await panicOf(host)).on, false)
})
