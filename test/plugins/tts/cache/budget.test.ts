import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBudget, dayOf } from '../../../../plugins/tts/budget.ts'
import { createRecordingHost } from '../../../support/recording-host.ts'

const NOON = new Date(2026, 10, 21, 12).getTime()
const DAY_MS = 24 * 3_600_000

function budget({ perDay = 100, now = () => NOON, recording = createRecordingHost() } = {}) {
  return { ...recording, of: createBudget({ kv: recording.host.kv, log: recording.host.log, now, perDay }) }
}

test('a provider speaks until its characters of the day are over, and not one more', async () => {
  const { of } = budget()
  const taken = []
  for (const characters of [60, 41, 40, 1]) taken.push(await of.take('openai', characters))
  assert.deepEqual(taken, [true, false, true, false])
  assert.deepEqual([await of.taken('openai'), await of.taken('azure'), await of.take('azure', 100)], [100, 0, true])
})

test('many at once never take more than there is', async () => {
  const { of } = budget()
  const taken = await Promise.all(Array.from({ length: 50 }, () => of.take('openai', 7)))
  assert.equal(taken.filter(Boolean).length * 7 <= 100, true)
  assert.equal(await of.taken('openai'), taken.filter(Boolean).length * 7)
})

test('a restart is no new day, and a new day is', async () => {
  const { of, ...recording } = budget()
  await of.take('openai', 90)
  assert.equal(await budget({ recording }).of.take('openai', 20), false)
  const tomorrow = budget({ recording, now: () => NOON + DAY_MS })
  assert.equal(await tomorrow.of.take('openai', 20), true)
  assert.deepEqual([...recording.kept.keys()], [`budget:openai:${dayOf(NOON + DAY_MS)}`])
})

test('what a service refused is given back', async () => {
  const { of } = budget()
  await of.take('openai', 100)
  await of.giveBack('openai', 30)
  assert.deepEqual([await of.take('openai', 31), await of.take('openai', 30)], [false, true])
})

test('people are told once, at four fifths', async () => {
  const { of, lines } = budget()
  for (const characters of [79, 1, 10]) await of.take('openai', characters)
  assert.deepEqual(lines, [{ level: 'warn', message: 'openai has spoken 80 of 100 characters of today' }])
})

test('a budget of nothing is for nobody', async () => {
  assert.equal(await budget({ perDay: 0 }).of.take('openai', 1), false)
})

test('a day is that of the clock on the wall', () => {
  assert.equal(dayOf(new Date(2026, 0, 2, 0, 0, 1).getTime()), '2026-01-02')
  assert.equal(dayOf(new Date(2026, 11, 31, 23, 59, 59).getTime()), '2026-12-31')
})
