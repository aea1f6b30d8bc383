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
