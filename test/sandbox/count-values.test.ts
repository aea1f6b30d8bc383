import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Packr } from 'msgpackr'
import { holdsAtMost } from '../../core/sandbox/count-values.ts'

/** How many values there are, by asking. */
function countOf(packed: Uint8Array): number {
  let max = 0
  while (!holdsAtMost(max, packed)) max += 1
  return max
}

test('values are counted as msgpack has them: a list, a map, each key and everything in them', () => {
  const packr = new Packr({ useRecords: false })
  const cases: readonly (readonly [value: unknown, count: number])[] = [
    [7, 1],
    [-1, 1],
    [70_000, 1],
    [0.5, 1],
    [true, 1],
    [null, 1],
    ['', 1],
    ['x'.repeat(31), 1],
    ['x'.repeat(32), 1],
    ['ü'.repeat(300), 1],
    ['x'.repeat(70_000), 1],
    [new Uint8Array(5), 1],
    [new Uint8Array(300), 1],
    [new Uint8Array(70_000), 1],
    [new Date(0), 1],
    [[], 1],
    [[[], [1, 'two']], 5],
    [Array(20).fill('x'), 21],
    [Array(70_000).fill(1).slice(0, 40), 41],
    [{}, 1],
    [{ kind: 'publish', topic: 't' }, 5],
    [Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`k${n}`, n])), 41],
  ]
  assert.deepEqual(
    cases.map(([value]) => countOf(packr.pack(value))),
    cases.map(([, count]) => count),
  )
})

test('a long list and a length that claims more than there is are no way around', () => {
  const packr = new Packr({ useRecords: false })
  assert.deepEqual(
    [holdsAtMost(70_000, packr.pack(Array(70_000).fill([]))), holdsAtMost(70_001, packr.pack(Array(70_000).fill([])))],
    [false, true],
  )
  assert.equal(holdsAtMost(1, new Uint8Array([0xc6, 255, 255, 255, 255])), true)
})
