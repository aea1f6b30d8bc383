import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMarks } from '../../core/store/marks.ts'
import type { Attempt } from '../../core/store/store.ts'
import { createRandom } from '../sim/random.ts'
import { createLaneBench, laneConfig, laneRule } from '../support/lane-bench.ts'

const gift = laneRule({ priority: 100 })
const chat = laneRule()
const numbers = (deliveries: readonly { readonly seqNo: number }[]) => deliveries.map(({ seqNo }) => seqNo)

type Bench = ReturnType<typeof createLaneBench>

/** The worker answers all it was sent with the same failure. */
function fail(bench: Bench, failure: { readonly error?: string; readonly retryAfterMs?: number; readonly permanent?: boolean } = {}) {
  const results = bench.sent.splice(0).map(({ deliveryId }) => ({ deliveryId, durationMs: 1, error: 'Down', ...failure }))
  bench.scheduler.settle('p', results)
}

test('R1: an event that always fails is tried four times, and holds up its band for ten seconds at most', async (context) => {
  const random = createRandom(7)
  const blocks: number[] = []
  let longest = 0
  for (let sample = 0; sample < 10_000; sample++) {
    const delayMs = random.one([0, 200, 2000, 20_000])
    const { tries, blockMs } = await alwaysFailing(delayMs, random.next)
    assert.ok(tries <= 4 && blockMs <= 10_000, `${tries} tries in ${blockMs} ms`)
    longest = Math.max(longest, blockMs)
    if (delayMs === 200) blocks.push(blockMs)
  }
  const mean = blocks.reduce((sum, ms) => sum + ms, 0) / blocks.length
  context.diagnostic(
    `figure: 10,000 events that always fail: a band held up for ${Math.round(longest)} ms at most, ${Math.round(mean)} ms by default`,
  )
  // Half of 200, 400 and 800.
  assert.ok(Math.abs(mean - 700) < 30, `mean ${mean}`)
})

/** Plays one event to its end. */
async function alwaysFailing(delayMs: number, random: () => number) {
  let tries = 0
  let diedAt = Number.POSITIVE_INFINITY
  const bench = createLaneBench({
    random,
    dispatch(plugin, deliveries) {
      tries += deliveries.length
      const results = deliveries.map(({ deliveryId }) => ({ deliveryId, durationMs: 0, error: 'Down' }))
      bench.clock.after(0, () => bench.scheduler.settle(plugin, results))
    },
    onFact: ({ kind }) => {
      if (kind === 'dead') diedAt = bench.clock.now()
    },
  })
  bench.scheduler.open(laneConfig({ chat }, { retry: { attempts: 4, delayMs } }), createMarks('p').takeDirty())
  bench.scheduler.resume('p')
  bench.accept(['chat'])
  await bench.clock.advance(20_000)
  return { tries, blockMs: diedAt }
}

for (const [what, past, attempts] of [
  ['three tries of before leave one', 3, [4]],
  ['after four there is none', 4, []],
] as const) {
  test(`R2: the limit is looked at when a start takes up what is pending: ${what}`, async () => {
    const at = new Date(0).toISOString()
    const list: Attempt[] = Array.from({ length: past }, (_, n) => ({ attempt: n + 1, at, durationMs: 1, error: 'Died' }))
    const marks = createMarks('p')
    marks.add(1)
    const bench = createLaneBench({ attempts: () => new Map([[1, list]]) })
    bench.add('gift')
    bench.scheduler.open(laneConfig({ gift }), marks.takeDirty())
    bench.scheduler.resume('p')
    await bench.clock.advance(100)
    const tried = bench.sent.map(({ attempt }) => attempt)
    fail(bench)
    assert.deepEqual([tried, bench.status().dead], [attempts, 1])
  })
}

test('R3: an event that takes its worker down each time is a dead letter after four, and the next one goes', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }))
  bench.accept(['chat', 'chat'])
  let deaths = 0
  while (bench.sent.some(({ seqNo }) => seqNo === 1)) {
    const [poison] = bench.sent.splice(0)
    bench.scheduler.crashed('p', { suspects: [poison?.deliveryId ?? 0], reason: 'Out of memory' })
    deaths++
    await bench.clock.advance(10)
    bench.scheduler.resume('p')
  }
  assert.deepEqual([deaths, bench.status().dead, numbers(bench.sent), bench.status().breaker.state], [4, 1, [2], 'closed'])
})

for (const [askedMs, waitsMs] of [
  [5_000, 5_000],
  [60_000, 60_000],
  [1, 1_000],
  [-7, 1_000],
  [1e9, 3_600_000],
  [Number.POSITIVE_INFINITY, 3_600_000],
  [Number.NaN, 100],
] as const) {
  test(`R6: a plugin that asks for ${askedMs} ms before the next try gets ${waitsMs}`, async () => {
    const bench = createLaneBench()
    await bench.open(laneConfig({ chat }))
    bench.accept(['chat'])
    fail(bench, { retryAfterMs: askedMs })
    await bench.clock.advance(waitsMs - 1)
    const before = bench.sent.length
    await bench.clock.advance(1)
    assert.deepEqual([before, bench.sent.map(({ seqNo, attempt }) => [seqNo, attempt])], [0, [[1, 2]]])
  })
}

test('R6: what is put off for longer than a band may be held up holds up nobody, and is not lost', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }))
  bench.accept(['chat'])
  fail(bench, { retryAfterMs: 60_000 })
  bench.accept(['chat', 'chat'])
  const others = numbers(bench.sent)
  bench.answer()
  const { retrying, completed, dead } = bench.status()
  await bench.clock.advance(60_000)
  const again = numbers(bench.sent)
  bench.answer()
  assert.deepEqual([others, { retrying, completed, dead }, again], [[2, 3], { retrying: 1, completed: 2, dead: 0 }, [1]])
  assert.deepEqual([bench.status().completed, bench.status().retrying], [3, 0])
})

test('R6: the time that something was put off for does not count as time that it held up the lane', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }))
  bench.accept(['chat'])
  fail(bench, { retryAfterMs: 60_000 })
  await bench.clock.advance(60_000)
  fail(bench)
  assert.deepEqual([bench.status().dead, bench.status().retrying], [0, 1])
})

test('R6: what is put off has had its turn, and is charged with no more when the host stops', async () => {
  const marks = createMarks('p')
  marks.add(1)
  const bench = createLaneBench({ cleanStart: false, head: () => 1 })
  bench.add('gift')
  bench.scheduler.open(laneConfig({ gift }), marks.takeDirty())
  bench.scheduler.resume('p')
  await bench.clock.advance(10)
  fail(bench, { retryAfterMs: 60_000 })
  await bench.scheduler.drain(1000)
  const written = bench.changes.flatMap(({ attempts = [] }) => attempts.map(({ attempt }) => attempt))
  assert.deepEqual(written, [1, 2])
})

test('R6: what is put off counts against the attempts, and the next start knows them', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }, { retry: { attempts: 3, delayMs: 0 } }))
  bench.accept(['chat'])
  for (let count = 0; count < 3; count++) {
    fail(bench, { retryAfterMs: 30_000 })
    await bench.clock.advance(30_000)
  }
  const written = bench.changes.flatMap(({ attempts = [] }) => attempts.map(({ attempt }) => attempt))
  assert.deepEqual([bench.status().dead, written], [1, [1, 2]])
})

test('R6: what comes when the plugin asked for it is no storm: the retry budget does not hold it up', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }))
  for (let count = 0; count < 100; count++) {
    bench.accept(['chat'])
    if (count % 4 === 0) fail(bench, { retryAfterMs: 60_000 })
    else bench.answer()
  }
  await bench.clock.advance(60_000)
  while (bench.answer() > 0);
  const { completed, retrying, dead } = bench.status()
  assert.deepEqual([completed, retrying, dead], [100, 0, 0])
})

test('R6: no more than a thousand are put off; the rest become dead letters that can be replayed', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }, { queueMax: 5000 }))
  let accepted = 0
  for (; accepted < 4000; accepted += 4) {
    bench.accept(['chat', 'chat', 'chat', 'chat'])
    // Three of four go well, so that the breaker stays closed.
    while (bench.sent.length > 0) {
      const results = bench.sent.splice(0).map(({ deliveryId, seqNo }) => ({
        ...{ deliveryId, durationMs: 1 },
        ...(seqNo % 4 === 0 || seqNo > 3990 ? { error: 'Later', retryAfterMs: 3_600_000 } : {}),
      }))
      bench.scheduler.settle('p', results)
    }
  }
  const { retrying, completed, dead } = bench.status()
  assert.deepEqual([retrying, dead > 0, retrying + completed + dead + bench.status().depth], [1000, true, 4000])
})

test('R6: what is put off holds up no drain', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }))
  bench.accept(['chat'])
  fail(bench, { retryAfterMs: 60_000 })
  await bench.scheduler.drain(10_000)
  assert.deepEqual([bench.clock.now(), bench.clock.pending()], [0, 0])
})
