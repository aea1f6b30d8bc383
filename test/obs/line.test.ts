import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createEnding } from '../support/ending.ts'
import { startPlugin } from './plugin-in-sandbox.ts'
import { type RealObs, startObs } from './real-obs.ts'

let obs: RealObs
const ending = createEnding()
before(async () => {
  obs = await startObs(ending)
})
after(() => ending.end())

const stateOf = ({ answer }: { readonly answer?: unknown }) => Object(answer).state

test('a wrong password is one sentence in the log, and OBS is left alone for five minutes', async (t) => {
  const before = obs.visits()
  const plugin = await startPlugin(t, obs, { settings: { password: 'wrong' }, clock: 'virtual' })
  const { answer, logged } = await plugin.act('connect')
  assert.equal(stateOf({ answer }), 'refused')
  assert.match(Object(answer).sentence, /^OBS refused the password, or wants one; copy it from Tools, WebSocket Server Settings/)
  const { logged: later } = await plugin.advance(290_000)
  assert.equal(obs.visits() - before, 1)
  await plugin.advance(20_000)
  assert.equal(obs.visits() - before, 2)
  assert.deepEqual(
    [...logged, ...later].map(({ level }) => level),
    ['warn'],
  )
  assert.doesNotMatch(JSON.stringify([logged, later, answer]), /wrong/)
})

test('a right password after a wrong one needs no wait: connect tries at once', async (t) => {
  const plugin = await startPlugin(t, obs, { clock: 'virtual' })
  assert.equal(stateOf(await plugin.act('connect')), 'ready')
})

test('when OBS ends and starts again the line comes back by itself, and what is there is read anew', async (t) => {
  const plugin = await startPlugin(t, obs, { clock: 'virtual' })
  await plugin.act('connect')
  await obs.hand.call('CreateScene', { sceneName: 'Party' })
  await plugin.act('setScene', { scene: 'Party' })
  await obs.restart()
  await plugin.advance(60_000)
  const { answer } = await plugin.act('status')
  assert.deepEqual([stateOf({ answer }), Object(answer).scene], ['ready', 'Scene'])
  await obs.hand.call('CreateScene', { sceneName: 'Again' })
  assert.equal((await plugin.act('setScene', { scene: 'Again' })).error, undefined)
})

test('while OBS is away it is tried less and less often, and actions say why at once', async (t) => {
  const plugin = await startPlugin(t, obs, { clock: 'virtual' })
  await plugin.act('connect')
  await obs.kill()
  const before = obs.visits()
  const { logged } = await plugin.advance(600_000)
  const tries = obs.visits() - before
  assert.ok(tries > 15 && tries < 60, `${tries} tries in ten minutes`)
  // That the line ended, and that nobody answers: each once.
  assert.equal(logged.length, 2, JSON.stringify(logged))
  assert.match(String((await plugin.act('setScene', { scene: 'Party' })).error), /OBS closed the line|No OBS answers/)
})

test('T60: another address is told of no password before it is granted, and one sentence says so', async (t) => {
  const plugin = await startPlugin(t, { url: 'ws://10.1.2.3:4455', host: obs.host }, { clock: 'virtual' })
  const { answer } = await plugin.act('connect')
  assert.equal(stateOf({ answer }), 'refused')
  assert.match(Object(answer).sentence, /^Requires net access to "10\.1\.2\.3:4455"; add it to "permissions"/)
})
