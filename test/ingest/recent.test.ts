import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRecent } from '../../core/ingest/recent.ts'

test('recent values are known of at least the newest keys promised, and the rest is forgotten', () => {
  const counts = createRecent<number>(3)
  for (let key = 0; key < 10; key++) counts.set(String(key), key)
  const known = Array.from({ length: 10 }, (_, key) => key).filter((key) => counts.get(String(key)) === key)
  assert.deepEqual([known.slice(-3), known.length <= 6, known.includes(0)], [[7, 8, 9], true, false])
})

test('recent values forget a key when told to, in either generation, and take the newest of a key', () => {
  const counts = createRecent<number>(1)
  counts.set('old', 1)
  counts.set('young', 2)
  counts.set('old', 3)
  assert.equal(counts.get('old'), 3)
  counts.delete('old')
  counts.delete('young')
  assert.deepEqual([counts.get('old'), counts.get('young')], [undefined, undefined])
})
