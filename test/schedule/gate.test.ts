import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMarks } from '../../core/store/marks.ts'
import { chatInterceptor, chatLane, createGateBench } from '../support/gate-bench.ts'
import { laneRule, storedEvent } from '../support/lane-bench.ts'

test('a chat is delivered once its interceptor has let it pass, and a gift at once', async () => {
  const bench = createGateBench()
  await bench.open(chatLane('show'))
  await bench.open(chatInterceptor('guard'))
  bench.accept(['chat', 'gift'])
  const before = [...(bench.got.show ?? [])]
  bench.done('show')
  await bench.calls[0]?.answer()
  assert.deepEqual([before, bench.got.show, bench.lines], [[2], [2, 1], ['guard 1']])
})

test('a hidden chat is settled in the other lanes with a reason, and told of', async () => {
  const bench = createGateBench()
  await bench.open(chatLane('show'))
  await bench.open(chatInterceptor('guard'))
  bench.accept(['chat', 'chat'])
  await bench.calls[0]?.answer(['a bad word'])
  const [look] = bench.scheduler.look(storedEvent(1, 'chat').event)
  assert.deepEqual(
    [bench.got.show, bench.lane('show')?.discarded, bench.facts, look?.state, look?.hidden],
    [
      [2],
      { hidden: 1 },
      [{ kind: 'discarded', plugin: 'show', seqNo: 1, reason: 'hidden' }],
      'settled',
      { by: 'guard', reason: 'a bad word' },
    ],
  )
})

test('a chat goes on when its deadline has passed, and the verdict that comes later changes nothing', async () => {
  const bench = createGateBench()
  await bench.open(chatLane('show'))
  await bench.open(chatInterceptor('guard', 100))
  bench.accept(['chat'])
  await bench.clock.advance(99)
  const before = bench.got.show
  await bench.clock.advance(1)
  await bench.calls[0]?.answer(['too late'])
  assert.deepEqual([before, bench.got.show, bench.scheduler.interceptors()[0]?.late], [undefined, [1], 1])
})

test('what is of the priority of a chat that waits stays behind it', async () => {
  const bench = createGateBench()
  await bench.open(chatLane('show'))
  await bench.open(chatInterceptor('guard'))
  bench.accept(['chat', 'share', 'chat'])
  const before = bench.got.show
  await bench.calls[0]?.answer(['no', undefined])
  bench.done('show')
  assert.deepEqual([before, bench.got.show], [undefined, [2, 3]])
})

test('an interceptor gets in its own lane what it looks at, and its own events pass it', async () => {
  const bench = createGateBench()
  await bench.open(chatLane('show'))
  await bench.open(chatInterceptor('guard', 100, { chat: laneRule() }))
  bench.accept(['chat'])
  const own = [...(bench.got.guard ?? [])]
  await bench.calls[0]?.answer()
  bench.done('show')
  bench.accept(['chat'], { source: 'plugin', eventId: 'plugin:guard:1:0' })
  bench.done('show')
  bench.accept(['chat'], { source: 'plugin', streamId: 'plugin:guard', eventId: 'p:3' })
  bench.accept(['chat'], { source: 'plugin', eventId: 'plugin:other:1:0' })
  assert.deepEqual([own, bench.got.show, bench.lines], [[1], [1, 2, 3], ['guard 1', 'guard 4']])
})

test('of several interceptors all must let it pass, and none is kept from what only it hides', async () => {
  const bench = createGateBench()
  await bench.open(chatLane('show'))
  await bench.open(chatInterceptor('a', 100, { chat: laneRule() }))
  await bench.open(chatInterceptor('b'))
  bench.accept(['chat', 'chat'])
  await bench.calls[1]?.answer()
  const early = bench.got.show
  await bench.calls[0]?.answer(['a hid it'])
  assert.deepEqual([early, bench.got.show, bench.got.a], [undefined, [2], [1, 2]])
})

test('an interceptor that ends lets everything pass that waits for it, and what comes after does not wait', async () => {
  const bench = createGateBench()
  await bench.open(chatLane('show'))
  await bench.open(chatInterceptor('guard'))
  bench.accept(['chat'])
  bench.scheduler.crashed('guard', { reason: 'It died' })
  bench.done('show')
  bench.accept(['chat'])
  bench.done('show')
  bench.scheduler.resume('guard')
  bench.accept(['chat'])
  assert.deepEqual([bench.got.show, bench.lines, bench.scheduler.interceptors()[0]?.failed], [[1, 2], ['guard 1', 'guard 3'], 1])
})

test('a call that fails lets its events pass', async () => {
  const bench = createGateBench()
  await bench.open(chatLane('show'))
  await bench.open(chatInterceptor('guard'))
  bench.accept(['chat'])
  await bench.calls[0]?.fail()
  assert.deepEqual([bench.got.show, bench.scheduler.interceptors()[0]?.failed], [[1], 1])
})

test('what comes before an interceptor has started for the first time waits for it, ten seconds at most', async () => {
  const bench = createGateBench()
  await bench.open(chatLane('show'))
  bench.scheduler.open(chatInterceptor('guard'), undefined)
  await bench.clock.advance(0)
  bench.accept(['chat'])
  await bench.clock.advance(9_000)
  const early = bench.got.show
  bench.scheduler.loaded('guard')
  await bench.calls[0]?.answer(['no'])
  bench.scheduler.open(chatInterceptor('never'), undefined)
  bench.scheduler.close('guard')
  bench.accept(['chat'])
  await bench.clock.advance(10_000)
  bench.done('show')
  bench.accept(['chat'])
  assert.deepEqual([early, bench.got.show, bench.lane('show')?.discarded], [undefined, [2, 3], { hidden: 1 }])
})

test('what comes while four calls are under way forms the next, of 256 events or 80 KiB', async () => {
  const bench = createGateBench()
  await bench.open(chatLane('show'))
  await bench.open(chatInterceptor('guard', 2000))
  for (let round = 0; round < 4; round++) bench.accept(['chat'])
  bench.accept(Array.from({ length: 300 }, () => 'chat' as const))
  await bench.calls[0]?.answer()
  await bench.calls[1]?.answer()
  const long = Array.from({ length: 3 }, () => ({ ...bench.add('chat'), bytes: new Uint8Array(50 * 1024) }))
  bench.scheduler.accept(long)
  for (const at of [2, 3, 4, 5]) await bench.calls[at]?.answer()
  assert.deepEqual(
    bench.calls.map(({ events }) => events.length),
    [1, 1, 1, 1, 256, 44, 1, 1, 1],
  )
})

test('a call that is never answered holds its place until its deadlines have passed', async () => {
  const bench = createGateBench()
  await bench.open(chatLane('show'))
  await bench.open(chatInterceptor('guard', 100))
  for (let round = 0; round < 5; round++) bench.accept(['chat'])
  const asked = bench.calls.length
  await bench.clock.advance(50)
  bench.accept(['chat'])
  await bench.clock.advance(50)
  bench.done('show')
  assert.deepEqual([asked, bench.lines.at(-1), bench.got.show], [4, 'guard 5,6', [1, 2, 3, 4, 5]])
})

test('with 10,000 waiting, what is new is not asked about but stays in order, and that is told once', async () => {
  const told: number[] = []
  const bench = createGateBench({ onGateFull: (waiting) => told.push(waiting) })
  await bench.open(chatLane('show', { queueMax: 100_000 }))
  await bench.open(chatInterceptor('guard', 2000))
  bench.accept(Array.from({ length: 9999 }, () => 'chat' as const))
  bench.accept(['chat', 'chat', 'chat'])
  await bench.clock.advance(0)
  const [waiting, gated] = [bench.scheduler.interceptors()[0]?.waiting, bench.lane('show')?.gated]
  await bench.clock.advance(2000)
  assert.deepEqual([told, waiting, gated, bench.got.show?.[0], bench.lane('show')?.gated], [[10_000], 10_000, 10_002, 1, undefined])
})

test('when 20,000 wait in a lane, all of them go on', async () => {
  const bench = createGateBench()
  await bench.open(chatLane('show', { queueMax: 100_000 }))
  await bench.open(chatInterceptor('guard', 2000))
  bench.accept(Array.from({ length: 20_000 }, () => 'chat' as const))
  const before = bench.got.show
  bench.accept(['chat'])
  assert.deepEqual([before, bench.got.show?.[0], bench.lane('show')?.gated], [undefined, 1, undefined])
})

test('what was pending at a restart is looked at again before it is delivered', async () => {
  const marks = createMarks('show')
  for (const seqNo of [1, 2, 3]) marks.add(seqNo)
  marks.settle(2)
  const progress = marks.takeDirty()
  const bench = createGateBench()
  for (const type of ['chat', 'chat', 'gift'] as const) bench.add(type)
  bench.scheduler.open(chatInterceptor('guard'), undefined)
  bench.scheduler.open(chatLane('show'), progress)
  await bench.clock.advance(0)
  bench.scheduler.resume('guard')
  bench.scheduler.resume('show')
  const first = [...(bench.got.show ?? [])]
  bench.done('show')
  await bench.calls[0]?.answer(['no'])
  assert.deepEqual([first, bench.got.show, bench.lines, bench.lane('show')?.discarded], [[3], [3], ['guard 1'], { hidden: 1 }])
})

test('reading what came before waits while the gate is full, and nothing of it passes unasked', async () => {
  const bench = createGateBench()
  const count = 20_000
  for (let at = 0; at < count; at++) bench.add('chat')
  bench.scheduler.open(chatInterceptor('guard', 2000), undefined)
  const marks = createMarks('show')
  for (let seqNo = 1; seqNo <= count; seqNo++) marks.add(seqNo)
  bench.scheduler.open(chatLane('show', { queueMax: 100_000 }), marks.takeDirty())
  bench.scheduler.resume('guard')
  bench.scheduler.resume('show')
  for (let at = 0; at < count && (bench.got.show?.length ?? 0) < count; at++) {
    await bench.calls[at]?.answer()
    await bench.clock.advance(20)
    bench.done('show')
  }
  const [status] = bench.scheduler.interceptors()
  assert.deepEqual([bench.got.show?.length, status?.passed, status?.late], [count, count, 0])
})

test('what was tried and failed is not looked at again', async () => {
  const bench = createGateBench()
  await bench.open(chatLane('show'))
  await bench.open(chatInterceptor('guard'))
  bench.accept(['chat'])
  await bench.calls[0]?.answer()
  const failing = bench.scheduler.crashed('show', { reason: 'It died', suspects: [] })
  bench.scheduler.resume('show')
  assert.deepEqual([failing, bench.got.show, bench.lines], [undefined, [1, 1], ['guard 1']])
})

test('a queue that is cleared is cleared of what waits for a verdict, too', async () => {
  const bench = createGateBench()
  await bench.open(chatLane('show', { rules: { chat: laneRule(), like: laneRule({ discardable: true }) } }))
  await bench.open({
    ...chatInterceptor('guard'),
    intercepts: [
      { event: 'chat', deadlineMs: 100 },
      { event: 'like', deadlineMs: 100 },
    ],
  })
  bench.accept(['chat', 'like', 'chat'])
  const dry = bench.scheduler.clear('show', { max: 1, dryRun: true })
  const cleared = bench.scheduler.clear('show', { max: 1, dryRun: false })
  await bench.calls[0]?.answer()
  assert.deepEqual(
    [dry, cleared, bench.got.show],
    [{ discarded: 1, deadLetters: 1, left: 1 }, { discarded: 1, deadLetters: 1, left: 1 }, [3]],
  )
})

test('what could not be kept is looked at as well', async () => {
  const bench = createGateBench()
  await bench.open(chatLane('show', { rules: { chat: laneRule({ discardable: true }) } }))
  await bench.open(chatInterceptor('guard'))
  const { event, bytes } = storedEvent(0, 'chat')
  bench.scheduler.acceptUnkept([{ event, bytes }])
  const before = bench.got.show
  await bench.calls[0]?.answer()
  assert.deepEqual([before, bench.got.show], [undefined, [0]])
})

test('an interceptor that is switched off is asked no more', async () => {
  const bench = createGateBench()
  await bench.open(chatLane('show'))
  await bench.open(chatInterceptor('guard'))
  bench.accept(['chat'])
  bench.scheduler.change({ ...chatInterceptor('guard'), intercepts: [] })
  bench.done('show')
  bench.accept(['chat'])
  assert.deepEqual([bench.got.show, bench.scheduler.interceptors()], [[1, 2], []])
})
