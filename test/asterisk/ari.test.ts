import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { noteRunning } from '../../core/commands/running.ts'
import type { RunnerStatus } from '../../core/sandbox/sandbox.ts'
import { hasAsterisk } from '../../scripts/asterisk-place.mjs'
import { createOperator } from '../commands/operator.ts'
import { createEnding } from '../support/ending.ts'
import { type CallHost, openCallHost } from './lab/host-with-plugin.ts'
import { type Lab, startLab } from './lab/real-asterisk.ts'
import { likeness, loudness, tone } from './lab/voice/tts/tone.ts'

const skip = !hasAsterisk() && 'Asterisk is not installed: npm run test:asterisk installs it'
let lab: Lab
let host: CallHost
const ending = createEnding()
before(async () => {
  if (skip) return
  lab = await startLab(ending)
  host = await openCallHost(ending, lab)
})
after(() => ending.end())

const act = (action: string, input: object = {}) => host.ask('POST', `/api/actions/asterisk.${action}`, input)
const rungAt = (number: string) => lab.phone.rung.filter((rung) => rung.number === number)
const pick = ({ status, detail }: Record<string, unknown>) => [status, detail]

test('S4-007, S4-020: a call that was asked for rings at the telephone, and what arrives there is what was said', { skip }, async () => {
  const { status, id } = await host.call({ text: 'tone 1000', language: 'es', priority: 'normal' })
  assert.equal(status, 202)
  assert.deepEqual(pick(await host.ended(id)), ['completed', null])

  const [rung] = rungAt('3005050149')
  await lab.phone.until(() => rung?.state === 'over')
  const heard = rung?.sound() ?? new Float32Array()
  const sent = tone(1000)
  const { share, at } = likeness(heard, sent)
  const part = heard.subarray(at, at + sent.length)
  assert.ok(share > 0.95, `they are alike by ${share}`)
  assert.ok(Math.abs(heard.length - sent.length) < 2400, `${heard.length} samples came of ${sent.length}`)
  assert.ok(Math.abs(loudness(part) - loudness(sent)) < 0.03, `${loudness(part)} against ${loudness(sent)}`)
})

test('S4-030, S4-031: with one worker all of the priority queue is called before the normal one, each in its order', { skip }, async () => {
  await act('run', { mode: 'api-only' })
  await act('scale', { workers: 1 })
  const asked = [
    ['301', 'normal'],
    ['302', 'normal'],
    ['303', 'high'],
    ['304', 'high'],
  ] as const
  for (const [phone_number, priority] of asked) assert.equal((await host.call({ phone_number, priority })).status, 202)
  const { body } = await host.ask('GET', '/api/calls/queue/stats')
  assert.deepEqual(Object(body.queues).normal + Object(body.queues).priority, 4)
  await act('run', { mode: 'all' })
  await host.until(({ jobs }) => Object(jobs).completed >= 5)
  assert.deepEqual(
    lab.phone.rung.slice(-4).map(({ number }) => number),
    ['303', '304', '301', '302'],
  )
})

test('S4-034, S4-035: a call that fails says why, is among the results, and is not made again', { skip }, async () => {
  lab.phone.when('305', 'busy')
  const { id } = await host.call({ phone_number: '305' })
  assert.deepEqual(pick(await host.ended(id)), ['failed', 'It was busy'])
  const { body: results } = await host.ask('GET', '/api/calls/queue/results')
  assert.deepEqual(pick(Object(results.results)[0]), ['failed', 'It was busy'])
  assert.equal(rungAt('305').length, 1)
})

test('who hangs up in the middle has been called all the same', { skip }, async () => {
  const { id } = await host.call({ phone_number: '306', text: 'tone 9000' })
  await lab.phone.until(() => rungAt('306').some(({ state, sound }) => state === 'up' && sound().length > 800))
  lab.phone.hangUp(rungAt('306')[0]?.callId ?? '')
  assert.deepEqual(pick(await host.ended(id)), ['completed', 'They hung up before the end'])
})

test('S4-002, S4-014: workers are scaled while they work: three call at once, then one', { skip }, async () => {
  const numbers = ['311', '312', '313']
  for (const number of numbers) lab.phone.when(number, 'rings')
  await act('scale', { workers: 3 })
  for (const phone_number of numbers) await host.call({ phone_number })
  await lab.phone.until(() => numbers.every((number) => rungAt(number).length === 1))
  const { workers } = host.told()
  assert.deepEqual([workers.total, new Set(workers.list.map(({ id }: { id: string }) => id)).size], [3, 3])
  await act('scale', { workers: 1 })
  // They ring for five seconds; who is busy leaves after that.
  await host.until(({ workers, jobs }) => Object(workers).total === 1 && Object(jobs).processing === 0)
  assert.deepEqual(
    host.told().recent.slice(0, 3).map(pick2),
    numbers.map(() => ['failed', 'Nobody answered']),
  )
})
const pick2 = ({ state, detail }: Record<string, unknown>) => [state, detail]

test('S4-003: a plugin that is killed in the middle of a call comes back to it, makes those that waited, and none of them twice', {
  skip,
}, async () => {
  const { id } = await host.call({ phone_number: '321', text: 'tone 4000' })
  const waiting = await host.call({ phone_number: '322' })
  await lab.phone.until(() => rungAt('321').some(({ sound }) => sound().length > 800))
  // The report's own shape; see core/desks/watch/report.ts.
  for (const { pid } of host.status().runners as RunnerStatus[]) if (pid !== null) process.kill(pid, 'SIGKILL')
  assert.deepEqual(pick(await host.ended(id)), ['completed', null])
  assert.deepEqual(pick(await host.ended(waiting.id)), ['completed', null])
  assert.deepEqual([rungAt('321').length, rungAt('322').length], [1, 1])
})

test('S4-003: a call during which Asterisk dies is not made again; what waited is called once it is back', { skip }, async () => {
  const { id } = await host.call({ phone_number: '331', text: 'tone 9000' })
  const waiting = await host.call({ phone_number: '332' })
  await lab.phone.until(() => rungAt('331').some(({ sound }) => sound().length > 800))
  await lab.restart()
  const [status, detail] = pick(await host.ended(id))
  assert.equal(status, 'failed')
  assert.match(String(detail), /not made again/)
  assert.deepEqual(pick(await host.ended(waiting.id)), ['completed', null])
  assert.deepEqual([rungAt('331').length, rungAt('332').length], [1, 1])
})

test('S4-015: showrunner calls test calls a number and says how it went', { skip }, async (t) => {
  const operator = createOperator(t, host.dataDir)
  await noteRunning(host.dataDir, { url: host.url, pid: process.pid })
  assert.equal(await operator.type('calls', 'test', '341', 'tone 200'), 'The call completed')
  assert.equal(rungAt('341').length, 1)
  assert.match(await operator.type('calls', 'status'), /Asterisk is there/)
})
