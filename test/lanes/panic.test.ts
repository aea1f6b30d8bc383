import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { LaneView, PanicState } from '../../schemas/types.ts'
import { askedUntil } from '../support/asked.ts'
import { openSocket } from '../support/host.ts'
import { createOperated } from '../support/operated.ts'
import { WITNESS } from './witness.ts'

type Operated = Awaited<ReturnType<Awaited<ReturnType<typeof createOperated>>['start']>>

const panicOf = async (host: Operated) => (await host.ask('GET', '/api/panic')).body.panic as PanicState
const laneOf = async (host: Operated, plugin = 'witness') => {
  const lanes = (await host.ask('GET', '/api/lanes')).body.lanes as LaneView[]
  return lanes.find((lane) => lane.plugin === plugin)
}

async function started(t: TestContext) {
  const operated = await createOperated(t)
  await operated.write('witness', WITNESS)
  return operated
}

const listen = (t: TestContext, host: Operated) =>
  openSocket(t, host.url, { key: host.keys.game, subscribe: { topics: ['witness.*', 'host.*'] } })

const seen = (socket: Awaited<ReturnType<typeof listen>>) =>
  socket.messages.flatMap(({ type, plugin, data }) => (type === 'publish' && plugin === 'witness' ? [data] : []))

test('panic holds every lane over a restart, and then all goes on in order with nothing lost', async (t) => {
  const operated = await started(t)
  const host = await operated.start()
  const pressed = await host.ask('POST', '/api/panic')
  assert.equal(pressed.status, 200)
  for (const giftName of ['Rose', 'Crown', 'Lion']) await host.ask('POST', '/api/simulate/gift', { giftName })
  await askedUntil(
    () => panicOf(host),
    ({ heldEvents }) => heldEvents === 3,
  )
  await host.stop()

  const again = await operated.start()
  const panic = await panicOf(again)
  assert.equal(panic.on, true)
  assert.equal(panic.since, (pressed.body.panic as PanicState).since)
  await again.ask('POST', '/api/simulate/gift', { giftName: 'Star' })
  await askedUntil(
    () => panicOf(again),
    ({ heldEvents }) => heldEvents === 4,
  )
  assert.equal((await laneOf(again))?.panicHeld, true)
  assert.equal((await laneOf(again))?.completed, 0)
  const socket = await listen(t, again)
  assert.deepEqual((await again.ask('DELETE', '/api/panic')).body.panic, { on: false, heldEvents: 0 })
  await socket.until(() => seen(socket).length === 4)
  assert.deepEqual(seen(socket), ['Rose', 'Crown', 'Lion', 'Star'])
})
