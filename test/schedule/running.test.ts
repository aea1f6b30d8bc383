import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Item } from '../../core/schedule/item.ts'
import { createRunning } from '../../core/schedule/running.ts'
import fc from '../support/chance.ts'

// What is kept is not looked into.
const item = (seqNo: number) => ({ seqNo }) as Item

test('it holds what a Map of ascending numbers would, however long some stay', () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ add: fc.integer({ min: 1, max: 400 }) }) },
    { weight: 5, arbitrary: fc.record({ takeEvery: fc.integer({ min: 1, max: 5 }) }) },
    { weight: 1, arbitrary: fc.constant('clear' as const) },
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 0, max: 4000 }), (steps, numbering) => {
      const above = numbering * 2 ** 40
      const running = createRunning(above)
      const model = new Map<number, Item>()
      let last = above
      for (const each of steps) {
        if (each === 'clear') {
          assert.deepEqual([...running.clear()], [...model])
          model.clear()
        } else if ('add' in each) {
          for (let n = 0; n < each.add; n += 1) {
            const added = item(n)
            const number = running.add(added)
            assert.ok(number > last, 'numbers ascend')
            last = number
            model.set(number, added)
          }
        } else {
          for (const [at, number] of [...model.keys()].entries()) {
            if (at % each.takeEvery !== 0) continue
            assert.equal(running.take(number), model.get(number))
            assert.equal(running.take(number), undefined)
            model.delete(number)
          }
        }
        assert.equal(running.size(), model.size)
        for (const [number, kept] of model) assert.equal(running.get(number), kept)
        assert.equal(running.get(last + 1), undefined)
      }
    }),
    { numRuns: 60 },
  )
})
