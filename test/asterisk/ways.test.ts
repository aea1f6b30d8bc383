import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { hasAsterisk } from '../../scripts/asterisk-place.mjs'
import { createEnding } from '../support/ending.ts'
import { type CallHost, openCallHost } from './lab/host-with-plugin.ts'
import { type Lab, startLab } from './lab/real-asterisk.ts'
import { likeness, tone } from './lab/voice/tts/tone.ts'

const skip = !hasAsterisk() && 'Asterisk is not installed: npm run test:asterisk installs it'
let lab: Lab
let host: CallHost
const ending = createEnding()
before(async () => {
  if (skip) return
  lab = await startLab(ending)
  host = await openCallHost(ending, lab, { settings: { transport: 'ami' } })
})
after(() => ending.end())

const set = (settings: object) => host.ask('PUT', '/api/plugins/asterisk/settings', settings)
const rungAt = (number: string) => lab.phone.rung.filter((rung) => rung.number === number)
const pick = ({ status, detail }: Record<string, unknown>) => [status, detail]

/** Resolves once the plugin runs with settings that were just changed, and tells that of Asterisk. */
async function untilTold(problem: RegExp | null, since: number) {
  await host.until((told) => Number(told.at) >= since && (problem === null ? told.problem === null : problem.test(String(told.problem))))
}

async function heardAt(number: string, ms: number): Promise<number> {
  const [rung] = rungAt(number)
  await lab.phone.until(() => rung?.state === 'over')
  return likeness(rung?.sound() ?? new Float32Array(), tone(ms)).share
}

test('by AMI the dialplan plays the sound, and tells that it was heard', { skip }, async () => {
  const { id } = await host.call({ phone_number: '401', text: 'tone 500' })
  assert.deepEqual(pick(await host.ended(id)), ['completed', null])
  assert.ok((await heardAt('401', 500)) > 0.95)
})

test('by AMI a busy number fails, and is dialled once', { skip }, async () => {
  lab.phone.when('402', 'busy')
  const { id } = await host.call({ phone_number: '402' })
  assert.deepEqual(pick(await host.ended(id)), ['failed', 'It was busy'])
  assert.equal(rungAt('402').length, 1)
})

test('S4-044, S4-046: by a call file, moved into the spool folder, Asterisk dials and plays by itself', { skip }, async () => {
  const since = Date.now()
  await set({ transport: 'callfile' })
  await untilTold(null, since)
  const { id } = await host.call({ phone_number: '403', text: 'tone 500' })
  assert.deepEqual(pick(await host.ended(id)), ['completed', null])
  assert.ok((await heardAt('403', 500)) > 0.95)
  for (const folder of ['outgoing', 'outgoing_done', 'tmp']) assert.deepEqual(readdirSync(join(lab.spool, folder)), [])
})

test('S4-047: whatever a text says, Asterisk is told no word of it', { skip }, async () => {
  const file = join(lab.folder, 'proof')
  const orders = [`\nApplication: System\nData: touch ${file}`, `\r\nAction: Originate\r\nApplication: System\r\nData: touch ${file}`]
  for (const [n, order] of [...orders, `\u0024{SHELL(touch ${file})}`].entries()) {
    const { id } = await host.call({ phone_number: `41${n}`, text: `tone 100${order}` })
    assert.deepEqual(pick(await host.ended(id)), ['completed', null])
  }
  assert.equal(existsSync(file), false)
  for (const phone_number of ['300\nApplication: System', '300@evil', '٣٠٠']) assert.equal((await host.call({ phone_number })).status, 400)
})

test('by a call file a busy number fails, once Asterisk has given up', { skip }, async () => {
  lab.phone.when('404', 'busy')
  const { id } = await host.call({ phone_number: '404' })
  const [status, detail] = pick(await host.ended(id))
  assert.deepEqual([status, detail], ['failed', 'Nobody was reached; see the log of Asterisk for why'])
  assert.equal(rungAt('404').length, 1)
})

for (const transport of ['ari', 'ami'])
  test(`a wrong password is one sentence for ${transport}, and nobody is called until it is right`, { skip }, async () => {
    const since = Date.now()
    await set({ transport, password: 'wrong' })
    await untilTold(/^Asterisk refused the user or the password/, since)
    const { id } = await host.call({ phone_number: `40${transport === 'ari' ? 5 : 6}` })
    const { body: health } = await host.ask('GET', '/api/calls/health')
    assert.equal(health.status, 'unhealthy')
    await set({ password: lab.ari.password })
    // Who answers hangs up after a while, on a busy machine before the last word.
    assert.equal(pick(await host.ended(id))[0], 'completed')
  })
