import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Item } from '../../core/schedule/item.ts'
import { createViewers } from '../../core/schedule/viewers.ts'
import fc from '../support/chance.ts'
import { createLaneBench, laneConfig, laneRule } from '../support/lane-bench.ts'

const TYPES = ['chat', 'share', 'gift'] as const
const chat = laneRule({ mode: 'async', orderBy: 'user' })
const of = (userId: string) => ({ user: { userId } })
const numbers = (deliveries: readonly { readonly seqNo: number }[]) => deliveries.map(({ seqNo }) => seqNo)

test('O6: events of one viewer run one after the other, and those of others pass', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }, { concurrency: 3 }))
  for (const viewer of ['a', 'a', 'b', 'a', 'c', 'd']) bench.accept(['chat'], of(viewer))
  const first = numbers(bench.sent)
  bench.answer()
  assert.deepEqual([first, numbers(bench.sent), bench.status().depth], [[1, 3, 5], [2, 6], 1])
})

test('O6: what waits for its viewer keeps its place in a full lane, and the rest waits in the log', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }, { queueMax: 3, concurrency: 2 }))
  for (const viewer of ['a', 'a', 'a', 'a', 'a', 'a', 'b']) bench.accept(['chat'], of(viewer))
  assert.ok(bench.status().depth <= 4, `${bench.status().depth} wait`)
  const seen: number[] = []
  while (bench.sent.length > 0) {
    seen.push(...numbers(bench.sent))
    bench.answer()
  }
  assert.deepEqual([seen.filter((seqNo) => seqNo !== 7), seen.length], [[1, 2, 3, 4, 5, 6], 7])
})

test('O6: a lane full of what waits for one viewer does not keep the next one in the log', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }, { queueMax: 2, concurrency: 2 }))
  bench.scheduler.accept(['a', 'a', 'a', 'b'].map((viewer) => bench.add('chat', of(viewer))))
  assert.deepEqual(numbers(bench.sent), [1, 4])
})

/** Answers everything until nothing is sent any more; what was sent, in order. */
function answerAll(bench: ReturnType<typeof createLaneBench>): readonly number[] {
  const seen: number[] = []
  for (let round = 0; bench.sent.length > 0 && round < 100; round++) {
    seen.push(...numbers(bench.sent))
    bench.answer()
  }
  return seen
}

/** The worker answers one, which it must have got. */
function answer(bench: ReturnType<typeof createLaneBench>, seqNo: number) {
  const [delivery] = bench.sent.splice(bench.sent.findIndex((each) => each.seqNo === seqNo) >>> 0, 1)
  assert.ok(delivery, `${seqNo} is not at work`)
  bench.scheduler.settle('p', [{ deliveryId: delivery.deliveryId, durationMs: 1 }])
}

type Full = { joins?: number; last: string; concurrency: number; queueMax: number }

/** Joins are at work and a chat, the next chats are set aside, and the last was read back from the log although the lane is full. */
async function fullLane({ joins = 0, last, concurrency, queueMax }: Full) {
  const bench = createLaneBench()
  const join = laneRule({ mode: 'async', priority: 0, discardable: true })
  const config = laneConfig({ chat, share: { ...chat, priority: 15 }, join }, { concurrency, queueMax })
  await bench.open(config)
  for (let count = 0; count < joins; count++) bench.accept(['join'], of('c'))
  for (let count = 0; count <= queueMax; count++) bench.accept(['chat'], of('a'))
  bench.accept(['chat'], of(last))
  return { bench, config }
}

test('X5, O6: what was read back from the log is not overtaken, nor read twice, when it makes place for what is more urgent', async () => {
  const { bench } = await fullLane({ last: 'a', concurrency: 2, queueMax: 2 })
  answer(bench, 1)
  bench.accept(['chat'], of('a'))
  bench.accept(['share'], of('b'))
  bench.accept(['share'], of('b'))
  for (const seqNo of [2, 3, 4, 5]) answer(bench, seqNo)
  assert.deepEqual([answerAll(bench), bench.status().spilled, bench.status().depth], [[6, 7], 0, 0])
})

test('L4, O6: a breaker that opens puts nothing back into the log that others have passed', async () => {
  const { bench, config } = await fullLane({ joins: 5, last: 'a', concurrency: 8, queueMax: 3 })
  answer(bench, 6)
  bench.accept(['chat'], of('b'))
  bench.scheduler.change({ ...config, queueMax: 2 })
  const joins = bench.sent.splice(0, 5)
  bench.scheduler.settle(
    'p',
    joins.map(({ deliveryId }) => ({ deliveryId, durationMs: 1, error: 'Down' })),
  )
  assert.equal(bench.status().breaker.state, 'open')
  answer(bench, 7)
  bench.scheduler.change({ ...config, queueMax: 3 })
  for (let times = 0; times < 2; times++) bench.scheduler.loaded('p')
  for (const seqNo of [8, 9, 10]) answer(bench, seqNo)
  assert.deepEqual([answerAll(bench), bench.status().spilled, bench.status().depth], [[11], 0, 0])
})

test('O6: what was read back from the log is not overtaken after a crash', async () => {
  const { bench } = await fullLane({ last: 'b', concurrency: 1, queueMax: 3 })
  bench.answer()
  bench.accept(['chat'], of('b'))
  bench.scheduler.crashed('p', { suspects: bench.sent.splice(0).map(({ deliveryId }) => deliveryId), reason: 'Died' })
  await bench.clock.advance(1)
  bench.scheduler.resume('p')
  assert.deepEqual(answerAll(bench), [2, 3, 4, 5, 6])
})

test('O6: a crash and a breaker that opens keep the order of each viewer', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat, gift: { ...chat, priority: 100 } }, { concurrency: 4 }))
  for (const viewer of ['a', 'b', 'a', 'b', 'a']) bench.accept(['chat'], of(viewer))
  bench.sent.splice(0)
  bench.scheduler.crashed('p', { suspects: [], reason: 'Died' })
  bench.scheduler.resume('p')
  const again = numbers(bench.sent)
  bench.answer()
  const next = numbers(bench.sent)
  bench.answer()
  assert.deepEqual([again, next, numbers(bench.sent)], [[1, 2], [3, 4], [5]])
})

test('O6: what was put off until a time waits for what its viewer has at work by then', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }))
  bench.accept(['chat'], of('a'))
  bench.scheduler.settle('p', [
    { deliveryId: bench.sent.splice(0)[0]?.deliveryId ?? 0, durationMs: 1, error: 'Later', retryAfterMs: 20_000 },
  ])
  bench.accept(['chat'], of('a'))
  const second = numbers(bench.sent)
  await bench.clock.advance(20_000)
  const due = numbers(bench.sent)
  bench.answer()
  assert.deepEqual([second, due, numbers(bench.sent)], [[2], [2], [1]])
})

test('O6: of two that were put off until the same time one goes after the other', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }))
  for (let count = 0; count < 2; count++) {
    bench.accept(['chat'], of('a'))
    bench.scheduler.settle('p', [
      { deliveryId: bench.sent.splice(0)[0]?.deliveryId ?? 0, durationMs: 1, error: 'Later', retryAfterMs: 20_000 },
    ])
  }
  await bench.clock.advance(20_000)
  const due = numbers(bench.sent)
  bench.answer()
  assert.deepEqual([due, numbers(bench.sent)], [[1], [2]])
})

test('O6: of what waits for one viewer the most urgent is first, and what comes later waits behind it', () => {
  const viewers = createViewers()
  const item = (seqNo: number, priority: number) => ({ seqNo, priority, viewer: 'a' }) as Item // Nothing else of it is looked at.
  const atWork = item(1, 10)
  viewers.enter(atWork)
  viewers.setAside(item(2, 10))
  viewers.setAside(item(3, 60))
  viewers.leave(atWork)
  assert.deepEqual(
    [item(4, 10), item(4, 60), item(4, 70)].map((other) => viewers.isBlocked(other)),
    [true, true, false],
  )
  assert.deepEqual([viewers.first(0)?.seqNo, viewers.first(1), viewers.sizeOf(1)], [3, undefined, 1])
})

test('O6: however answers, failures, crashes and pauses come, a viewer has one at work, in order', async () => {
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('accept' as const),
        viewer: fc.constantFrom('a', 'b', 'c'),
        type: fc.constantFrom(...TYPES),
      }),
    },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('answer' as const), at: fc.nat({ max: 7 }), isBad: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), at: fc.nat({ max: 7 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 150, 2000, 12_000) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('ask' as const), at: fc.nat({ max: 7 }) }) },
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 90 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 6 }),
      async (steps, concurrency, queueMax) => {
        const bench = createLaneBench()
        const rules = { chat, share: { ...chat, priority: 15 }, gift: { ...chat, priority: 100 } }
        await bench.open(laneConfig(rules, { concurrency, queueMax, retry: { attempts: 3, delayMs: 100 } }))
        const viewers = new Map<number, { readonly viewer: string; readonly kind: string }>()
        const running: { readonly deliveryId: number; readonly seqNo: number }[] = []
        const newest = new Map<string, number>()
        let seqNo = 0
        const look = () => {
          for (const { deliveryId, seqNo, attempt } of bench.sent.splice(0)) {
            const { viewer, kind } = viewers.get(seqNo) ?? { viewer: '', kind: '' }
            assert.ok(!running.some((other) => viewers.get(other.seqNo)?.viewer === viewer), `${viewer} has two at work`)
            const key = `${viewer} ${kind}`
            if (attempt === 1) {
              assert.ok(seqNo > (newest.get(key) ?? 0) || retold.has(seqNo), `${seqNo} of ${key} came late`)
              newest.set(key, Math.max(seqNo, newest.get(key) ?? 0))
            }
            running.push({ deliveryId, seqNo })
          }
          assert.ok(running.length <= concurrency)
          assert.ok(bench.status().depth <= queueMax + 3, `${bench.status().depth} wait in ${queueMax}`)
        }
        const retold = new Set<number>()
        const answer = (at: number, result: object) => {
          const [delivery] = running.splice(at % Math.max(1, running.length), 1)
          if (delivery) bench.scheduler.settle('p', [{ deliveryId: delivery.deliveryId, durationMs: 1, ...result }])
        }
        for (const each of steps) {
          if (each.kind === 'accept') {
            viewers.set(++seqNo, { viewer: each.viewer, kind: each.type })
            bench.accept([each.type], of(each.viewer))
          } else if (each.kind === 'answer') answer(each.at, each.isBad ? { error: 'Down' } : {})
          else if (each.kind === 'ask') answer(each.at, { error: 'Later', retryAfterMs: 20_000 })
          else if (each.kind === 'wait') await bench.clock.advance(each.ms)
          else {
            const dead = running.splice(0)
            const suspect = dead[each.at % Math.max(1, dead.length)]
            for (const other of dead) if (other !== suspect) retold.add(other.seqNo)
            bench.scheduler.crashed('p', { suspects: suspect ? [suspect.deliveryId] : [], reason: 'Died' })
            await bench.clock.advance(1)
            bench.scheduler.resume('p')
          }
          look()
        }
        for (
          let round = 0;
          round < 2000 && bench.status().depth + bench.status().spilled + bench.status().retrying + running.length > 0;
          round++
        ) {
          while (running.length > 0) {
            answer(0, {})
            look()
          }
          await bench.clock.advance(500)
          look()
        }
        const { completed, dead, depth, spilled, retrying } = bench.status()
        assert.deepEqual([completed + dead, depth, spilled, retrying], [seqNo, 0, 0, 0])
      },
    ),
    { numRuns: 200 },
  )
})
