import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLaneBench, laneConfig, laneRule, storedEvent } from '../support/lane-bench.ts'

const chat = laneRule()
const like = laneRule({ priority: 5, discardable: true })
const unkept = (type: 'like' | 'chat' | 'join', fields: Record<string, unknown> = {}) => storedEvent(0, type, fields)

test('F1: what the disk has no room for goes once to who may miss it, and leaves no trace in the marks', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ chat, like }))
  await bench.clock.advance(100)
  bench.changes.length = 0
  bench.scheduler.acceptUnkept([unkept('like'), unkept('chat'), unkept('join')])
  const [delivery] = bench.sent
  assert.deepEqual(
    bench.sent.map(({ seqNo, attempt, redelivered }) => ({ seqNo, attempt, redelivered })),
    [{ seqNo: 0, attempt: 1, redelivered: false }],
  )
  assert.equal(bench.scheduler.seqNoOf('p', delivery?.deliveryId ?? 0), undefined)
  bench.answer()
  await bench.clock.advance(100)
  assert.deepEqual([bench.status().completed, bench.changes], [1, []])
})

test('F1: after a start that was not in order it is no repeat of anything', async () => {
  const bench = createLaneBench({ cleanStart: false })
  await bench.open(laneConfig({ like }))
  bench.scheduler.acceptUnkept([unkept('like')])
  assert.deepEqual(
    bench.sent.map(({ attempt, redelivered }) => [attempt, redelivered]),
    [[1, false]],
  )
})

test('F1: one that fails, or dies with its worker, is not tried again, and both are counted', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ like }))
  bench.scheduler.acceptUnkept([unkept('like')])
  bench.answer('Down')
  bench.scheduler.acceptUnkept([unkept('like')])
  const [second] = bench.sent.splice(0)
  bench.scheduler.crashed('p', { suspects: [second?.deliveryId ?? 0], reason: 'Died' })
  bench.scheduler.resume('p')
  await bench.clock.advance(1000)
  const attempts = bench.changes.flatMap(({ attempts = [] }) => attempts)
  assert.deepEqual([bench.sent, bench.status().discarded, attempts], [[], { failed: 1, interrupted: 1 }, []])
})

test('F1: what waited when the worker died goes when it is back, and what finds no room is counted, not written to the log', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ like }, { queueMax: 2 }))
  bench.scheduler.acceptUnkept([unkept('like'), unkept('like')])
  bench.scheduler.crashed('p', { suspects: [], reason: 'Died' })
  bench.sent.length = 0
  bench.scheduler.acceptUnkept([unkept('like'), unkept('like'), unkept('like')])
  const { depth, spilled, discarded } = bench.status()
  bench.scheduler.resume('p')
  assert.deepEqual([{ depth, spilled, discarded }, bench.sent.length], [{ depth: 2, spilled: 0, discarded: { full: 3 } }, 2])
})

test('F1: likes are put together with those that were kept, and each is settled', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ like: { ...like, coalesceMs: 1000 } }))
  bench.scheduler.pause('p')
  const fields = { user: { userId: 'a' }, payload: { likeCount: 2 } }
  bench.accept(['like'], fields)
  bench.scheduler.acceptUnkept([unkept('like', fields)])
  bench.accept(['like'], fields)
  bench.scheduler.resume('p')
  const sums = bench.sent.map(({ bytes }) => JSON.parse(new TextDecoder().decode(bytes)).payload.likeCount)
  bench.answer()
  await bench.clock.advance(100)
  const { pages, considered } = bench.changes.at(-1)?.progress?.[0] ?? {}
  assert.deepEqual([sums, considered, [...(pages ?? [])], bench.status().discarded], [[6], 2, [[0, null]], { merged: 2 }])
})
