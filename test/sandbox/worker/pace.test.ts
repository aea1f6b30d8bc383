import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPace } from '../../../core/sandbox/worker/pace.ts'

test('so many at once, and as many again within a second, however long it rested', () => {
  let now = 0
  const may = createPace(10, () => now)
  const take = (count: number) => Array.from({ length: count }, () => may()).filter(Boolean).length
  assert.equal(take(20), 10)
  now += 100
  assert.equal(take(20), 1)
  now += 60_000
  assert.equal(take(20), 10)
})
