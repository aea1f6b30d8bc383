import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLine } from '../../../plugins/asterisk/jobs/line.ts'
import { createWorkers } from '../../../plugins/asterisk/jobs/workers.ts'
import { readSettings } from '../../../plugins/asterisk/settings.ts'
import { settlingOf } from '../../support/settling.ts'

const settle = await settlingOf('asterisk')

type Task = { readonly id: string; readonly n: number; readonly priority: 'normal' | 'high' }

function workersOf({ concurrency = 1, count = 2 } = {}) {
  let at = 1000
  const line = createLine<Task>(10)
  const running = new Map<string, () => void>()
  const begun: string[] = []
  const workers = createWorkers<Task>({
    ...{ take: line.take, concurrency, name: 'booth', onChange: () => {}, now: () => at },
    work(task, workerId) {
      begun.push(`${task.id} by ${workerId}`)
      return new Promise<void>((resolve) => running.set(task.id, resolve))
    },
  })
  const ask = (id: string, priority: 'normal' | 'high' = 'normal') => {
    line.push({ id, n: line.sizes().normal + line.sizes().high, priority })
    workers.wake()
  }
  const end = async (id: string) => {
    running.get(id)?.()
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  workers.scale(count)
  return { workers, begun, ask, end, line, pass: (ms: number) => (at += ms) }
}

test('S4-006, S4-030, S4-031: two queues, each first in, first out; nothing is taken from normal while high has any', () => {
  const line = createLine<Task>(10)
  for (const [n, priority] of (['normal', 'high', 'normal', 'high'] as const).entries()) line.push({ id: `${priority} ${n}`, n, priority })
  assert.deepEqual(
    Array.from({ length: 5 }, () => line.take()?.id),
    ['high 1', 'high 3', 'normal 0', 'normal 2', undefined],
  )
})

test('what was taken before a crash goes back to its place, before what came later', () => {
  const line = createLine<Task>(10)
  for (const n of [5, 6, 2]) line.push({ id: String(n), n, priority: 'normal' })
  assert.deepEqual([line.take()?.id, line.take()?.id], ['2', '5'])
})

test('S4-002, S4-041: workers are as many as wanted, each with an id that no other ever had', async () => {
  const { workers } = workersOf({ count: 1 })
  workers.scale(3)
  workers.scale(1)
  workers.scale(2)
  assert.deepEqual(
    workers.list().map(({ id }) => id),
    ['booth-3', 'booth-4'],
  )
  assert.equal(workers.count(), 2)
})

test('S4-014: who is free leaves first, and who calls leaves when the call is over', async () => {
  const { workers, ask, end, begun } = workersOf({ count: 2 })
  ask('a')
  ask('b')
  workers.scale(1)
  ask('c')
  assert.deepEqual([workers.count(), workers.list().length], [1, 2])
  await end('a')
  await end('b')
  assert.deepEqual([workers.list().length, begun.length], [1, 3])
})

test('S4-040: a worker has one call at a time, unless WORKER_CONCURRENCY or the settings say more', () => {
  const one = workersOf({ count: 1 })
  const two = workersOf({ count: 1, concurrency: 2 })
  for (const each of [one, two]) for (const id of ['a', 'b', 'c']) each.ask(id)
  assert.deepEqual([one.begun.length, two.begun.length], [1, 2])
  assert.equal(readSettings(settle(), () => undefined).concurrency, 1)
  assert.equal(readSettings(settle(), (name) => (name === 'WORKER_CONCURRENCY' ? '4' : undefined)).concurrency, 4)
  assert.equal(readSettings(settle({ concurrency: 2 }), () => '4').concurrency, 2)
  assert.equal(readSettings(settle(), (name) => (name === 'WORKER_ID' ? 'booth' : undefined)).workerName, 'booth')
})

test('S4-045: a worker says what it does, since when, and how much it did; without a heartbeat for five minutes it is inactive', async () => {
  const { workers, ask, end, pass } = workersOf({ count: 1 })
  ask('a')
  assert.deepEqual(workers.list(), [
    {
      id: 'booth-1',
      startedAt: 1000,
      heartbeatAt: 1000,
      processed: 0,
      concurrency: 1,
      current: ['a'],
      status: 'processing',
      isActive: true,
    },
  ])
  pass(300_001)
  assert.equal(workers.list()[0]?.isActive, false)
  workers.beat()
  await end('a')
  const [worker] = workers.list()
  assert.deepEqual([worker?.isActive, worker?.status, worker?.processed, worker?.heartbeatAt], [true, 'idle', 1, 301_001])
})
