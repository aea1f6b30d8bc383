import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRecentSet } from '../../core/ingest/recent-set.ts'

test('recent set knows at least the newest keys it promises, and forgets the rest', () => {
  const keys = createRecentSet(3)
  for (let key = 0; key < 10; key++) keys.add(String(key))
  const known = Array.from({ length: 10 }, (_, key) => key).filter((key) => keys.has(String(key)))
  assert.deepEqual([known.slice(-3), known.length <= 6, known.includes(0)], [[7, 8, 9], true, false])
})

test('recent set forgets a key when told to, in either generation', () => {
  const keys = createRecentSet(1)
  keys.add('old')
  keys.add('young')
  assert.deepEqual(
    [keys.delete('old'), keys.delete('young'), keys.delete('none'), keys.has('old'), keys.has('young')],
    [true, true, false, false, false],
  )
})
