import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRetryBudget, RETRY_DELAY_MAX_MS, retryDelay } from '../../core/schedule/retry.ts'
import { createRandom } from '../sim/random.ts'
import fc from '../support/chance.ts'

test('R1: the delay of a retry is spread evenly below a bound that doubles up to half a minute', () => {
  const random = createRandom(1)
  for (const [failures, bound] of [
    [1, 200],
    [2, 400],
    [4, 1600],
    [30, RETRY_DELAY_MAX_MS],
  ] as const) {
    const delays = Array.from({ length: 10_000 }, () => retryDelay(failures, 200, random.next))
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length
    assert.ok(Math.min(...delays) >= 0 && Math.max(...delays) <= bound)
    assert.ok(Math.abs(mean - bound / 2) < bound * 0.02, `mean ${mean} of ${bound}`)
  }
})

test('R8: retries of ten seconds are never more than ten and a fifth of the first tries', () => {
  const step = fc.record({
    afterMs: fc.integer({ min: 0, max: 400 }),
    firsts: fc.integer({ min: 0, max: 8 }),
    retries: fc.integer({ min: 0, max: 8 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
      const budget = createRetryBudget()
      const firsts: number[] = []
      const retries: number[] = []
      let now = 0
      for (const { afterMs, firsts: tries, retries: wanted } of steps) {
        now += afterMs
        for (let count = 0; count < tries; count++) {
          budget.first(now, 1)
          firsts.push(now)
        }
        for (let count = 0; count < wanted && budget.isOpen(now); count++) {
          budget.spend(now)
          retries.push(now)
        }
        const recent = (times: readonly number[], ms: number) => times.filter((time) => time > now - ms).length
        assert.ok(recent(retries, 10_000) <= 10 + 1 + 0.2 * recent(firsts, 11_000))
      }
    }),
  )
})

test('a budget that is used up opens again when the retries are ten seconds past', () => {
  const budget = createRetryBudget()
  for (let count = 0; count < 10; count++) budget.spend(0)
  assert.deepEqual(
    [0, 9_999, 11_000].map((now) => budget.isOpen(now)),
    [false, false, true],
  )
})
