import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMarks } from '../../core/store/marks.ts'
import { createLaneBench, laneConfig, laneRule } from '../support/lane-bench.ts'

const gift = laneRule({ priority: 100 })
const chat = laneRule()
const like = laneRule({ priority: 5, discardable: true })
const viewer = (userId: string, likeCount: number) => ({ user: { userId }, payload: { likeCount } })
const numbers = (deliveries: readonly { readonly seqNo: number }[]) => deliveries.map(({ seqNo }) => seqNo)

test('O1: a gift goes before the chats that came before it', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ gift, chat }))
  bench.scheduler.pause('p')
  bench.accept(['chat', 'chat', 'gift'])
  bench.scheduler.resume('p')
  assert.equal(bench.sent[0]?.seqNo, 3)
})

test('what is urgent says so, so that it can overtake in the worker, and takes the others along', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ gift, chat: laneRule({ mode: 'async' }) }))
  bench.scheduler.pause('p')
  bench.accept(['chat', 'gift', 'chat'])
  bench.scheduler.resume('p')
  assert.deepEqual(
    [bench.batches, bench.sent.map(({ seqNo, urgent }) => [seqNo, urgent])],
    [
      [3],
      [
        [2, true],
        [1, false],
        [3, false],
      ],
    ],
  )
})

test('fast handlers get large batches, as many as are four milliseconds of work, and slow ones a delivery at a time', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }))
  for (let round = 0; round < 40; round++) {
    bench.accept(['chat', 'chat', 'chat', 'chat'])
    bench.answer(undefined, 0.005)
  }
  while (bench.answer(undefined, 0.005) > 0);
  bench.batches.length = 0
  bench.accept(Array.from({ length: 1000 }, () => 'chat' as const))
  const fast = [...bench.batches]
  while (bench.answer(undefined, 50) > 0);
  bench.accept(['chat', 'chat', 'chat'])
  assert.deepEqual([fast, bench.sent.length, bench.status().inFlight], [[256, 256, 256], 1, 1])
})

test('async deliveries go up to the concurrency', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat: laneRule({ mode: 'async' }) }, { concurrency: 3 }))
  bench.accept(['chat', 'chat', 'chat', 'chat', 'chat'])
  assert.deepEqual(numbers(bench.sent), [1, 2, 3])
})

test('O3: in a flood of gifts each lower band has every 64th turn', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ gift, chat, like }))
  bench.scheduler.pause('p')
  bench.accept(['chat', 'like', 'chat'])
  bench.accept(Array.from({ length: 400 }, () => 'gift' as const))
  bench.scheduler.resume('p')
  const order: number[] = []
  while (bench.sent.length > 0) {
    order.push(...numbers(bench.sent))
    bench.answer()
  }
  assert.deepEqual(
    order.flatMap((seqNo, place) => (seqNo <= 3 ? [[seqNo, place]] : [])),
    [
      [1, 63],
      [2, 64],
      [3, 127],
    ],
  )
})

test('O4: a gift waits for no place behind chats that are under way, and gifts have two batches of their own', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ gift, chat }))
  bench.accept(Array.from({ length: 40 }, () => 'chat' as const))
  const chats = bench.sent.length
  assert.ok(chats > 0 && chats < 40)
  bench.accept(Array.from({ length: 40 }, () => 'gift' as const))
  const gifts = bench.sent.slice(chats)
  assert.deepEqual(
    [gifts.length, gifts.every(({ urgent }) => urgent), bench.sent.slice(0, chats).some(({ urgent }) => urgent)],
    [chats, true, false],
  )
})

test('a lane full of gifts still lets a chat that waits in the log have its turn', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ gift, chat }, { queueMax: 10 }))
  bench.scheduler.pause('p')
  bench.accept(['chat'])
  bench.accept(Array.from({ length: 100 }, () => 'gift' as const))
  assert.deepEqual([bench.status().depth, bench.status().spilled], [10, 91])
  bench.scheduler.resume('p')
  const order: number[] = []
  while (bench.sent.length > 0) {
    order.push(...numbers(bench.sent))
    bench.answer()
  }
  assert.deepEqual([order.length, order.indexOf(1)], [101, 63])
})

test('O2: a retry holds up its band and lower ones, and higher ones pass', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ gift, chat, like }))
  bench.accept(['chat'])
  bench.answer('Down')
  bench.accept(['chat', 'like', 'gift'])
  const during = numbers(bench.sent)
  bench.answer()
  await bench.clock.advance(99)
  const before = numbers(bench.sent)
  await bench.clock.advance(1)
  const retry = bench.sent.map(({ seqNo, attempt, redelivered }) => ({ seqNo, attempt, redelivered }))
  bench.answer()
  assert.deepEqual([during, before, retry, numbers(bench.sent)], [[4], [], [{ seqNo: 1, attempt: 2, redelivered: true }], [2, 3]])
})

test('R2: a retry waits until the attempt before is durable', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }, { retry: { attempts: 4, delayMs: 0 } }))
  bench.store.isFull = true
  bench.accept(['chat'])
  bench.answer('Down')
  await bench.clock.advance(900)
  const whileFull = bench.sent.length
  bench.store.isFull = false
  await bench.clock.advance(2000)
  assert.deepEqual([whileFull, numbers(bench.sent)], [0, [1]])
})

test('after its last attempt an event is a dead letter with all of them, settled in the same change', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }, { retry: { attempts: 2, delayMs: 10 } }))
  bench.accept(['chat'])
  bench.answer('First')
  await bench.clock.advance(100)
  bench.answer(`${'x'.repeat(4095)}é`)
  await bench.clock.advance(100)
  const change = bench.changes.find(({ deadLetters }) => deadLetters?.length)
  const letter = change?.deadLetters?.[0]
  assert.deepEqual(
    [letter?.seqNo, letter?.attempts.map(({ attempt, error }) => [attempt, error.length]), change?.progress?.[0]?.pages.get(0)],
    [
      1,
      [
        [1, 5],
        [2, 4095],
      ],
      null,
    ],
  )
})

test('R6: a permanent error makes a dead letter at once', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }))
  bench.accept(['chat'])
  bench.scheduler.settle('p', [{ deliveryId: bench.sent[0]?.deliveryId ?? 0, durationMs: 1, error: 'Bad', permanent: true }])
  assert.deepEqual([bench.status().dead, bench.status().retrying], [1, 0])
})

test('L6: an answer of a delivery from before a crash settles nothing', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }))
  bench.accept(['chat'])
  const [old] = bench.sent.splice(0)
  bench.scheduler.crashed('p', { suspects: [old?.deliveryId ?? 0], reason: 'Died' })
  bench.scheduler.resume('p')
  await bench.clock.advance(50)
  bench.scheduler.settle('p', [{ deliveryId: old?.deliveryId ?? 0, durationMs: 1 }])
  assert.deepEqual([bench.status().completed, bench.status().inFlight, bench.sent[0]?.attempt], [0, 1, 2])
})

test('of what was in flight a crash charges the suspect, settles the finished and puts back the rest', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat: laneRule({ mode: 'async' }) }))
  bench.accept(['chat', 'chat', 'chat'])
  const [first, second] = bench.sent.splice(0)
  bench.scheduler.crashed('p', { finished: [first?.deliveryId ?? 0], suspects: [second?.deliveryId ?? 0], reason: 'Died' })
  bench.scheduler.resume('p')
  await bench.clock.advance(50)
  const again = bench.sent.map(({ seqNo, attempt }) => [seqNo, attempt])
  bench.answer()
  assert.deepEqual([bench.status().completed, again, bench.sent.map(({ seqNo, attempt }) => [seqNo, attempt])], [2, [[2, 2]], [[3, 1]]])
})

test('when nobody knows what crashed the worker, the poison is found and the others live', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat: laneRule({ mode: 'async' }) }))
  bench.accept(['chat', 'chat', 'chat', 'chat', 'chat'])
  let crashes = 0
  for (let round = 0; round < 40 && bench.status().completed + bench.status().dead < 5; round++) {
    if (bench.sent.some(({ seqNo }) => seqNo === 3)) {
      crashes++
      bench.sent.length = 0
      bench.scheduler.crashed('p', { reason: 'Died' })
      bench.scheduler.resume('p')
    } else bench.answer()
    await bench.clock.advance(50)
  }
  assert.deepEqual([crashes, bench.status().completed, bench.status().dead], [4, 4, 1])
})

test('likes of one viewer that wait are delivered as one, with the sum', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ like: { ...like, coalesceMs: 100 } }))
  bench.scheduler.pause('p')
  for (const [userId, count] of [
    ['a', 3],
    ['b', 5],
    ['a', 4],
  ] as const)
    bench.accept(['like'], viewer(userId, count))
  bench.scheduler.resume('p')
  const counts = bench.sent.map(({ bytes, seqNo }) => [
    seqNo,
    seqNo === 1 ? JSON.parse(new TextDecoder().decode(bytes)).payload.likeCount : 'as it came',
  ])
  bench.answer()
  const { completed, discarded } = bench.status()
  assert.deepEqual(
    [counts, completed, discarded],
    [
      [
        [1, 7],
        [2, 'as it came'],
      ],
      2,
      { merged: 1 },
    ],
  )
})

test('V4: likes go together only while they wait, within their time, and of one live: the sum of what is delivered stays the same', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ like: { ...like, coalesceMs: 100 } }))
  const from = (count: number, sessionId = 's1') => bench.accept(['like'], { ...viewer('a', count), sessionId })
  from(1)
  // At work already: what comes now is nothing that it could still take along.
  from(2)
  bench.scheduler.pause('p')
  from(4)
  from(8, 's2')
  await bench.clock.advance(101)
  from(16)
  bench.scheduler.resume('p')
  const delivered: number[] = []
  for (; bench.sent.length > 0; bench.answer()) delivered.push(...numbers(bench.sent))
  assert.deepEqual([delivered, bench.status().discarded], [[1, 2, 3, 4, 5], {}])
})

test('a rule with conditions takes only events that meet all of them', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ gift: { ...gift, where: { 'payload.giftName': 'Rose', 'user.isModerator': true } } }))
  bench.accept(['gift'], { payload: { giftName: 'Rose' } })
  bench.accept(['gift'], { payload: { giftName: 'Lion' }, user: { isModerator: true } })
  bench.accept(['gift'], { payload: { giftName: 'Rose' }, user: { isModerator: true } })
  assert.deepEqual(numbers(bench.sent), [3])
})

for (const [streak, expected] of [
  ['final', [2]],
  ['each', [1]],
  ['both', [1, 2]],
] as const) {
  test(`a subscription to gifts with streak ${streak} gets what it says`, async () => {
    const bench = createLaneBench()
    await bench.open(laneConfig({ gift: { ...gift, streak } }))
    bench.accept(['giftStreak', 'gift'])
    assert.deepEqual(numbers(bench.sent), expected)
  })
}

test('L8: history is never delivered, and a new plugin sees nothing of before', async () => {
  const bench = createLaneBench()
  bench.add('chat')
  await bench.open(laneConfig({ chat }))
  bench.accept(['chat'], { source: 'history' })
  bench.accept(['chat'])
  assert.deepEqual(numbers(bench.sent), [3])
})

for (const [durationMs, writes] of [
  [1, [4, 10]],
  [40, [150, 200]],
] as const) {
  test(`what may have run before a crash is written down for 50 ms of work at once, where a handler takes ${durationMs} ms`, async () => {
    const marks = createMarks('p')
    const bench = createLaneBench({ cleanStart: false, head: () => 200 })
    for (let seqNo = 1; seqNo <= 200; seqNo++) {
      bench.add('chat')
      marks.add(seqNo)
    }
    bench.scheduler.open(laneConfig({ chat }), marks.takeDirty())
    bench.scheduler.resume('p')
    for (let round = 0; round < 1000 && bench.status().completed < 200; round++) {
      await bench.clock.advance(1)
      bench.answer(undefined, durationMs)
    }
    const written = bench.changes.flatMap(({ attempts = [] }) => (attempts.length > 0 ? [attempts.length] : []))
    assert.deepEqual([bench.status().completed, written.reduce((sum, count) => sum + count)], [200, 200])
    assert.ok(written.length >= writes[0] && written.length <= writes[1], `${written.length} writes: ${written}`)
  })
}

test('a plugin that was switched off begins anew, whatever the store still says', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }))
  bench.accept(['chat'])
  bench.scheduler.close('p')
  await bench.clock.advance(20)
  const written = bench.changes.flatMap(({ progress = [] }) => progress).at(-1)
  assert.equal(written?.pages.size, 1)
  bench.scheduler.forget('p')
  bench.accept(['chat'])
  bench.scheduler.open(laneConfig({ chat }), written)
  await bench.clock.advance(0)
  bench.scheduler.resume('p')
  bench.sent.splice(0)
  bench.accept(['chat'])
  assert.deepEqual(numbers(bench.sent), [3])
  assert.deepEqual(
    bench.changes.flatMap(({ forgotten = [] }) => forgotten),
    ['p'],
  )
})

for (const [cleanStart, expected] of [
  [
    true,
    [
      ['chat', 1, false],
      ['like', 1, false],
      ['chat', 1, false],
    ],
  ],
  [
    false,
    [
      ['chat', 2, true],
      ['chat', 2, true],
    ],
  ],
] as const) {
  test(`after ${cleanStart ? 'a stop in order what waited comes as it is' : 'a crash what may have run comes as a repeat, and discardables are dropped'}`, async () => {
    const events = (['chat', 'chat', 'like', 'chat'] as const).map((type) => [type] as const)
    const log = createLaneBench()
    const stored = events.map(([type]) => log.add(type))
    const marks = createMarks('p')
    marks.add(1)
    marks.pass(2)
    const bench = createLaneBench({ cleanStart, head: () => 4, read: (from, limit) => stored.slice(from - 1, from - 1 + limit) })
    bench.scheduler.open(laneConfig({ chat, like }), marks.takeDirty())
    bench.scheduler.resume('p')
    const seen: unknown[] = []
    for (let round = 0; round < 6; round++) {
      await bench.clock.advance(10)
      seen.push(...bench.sent.map(({ seqNo, attempt, redelivered }) => [stored[seqNo - 1]?.event.eventType, attempt, redelivered]))
      bench.answer()
    }
    const byType = (a: unknown, b: unknown) => String(a).localeCompare(String(b))
    assert.deepEqual(seen.toSorted(byType), [...expected].toSorted(byType))
  })
}

test('changed rules hold for new events, and what waits keeps the priority it was given', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat, share: laneRule({ priority: 15 }) }, { queueMax: 2 }))
  bench.scheduler.pause('p')
  bench.accept(['share', 'share', 'share', 'chat'])
  bench.scheduler.change(laneConfig({ chat, share: laneRule({ priority: 1 }) }, { queueMax: 2 }))
  bench.accept(['share', 'chat'])
  bench.scheduler.resume('p')
  const order: number[] = []
  while (bench.sent.length > 0) {
    order.push(...numbers(bench.sent))
    bench.answer()
  }
  assert.deepEqual(order, [1, 2, 3, 4, 6, 5])
})

test('records that the log has lost do not hold up a lane', async () => {
  const bench = createLaneBench({ read: () => [], head: () => 3 })
  const marks = createMarks('p')
  marks.add(2)
  bench.scheduler.open(laneConfig({ chat }), marks.takeDirty())
  await bench.clock.advance(100)
  assert.deepEqual([bench.status().discarded, bench.changes.at(-1)?.progress?.[0]?.considered], [{ damaged: 1 }, 3])
})

test('progress is written together, and again when the store refused it', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }))
  bench.changes.length = 0
  bench.accept(['chat', 'chat'])
  bench.answer()
  bench.store.isFull = true
  await bench.clock.advance(500)
  bench.store.isFull = false
  await bench.clock.advance(2000)
  assert.deepEqual(
    bench.changes.map(({ progress }) => progress?.map(({ considered, pages }) => [considered, [...pages]])),
    [[[2, [[0, null]]]]],
  )
})

test('draining goes on with what waits, then writes all progress', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }))
  bench.accept(['chat', 'chat', 'chat', 'chat', 'chat', 'chat', 'chat', 'chat'])
  const drained = bench.scheduler.drain(10_000)
  while (bench.answer() > 0);
  await drained
  assert.deepEqual([bench.status().completed, bench.changes.at(-1)?.progress?.[0]?.considered], [8, 8])
})

test('draining charges what is still in flight when the time is up, for it may have been handled', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat, like }))
  bench.accept(['chat', 'like'])
  const drained = bench.scheduler.drain(1000)
  await bench.clock.advance(1000)
  await drained
  const attempts = bench.changes.flatMap(({ attempts = [] }) => attempts.map(({ seqNo, attempt }) => [seqNo, attempt]))
  assert.deepEqual([attempts, bench.status().discarded, bench.sent.length], [[[1, 1]], { interrupted: 1 }, 2])
})

test('a plugin that hangs holds up no other', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat }))
  await bench.open(laneConfig({ chat }, { plugin: 'q' }))
  bench.accept(Array.from({ length: 50 }, () => 'chat' as const))
  const [, q] = bench.scheduler.status()
  assert.ok(q && q.inFlight > 0 && bench.status().inFlight > 0)
})

test('R8: a plugin that fails now and then is not stormed: its retries stay within the budget, the rest become dead letters', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat: laneRule({ mode: 'async' }) }, { concurrency: 150, retry: { attempts: 20, delayMs: 0 } }))
  bench.accept(Array.from({ length: 150 }, () => 'chat' as const))
  // Two of five are never handled: fewer than open the breaker.
  const answer = () => {
    const sent = bench.sent.splice(0)
    const results = sent.map(({ deliveryId, seqNo }) => ({ deliveryId, durationMs: 1, ...(seqNo % 5 < 2 && { error: 'Down' }) }))
    bench.scheduler.settle('p', results)
    return sent.length
  }
  let tries = 0
  for (let ms = 0; ms < 9000; ms += 100) {
    tries += answer()
    await bench.clock.advance(100)
  }
  assert.ok(tries <= 150 + 10 + 30 + 1, `${tries} tries`)
  for (let ms = 0; ms < 4000; ms += 100) {
    answer()
    await bench.clock.advance(100)
  }
  const { dead, retrying, completed } = bench.status()
  assert.deepEqual([completed, dead + retrying], [90, 60])
  assert.ok(dead > 0)
})
