import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BreakerState } from '../../core/store/store.ts'
import { createLaneBench, laneConfig, laneRule } from '../support/lane-bench.ts'

const gift = laneRule({ priority: 100 })
const chat = laneRule()
const like = laneRule({ priority: 5, discardable: true })
const rules = { gift, chat, like }
const numbers = (deliveries: readonly { readonly seqNo: number }[]) => deliveries.map(({ seqNo }) => seqNo)

type Bench = ReturnType<typeof createLaneBench>

/** Five gifts fail one after the other; each was tried once, so four are given up by then. */
async function shut(bench: Bench, config = laneConfig(rules, { retry: { attempts: 1, delayMs: 0 } })) {
  await bench.open(config)
  for (let count = 0; count < 5; count++) {
    bench.accept(['gift'])
    bench.answer('Down')
  }
  assert.equal(bench.status().breaker.state, 'open')
}

const states = ({ facts }: Bench) => facts.flatMap((fact) => (fact.kind === 'breaker' ? [fact.state] : []))

test('B2: while it is open what may not be dropped waits, the rest is dropped and counted, and order is kept', async () => {
  const bench = createLaneBench()
  await shut(bench)
  bench.accept(['chat', 'like', 'chat', 'like', 'gift'])
  await bench.clock.advance(9_999)
  const whileOpen = { sent: bench.sent.length, depth: bench.status().depth, discarded: bench.status().discarded }
  await bench.clock.advance(1)
  const probe = numbers(bench.sent)
  bench.answer()
  const after = numbers(bench.sent)
  assert.deepEqual(
    [whileOpen, probe, after, states(bench)],
    [{ sent: 0, depth: 3, discarded: { 'circuit-open': 2 } }, [10], [6, 8], ['open', 'halfOpen', 'closed']],
  )
})

test('B2: what may be dropped and waited when it opened is dropped then', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig(rules, { retry: { attempts: 1, delayMs: 0 } }))
  bench.scheduler.pause('p')
  bench.accept(Array.from({ length: 9 }, () => 'gift' as const))
  bench.accept(['like', 'like'])
  bench.scheduler.resume('p')
  while (bench.answer('Down') > 0);
  assert.deepEqual([bench.status().breaker.state, bench.status().discarded], ['open', { 'circuit-open': 2 }])
})

test('B2: what waits for its viewer when it opens is dropped as well, if it may be', async () => {
  const bench = createLaneBench()
  const byViewer = laneRule({ priority: 5, mode: 'async', discardable: true, orderBy: 'user' })
  await bench.open(laneConfig({ gift, like: byViewer }, { retry: { attempts: 1, delayMs: 0 } }))
  bench.accept(['like', 'like', 'like'], { user: { userId: 'a' } })
  const [atWork] = bench.sent.splice(0)
  for (let count = 0; count < 5; count++) {
    bench.accept(['gift'])
    bench.answer('Down')
  }
  bench.scheduler.settle('p', [{ deliveryId: atWork?.deliveryId ?? 0, durationMs: 1 }])
  const { completed, depth, discarded } = bench.status()
  assert.deepEqual([completed, depth, discarded], [1, 0, { 'circuit-open': 2 }])
})

test('B2: the time that it is open makes no dead letters', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat: laneRule({ mode: 'async' }) }, { concurrency: 60, retry: { attempts: 4, delayMs: 200 } }))
  bench.accept(Array.from({ length: 60 }, () => 'chat' as const))
  bench.answer('Down')
  assert.equal(bench.status().breaker.state, 'open')
  await bench.clock.advance(10_000)
  bench.answer('Still down')
  await bench.clock.advance(20_000)
  bench.answer()
  const [unlucky] = bench.sent.splice(0, 1)
  bench.scheduler.settle('p', [{ deliveryId: unlucky?.deliveryId ?? 0, durationMs: 1, error: 'Once more' }])
  // They are more than the budget of retries would let go in ten seconds.
  while (bench.answer() > 0);
  await bench.clock.advance(1_000)
  bench.answer()
  assert.deepEqual([bench.status().completed, bench.status().dead], [60, 0])
})

test('B2: a retry that fails while it is open is not given up for the time it took', async () => {
  const bench = createLaneBench()
  const chats = laneRule({ mode: 'async' })
  await bench.open(laneConfig({ gift, chat: chats }, { retry: { attempts: 4, delayMs: 200 } }))
  bench.accept(['chat'])
  bench.answer('Down')
  await bench.clock.advance(100)
  const [retry] = bench.sent.splice(0)
  for (let count = 0; count < 4; count++) {
    bench.accept(['gift'])
    const results = bench.sent.splice(0).map(({ deliveryId }) => ({ deliveryId, durationMs: 1, error: 'Down', retryAfterMs: 3_600_000 }))
    bench.scheduler.settle('p', results)
  }
  const state = bench.status().breaker.state
  await bench.clock.advance(9_850)
  bench.scheduler.settle('p', [{ deliveryId: retry?.deliveryId ?? 0, durationMs: 1, error: 'Down' }])
  assert.deepEqual([state, bench.status().dead, bench.status().retrying], ['open', 0, 5])
})

test('B1: half open, one delivery goes to try, and the others wait for what becomes of it', async () => {
  const bench = createLaneBench()
  await shut(bench)
  bench.accept(['chat', 'chat', 'chat'])
  await bench.clock.advance(10_000)
  bench.accept(['gift'])
  assert.deepEqual([numbers(bench.sent), bench.status().breaker], [[6], { state: 'halfOpen' }])
})

test('B1: an answer to what was sent before it opened neither closes it nor opens it again', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat: laneRule({ mode: 'async' }) }, { concurrency: 8, retry: { attempts: 1, delayMs: 0 } }))
  bench.accept(Array.from({ length: 8 }, () => 'chat' as const))
  const sent = bench.sent.splice(0)
  const results = sent.map(({ deliveryId }) => ({ deliveryId, durationMs: 1 }))
  bench.scheduler.settle(
    'p',
    results.slice(0, 5).map((result) => ({ ...result, error: 'Down' })),
  )
  await bench.clock.advance(10_000)
  bench.scheduler.settle('p', results.slice(5))
  assert.deepEqual([bench.status().breaker.state, bench.status().completed], ['halfOpen', 3])
})

test('B1: one event that always fails does not keep a healthy plugin from the others', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }, { retry: { attempts: 20, delayMs: 1 } }))
  bench.accept(['chat'])
  bench.answer('Poison')
  for (let ms = 0; ms < 12_000; ms += 100) {
    await bench.clock.advance(100)
    bench.answer('Poison')
  }
  bench.accept(['chat'])
  assert.deepEqual([states(bench), numbers(bench.sent), bench.status().dead], [[], [2], 1])
})

test('B1: an event that cannot be handled, and says so, is no failure of the plugin', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }))
  for (let count = 0; count < 30; count++) {
    bench.accept(['chat'])
    const results = bench.sent.splice(0).map(({ deliveryId }) => ({ deliveryId, durationMs: 1, error: 'Bad', permanent: true }))
    bench.scheduler.settle('p', results)
  }
  assert.deepEqual([bench.status().breaker.state, bench.status().dead], ['closed', 30])
})

test('B1: failures among successes that are reported together are not in a row', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat: laneRule({ mode: 'async' }) }, { concurrency: 100, retry: { attempts: 1, delayMs: 0 } }))
  bench.accept(Array.from({ length: 100 }, () => 'chat' as const))
  const sent = bench.sent.splice(0)
  const isBad = (_: unknown, at: number) => at % 10 === 0
  const failed = sent.filter(isBad).map(({ deliveryId }) => ({ deliveryId, durationMs: 1, error: 'Bad' }))
  const done = sent.filter((_, at) => !isBad(_, at)).flatMap(({ deliveryId }) => [deliveryId, 1])
  bench.scheduler.settle('p', failed, new Float64Array(done))
  assert.deepEqual([bench.status().breaker.state, bench.status().dead, bench.status().completed], ['closed', 10, 90])
})

test('B1: a worker that dies opens nothing, and the next delivery tries in place of one that died with it', async () => {
  const bench = createLaneBench()
  await shut(bench)
  bench.accept(['chat', 'chat'])
  await bench.clock.advance(10_000)
  const [probe] = bench.sent.splice(0)
  bench.scheduler.crashed('p', { suspects: [probe?.deliveryId ?? 0], reason: 'Died' })
  await bench.clock.advance(10)
  bench.scheduler.resume('p')
  assert.deepEqual([bench.status().breaker.state, numbers(bench.sent)], ['halfOpen', [7]])
})

test('B1: a delivery to try that cannot be handled, and says so, shows nothing, and the next tries in its place', async () => {
  const bench = createLaneBench()
  await shut(bench)
  bench.accept(['chat', 'chat'])
  await bench.clock.advance(10_000)
  const [probe] = bench.sent.splice(0)
  bench.scheduler.settle('p', [{ deliveryId: probe?.deliveryId ?? 0, durationMs: 1, error: 'Bad', permanent: true }])
  const next = numbers(bench.sent)
  bench.answer()
  assert.deepEqual([probe?.seqNo, next, states(bench)], [6, [7], ['open', 'halfOpen', 'closed']])
})

test('B3: where it stands is written down, and taken up by the next start', async () => {
  const bench = createLaneBench()
  await shut(bench)
  await bench.clock.advance(20)
  const written = bench.changes.flatMap(({ breakers = [] }) => breakers)
  const [saved] = written
  const next = createLaneBench({ breaker: () => saved && { ...saved, at: saved.at - 4_000 } })
  await next.open(laneConfig(rules))
  next.accept(['chat'])
  assert.deepEqual(
    [written.map(({ state, remainingMs, nextOpenMs }) => ({ state, remainingMs, nextOpenMs })), next.status().breaker, next.sent.length],
    [[{ state: 'open', remainingMs: 10_000, nextOpenMs: 20_000 }], { state: 'open', retryInMs: 6_000 }, 0],
  )
})

test('B3: it is written again when the store refused, and only where it stands by then', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig(rules, { retry: { attempts: 1, delayMs: 0 } }))
  bench.store.isFull = true
  for (let count = 0; count < 5; count++) {
    bench.accept(['gift'])
    bench.answer('Down')
  }
  await bench.clock.advance(10_000)
  bench.store.isFull = false
  await bench.clock.advance(2_000)
  const written = bench.changes.flatMap(({ breakers = [] }) => breakers.map(({ state }) => state))
  assert.deepEqual(written, ['halfOpen'])
})

test('B3: what was noted while an older state could not be written is what is written', async () => {
  const written: string[][] = []
  let refuse: (cause: Error) => void = () => {}
  const bench = createLaneBench({
    write: ({ breakers = [] }) => {
      if (breakers.length === 0) return Promise.resolve()
      written.push(breakers.map(({ state }) => state))
      return written.length > 1 ? Promise.resolve() : new Promise((_, reject) => (refuse = reject))
    },
  })
  await shut(bench)
  bench.scheduler.loaded('p')
  await bench.clock.advance(1)
  bench.scheduler.loaded('p')
  refuse(new Error('Full'))
  await bench.clock.advance(2_000)
  assert.deepEqual(written, [['open'], ['closed']])
})

test('other code closes it, and what the first start loads does not', async () => {
  const saved: BreakerState = { plugin: 'p', state: 'open', remainingMs: 60_000, nextOpenMs: 120_000, at: Number.POSITIVE_INFINITY }
  const bench = createLaneBench({ breaker: () => saved })
  await bench.open(laneConfig(rules))
  bench.accept(['chat', 'chat'])
  bench.scheduler.loaded('p')
  const first = [bench.status().breaker.state, bench.sent.length]
  bench.scheduler.pause('p')
  bench.scheduler.loaded('p')
  assert.deepEqual([first, bench.status().breaker.state, numbers(bench.sent)], [['open', 0], 'closed', [1, 2]])
})

test('a plugin that was closed for a moment finds its breaker as it was, one that was switched off does not', async () => {
  const bench = createLaneBench()
  await shut(bench)
  bench.scheduler.close('p')
  await bench.clock.advance(3_000)
  bench.scheduler.open(laneConfig(rules), undefined)
  const closed = bench.status().breaker
  bench.scheduler.forget('p')
  bench.scheduler.open(laneConfig(rules), undefined)
  assert.deepEqual([closed, bench.status().breaker], [{ state: 'open', retryInMs: 7_000 }, { state: 'closed' }])
})

test('an open breaker does not hold up a drain, and leaves no timer behind', async () => {
  const bench = createLaneBench()
  await shut(bench)
  bench.accept(['chat', 'gift'])
  await bench.scheduler.drain(60_000)
  assert.deepEqual([bench.clock.now(), bench.clock.pending(), bench.status().depth], [0, 0, 2])
})
