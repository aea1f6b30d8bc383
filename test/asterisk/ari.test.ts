import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createEnding } from '../support/ending.ts'
import { type CallHost, openCallHost } from './lab/host-with-plugin.ts'
import { type Lab, startLab } from './lab/real-asterisk.ts'
import { likeness, loudness, tone } from './lab/tone.ts'

let lab: Lab
let host: CallHost
const ending = createEnding()
before(async () => {
  lab = await startLab(ending)
  host = await openCallHost(ending, lab)
})
after(() => ending.end())

test('S4-007, S4-020: a call that was asked for rings at the telephone, and what arrives there is what was said', async () => {
  const { status, body } = await host.call({ text: 'tone 2000', language: 'es', priority: 'normal' })
  assert.equal(status, 202)
  const ended = await host.ended(body.job_id)
  assert.deepEqual([ended.status, ended.detail], ['completed', null])

  const [rung] = lab.phone.rung
  assert.equal(rung?.number, '3005050149')
  await lab.phone.until(() => rung?.state === 'over')
  const heard = rung?.sound() ?? new Float32Array()
  const sent = tone(2000)
  const { share, at } = likeness(heard, sent)
  const part = heard.subarray(at, at + sent.length)
  assert.ok(share > 0.95, `they are alike by ${share}`)
  assert.ok(Math.abs(heard.length - sent.length) < 2400, `${heard.length} samples came of ${sent.length}`)
  assert.ok(Math.abs(loudness(part) - loudness(sent)) < 0.02, `${loudness(part)} against ${loudness(sent)}`)
})
