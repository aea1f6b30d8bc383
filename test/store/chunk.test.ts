import assert from 'node:assert/strict'
import test from 'node:test'
import { packChunk, readChunk } from '../../core/store/sqlite/chunk.ts'
import fc from '../support/chance.ts'

const records = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 20 })

const all = (chunk: Buffer, count: number) => Array.from({ length: count }, (_, position) => readChunk(chunk, count, position))

test('a chunk gives back the records that were packed into it', () => {
  fc.assert(
    fc.property(records, (given) => {
      assert.deepEqual(
        all(packChunk(given), given.length),
        given.map((record) => Buffer.from(record)),
      )
    }),
  )
})

test('a flipped bit in a chunk costs at most two records, and never changes one', () => {
  fc.assert(
    fc.property(records, fc.nat(), (given, at) => {
      const chunk = packChunk(given)
      const bit = at % (chunk.length * 8)
      chunk[bit >> 3] = (chunk[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const read = all(chunk, given.length)
      const lost = read.filter((record) => record === undefined).length
      assert.ok(lost <= 2, `${lost} lost`)
      for (const [position, record] of read.entries()) if (record) assert.deepEqual(record, Buffer.from(given[position] ?? []))
    }),
    { numRuns: 2000 },
  )
})

test('what was taken out of a chunk is told from what is damaged, and the records around it stay', () => {
  const [first, last] = [Buffer.from('first'), Buffer.from('last')]
  assert.deepEqual(all(packChunk([first, 'removed', undefined, last]), 4), [first, 'removed', undefined, last])
})

test('a chunk cut anywhere gives back only whole records', () => {
  fc.assert(
    fc.property(records, fc.nat(), (given, at) => {
      const chunk = packChunk(given)
      const read = all(chunk.subarray(0, at % chunk.length), given.length)
      for (const [position, record] of read.entries()) if (record) assert.deepEqual(record, Buffer.from(given[position] ?? []))
      assert.equal(read.at(-1), undefined)
    }),
  )
})
