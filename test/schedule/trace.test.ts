import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTrace } from '../../core/schedule/trace.ts'
import { createLaneBench, laneConfig, laneRule } from '../support/lane-bench.ts'

const RULES = { gift: laneRule({ priority: 100 }), like: laneRule({ priority: 5, discardable: true }) }

const traced = (bench: ReturnType<typeof createLaneBench>, seqNo: number) => {
  const [row] = bench.scheduler.traced(seqNo, seqNo)
  return row && { state: row.state, tries: row.tries, reason: row.reason, by: row.by, times: [row.since, row.sentAt, row.endedAt] }
}

test('the trace says when a delivery was accepted, sent and done', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig(RULES))
  bench.scheduler.hold('p', true)
  await bench.clock.advance(100)
  bench.accept(['gift'])
  await bench.clock.advance(50)
  bench.scheduler.hold('p', false)
  await bench.clock.advance(7)
  bench.answer()
  assert.deepEqual(traced(bench, 1), { state: 'completed', tries: 1, reason: undefined, by: undefined, times: [100, 150, 157] })
})

test('S1-054: the trace says what was dropped, why, and what took its place', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig(RULES, { queueMax: 2 }))
  bench.scheduler.hold('p', true)
  bench.accept(['like', 'like', 'gift'])
  const { state, reason, by } = traced(bench, 1) ?? {}
  assert.deepEqual({ state, reason, by }, { state: 'discarded', reason: 'full', by: 3 })
})

test('the trace says how often a delivery was tried', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig(RULES))
  bench.accept(['gift'])
  bench.answer('no')
  await bench.clock.advance(1000)
  bench.answer()
  assert.deepEqual([traced(bench, 1)?.state, traced(bench, 1)?.tries], ['completed', 2])
})

test('the trace holds so many deliveries, and forgets the oldest', () => {
  const trace = createTrace(100)
  const lane = trace.lane('p')
  const rows = Array.from({ length: 250 }, (_, index) => lane.enter(index + 1, 10, index))
  assert.equal(trace.of(1, 1000).length, 100)
  assert.deepEqual(
    trace.of(150, 151).map(({ seqNo }) => seqNo),
    [151],
  )
  lane.completed(rows[0] ?? 0, 1, 1)
  assert.ok(trace.of(1, 1000).every(({ state }) => state === 'waiting'))
})

test('a lane knows of an event whether it waits, runs, is tried again or is settled, and which rule leaves it out', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ gift: laneRule({ where: { 'payload.giftName': 'Rose' } }) }))
  const look = (stored: ReturnType<typeof bench.add>) => {
    const [{ state, refusal } = {}] = bench.scheduler.look(stored.event)
    return { state, refusal }
  }
  const rose = bench.add('gift', { payload: { giftName: 'Rose' } })
  const lion = bench.add('gift', { payload: { giftName: 'Lion' } })
  const chat = bench.add('chat')
  const past = bench.add('gift', { source: 'history' })
  const replayed = bench.add('gift', { replay: { to: ['other'] } })
  bench.scheduler.accept([rose, lion, chat, past, replayed])
  assert.deepEqual([rose, lion, chat, past, replayed].map(look), [
    { state: 'running', refusal: undefined },
    { state: 'settled', refusal: 'filtered' },
    { state: 'settled', refusal: 'not-subscribed' },
    { state: 'settled', refusal: 'history' },
    { state: 'settled', refusal: 'replay-not-taken' },
  ])
  bench.answer('no')
  assert.equal(look(rose).state, 'retrying')
})

test('S0-196, S0-197, S0-198: a lane counts by event type what succeeded, what was given up and what was dropped', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ ...RULES, chat: laneRule() }, { queueMax: 2, retry: { attempts: 1, delayMs: 1 } }))
  bench.accept(['gift'])
  await bench.clock.advance(10)
  bench.answer()
  bench.accept(['chat'])
  bench.answer('no')
  bench.scheduler.hold('p', true)
  bench.accept(['like', 'like', 'gift'])
  const { perType, completed, lost, sumMs, discarded } = bench.scheduler.tallies().get('p') ?? {}
  assert.deepEqual(
    { perType, completed, lost, sumMs, discarded },
    {
      perType: {
        chat: { completed: 0, failed: 1, discarded: 0 },
        gift: { completed: 1, failed: 0, discarded: 0 },
        like: { completed: 0, failed: 0, discarded: 1 },
      },
      completed: 1,
      lost: 1,
      sumMs: 10,
      discarded: { full: 1 },
    },
  )
})

test('what may be dropped and fails counts as given up, not as dropped', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig(RULES))
  bench.accept(['like'])
  bench.answer('no')
  const { perType, lost } = bench.scheduler.tallies().get('p') ?? {}
  assert.deepEqual([perType, lost], [{ like: { completed: 0, failed: 1, discarded: 0 } }, 1])
})

test('counters outlive a lane that is closed and opened again, until they are cleared', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig(RULES))
  bench.accept(['gift'])
  bench.answer()
  bench.scheduler.close('p')
  await bench.open(laneConfig(RULES))
  assert.equal(bench.scheduler.tallies().get('p')?.completed, 1)
  bench.scheduler.clearTallies()
  assert.equal(bench.scheduler.tallies().get('p')?.completed, 0)
})
