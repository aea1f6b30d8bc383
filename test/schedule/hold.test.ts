import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLaneBench, laneConfig, laneRule } from '../support/lane-bench.ts'

const GIFTS = laneConfig({ gift: laneRule({ priority: 100 }) })

test('S1-048: a lane that is held sends nothing, takes on what comes, and goes on in order', async () => {
  const bench = createLaneBench()
  await bench.open(GIFTS)
  bench.scheduler.hold('p', true)
  bench.accept(['gift', 'gift', 'gift'])
  assert.deepEqual([bench.sent.length, bench.status().depth, bench.status().held], [0, 3, true])
  bench.scheduler.hold('p', false)
  assert.deepEqual(
    bench.sent.map(({ seqNo }) => seqNo),
    [1, 2, 3],
  )
})

test('what is at work when a lane is held is still awaited, and the next waits', async () => {
  const bench = createLaneBench()
  await bench.open(GIFTS)
  bench.accept(['gift'])
  bench.scheduler.hold('p', true)
  bench.accept(['gift'])
  assert.equal(bench.answer(), 1)
  assert.deepEqual([bench.status().completed, bench.sent.length], [1, 0])
})

test('a plugin that comes back while its lane is held gets nothing', async () => {
  const bench = createLaneBench()
  bench.scheduler.hold('p', true)
  await bench.open(GIFTS)
  bench.accept(['gift'])
  bench.scheduler.pause('p')
  bench.scheduler.loaded('p')
  assert.equal(bench.sent.length, 0)
})

test('what is tried again waits as well while a lane is held, without being given up for it', async () => {
  const bench = createLaneBench()
  await bench.open(GIFTS)
  bench.accept(['gift'])
  bench.answer('no')
  bench.scheduler.hold('p', true)
  await bench.clock.advance(3_600_000)
  assert.equal(bench.sent.length, 0)
  bench.scheduler.hold('p', false)
  await bench.clock.advance(1000)
  assert.deepEqual([bench.sent.length, bench.status().dead], [1, 0])
})

test('a stop does not wait for a lane that is held', async () => {
  const bench = createLaneBench()
  await bench.open(GIFTS)
  bench.scheduler.hold('p', true)
  bench.accept(['gift'])
  await bench.scheduler.drain(60_000)
  assert.equal(bench.clock.now(), 0)
})
