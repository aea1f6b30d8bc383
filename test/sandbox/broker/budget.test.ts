import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBudget } from '../../../core/sandbox/broker/budget.ts'
import type { Method } from '../../../core/sandbox/powers.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

/** How many calls of a method have their turn at once, when nothing was asked before. */
function atOnce(method: Method): number {
  const budget = createBudget(createVirtualClock())
  for (let count = 0; ; count += 1) {
    const turn = budget.begin(method)
    if (typeof turn !== 'function') return count
    turn()
  }
}

test('messages of WebSockets take a quarter of the turns that other calls take', () => {
  assert.deepEqual([atOnce('kv.get'), atOnce('serve.next'), atOnce('ws.send'), atOnce('ws.receive')], [1000, 1000, 4000, 4000])
})

test('a list costs a turn more for each hundred that it holds, and nothing else does', () => {
  const waits = (answer: unknown) => {
    const budget = createBudget(createVirtualClock())
    for (let count = 0; ; count += 1) {
      const turn = budget.begin('kv.list')
      if (typeof turn !== 'function') return count
      turn(answer)
    }
  }
  const keys = (length: number) => Array.from({ length }, String)
  assert.deepEqual([keys(0), keys(99), keys(100), keys(1000), 'a'.repeat(1000), undefined].map(waits), [1000, 1000, 500, 91, 1000, 1000])
})

test('turns come back at 500 a second, and never more than a thousand, however long a plugin was quiet', async () => {
  const clock = createVirtualClock()
  const budget = createBudget(clock)
  const free = async () => {
    for (let count = 0; count < 10_000; count += 1) {
      const turn = budget.begin('kv.get')
      if (typeof turn !== 'function') return turn.then((end) => end()).then(() => count)
      turn()
    }
    return 'without end'
  }
  const counts: unknown[] = []
  for (const quietMs of [0, 200, 200, 3_600_000]) {
    await clock.advance(quietMs)
    const counted = free()
    await clock.advance(2)
    counts.push(await counted)
  }
  assert.deepEqual(counts, [1000, 100, 100, 1000])
})

test('64 calls are under way at once, and beside them 512 that wait for something outside, actions of others among those', () => {
  const most = (method: Method) => {
    const budget = createBudget(createVirtualClock())
    for (let count = 0; ; count += 1) {
      try {
        budget.begin(method)
      } catch {
        return count
      }
    }
  }
  assert.deepEqual([most('kv.get'), most('net.read'), most('actions.call')], [64, 512, 512])
})
