import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOverdue, withinTime } from '../../core/base/time-limit.ts'

test('work that ends answers, and what it throws is thrown', () => {
  assert.equal(
    withinTime(() => 42, 1000),
    42,
  )
  const boom = new Error('Boom')
  assert.throws(
    () =>
      withinTime(() => {
        throw boom
      }, 1000),
    (error) => error === boom && !isOverdue(error),
  )
})

test('work that never ends is ended', () => {
  const endless: readonly (() => unknown)[] = [
    () => /^(a+)+$/.test(`${'a'.repeat(60)}!`),
    () => loop(),
    () =>
      Array(1e6)
        .fill('a')
        .join('')
        .match(/(.*)*x/),
  ]
  for (const work of endless) assert.throws(() => withinTime(work, 20), isOverdue)
})

test('work that gets no time from a busy machine is begun again', () => {
  let begun = 0
  const asleep = new Int32Array(new SharedArrayBuffer(4))
  const work = () => {
    begun += 1
    // Time passes and nothing is done, as on a machine that others keep busy.
    if (begun < 3) Atomics.wait(asleep, 0, 0)
    return begun
  }
  assert.equal(withinTime(work, 100), 3)
})

function loop(): never {
  for (;;);
}
