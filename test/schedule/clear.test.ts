import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLaneBench, laneConfig, laneRule } from '../support/lane-bench.ts'

const RULES = { gift: laneRule({ priority: 100 }), like: laneRule({ priority: 5, discardable: true }) }
const ALL = { max: 100, dryRun: false }

const lettersOf = (bench: ReturnType<typeof createLaneBench>) =>
  bench.changes.flatMap(({ deadLetters = [] }) => deadLetters.map(({ seqNo }) => seqNo))

test('S0-154: clearing a lane drops what may be dropped and makes dead letters of the rest; what is at work goes on', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig(RULES))
  bench.accept(['gift'])
  bench.scheduler.hold('p', true)
  bench.accept(['like', 'gift', 'like', 'gift'])
  const order = { ...ALL, dryRun: true }
  assert.deepEqual(bench.scheduler.clear('p', order), { discarded: 2, deadLetters: 2, left: 0 })
  assert.equal(bench.status().depth, 4)
  assert.deepEqual(bench.scheduler.clear('p', ALL), { discarded: 2, deadLetters: 2, left: 0 })
  await bench.clock.advance(50)
  assert.deepEqual(lettersOf(bench), [3, 5])
  const { depth, inFlight, dead, discarded } = bench.status()
  assert.deepEqual({ depth, inFlight, dead, discarded }, { depth: 0, inFlight: 1, dead: 2, discarded: { cleared: 2 } })
  assert.equal(bench.answer(), 1)
})

test('S0-024: clearing a lane makes dead letters of what waits in the log and of what is tried again, too', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig(RULES, { queueMax: 2 }))
  bench.accept(['gift'])
  bench.answer('no')
  bench.scheduler.hold('p', true)
  bench.accept(['gift', 'gift', 'gift', 'gift', 'gift'])
  assert.deepEqual([bench.status().spilled, bench.status().retrying], [3, 1])
  assert.deepEqual(bench.scheduler.clear('p', ALL), { discarded: 0, deadLetters: 6, left: 0 })
  await bench.clock.advance(50)
  assert.deepEqual(lettersOf(bench), [1, 2, 3, 4, 5, 6])
  const { depth, spilled, retrying, dead } = bench.status()
  assert.deepEqual({ depth, spilled, retrying, dead }, { depth: 0, spilled: 0, retrying: 0, dead: 6 })
})

test('clearing ends as many as it may, the oldest first, and the rest is delivered as before', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig(RULES, { queueMax: 2 }))
  bench.scheduler.hold('p', true)
  bench.accept(['gift', 'gift', 'gift', 'gift', 'gift'])
  assert.deepEqual(bench.scheduler.clear('p', { max: 3, dryRun: false }), { discarded: 0, deadLetters: 3, left: 2 })
  bench.scheduler.hold('p', false)
  await bench.clock.advance(50)
  assert.deepEqual(
    bench.sent.map(({ seqNo }) => seqNo),
    [4, 5],
  )
})

test('S0-035, S0-036: relieving a lane drops the oldest of what may be dropped, never a gift', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig(RULES))
  bench.scheduler.hold('p', true)
  bench.accept(['like', 'gift', 'like', 'like'])
  assert.equal(bench.scheduler.relieve('p', 2), 2)
  assert.equal(bench.scheduler.relieve('p', 9), 1)
  bench.scheduler.hold('p', false)
  assert.deepEqual(
    bench.sent.map(({ seqNo }) => seqNo),
    [2],
  )
})
