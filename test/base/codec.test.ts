import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { Unpackr } from 'msgpackr'
import { createDecoder, createEncoder, type Structures } from '../../core/base/codec.ts'

/** JSON as intake lets it through: no __proto__ keys; -0 becomes 0. */
const json = fc
  .jsonValue({ maxDepth: 4, stringUnit: 'grapheme' })
  .map((value): unknown => JSON.parse(JSON.stringify(value).replaceAll('__proto__', 'proto').replaceAll('-0,', '0,')))
  .map((value) => JSON.parse(JSON.stringify(value), (_key, part) => (part === 0 ? 0 : part)))

const event = fc.record(
  {
    eventType: fc.constantFrom('chat', 'gift', 'custom'),
    eventId: fc.string(),
    seqNo: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
    user: fc.record(
      { userId: fc.string(), safeName: fc.string({ unit: 'grapheme' }), level: fc.double({ noNaN: true }) },
      { requiredKeys: [] },
    ),
    payload: json,
    original: fc.dictionary(fc.string({ minLength: 1 }), fc.string()).map((texts) => ({ ...texts, '/payload/message': 'x' })),
  },
  { requiredKeys: ['eventType'] },
)

const crossed = (structures: Structures) => structuredClone(structures)

test('codec gives every event back, in this process and to a reader that only has the table', () => {
  const encoder = createEncoder()
  const decoder = createDecoder(encoder.structures)
  let table = crossed(encoder.structures())
  const elsewhere = new Unpackr({ mapsAsObjects: true, getStructures: () => table.map((names) => [...names]) })
  fc.assert(
    fc.property(event, (given) => {
      const plain = JSON.parse(JSON.stringify(given))
      const bytes = encoder.encode(plain)
      table = crossed(encoder.structures())
      assert.deepEqual(decoder.decode(bytes), plain)
      assert.deepEqual(elsewhere.unpack(Buffer.from(bytes)), plain)
    }),
    { numRuns: 500 },
  )
})

test('codec keeps reading when more shapes come than the table has room for', () => {
  const encoder = createEncoder()
  const decoder = createDecoder(encoder.structures)
  const shapes = Array.from({ length: 600 }, (_, index) => ({
    eventType: 'chat',
    payload: [{ [`field${index}`]: 1 }, { [`field${index}`]: 2 }],
  }))
  const packed = shapes.map((shape) => encoder.encode(shape))
  assert.equal(encoder.structures().length, 256)
  assert.deepEqual(
    packed.map((bytes) => decoder.decode(bytes)),
    shapes,
  )
})

test('codec keeps names that plugins or viewers choose out of the table', () => {
  const encoder = createEncoder()
  encoder.encode({ eventType: 'chat', original: {} })
  const before = encoder.structures().length
  for (let index = 0; index < 100; index++) {
    encoder.encode({ eventType: 'custom', payload: { name: 'x', data: { [`key${index}`]: { [`inner${index}`]: 1 } } } })
    encoder.encode({ eventType: 'chat', original: { [`/payload/${index}`]: 'text' } })
  }
  assert.equal(encoder.structures().length, before)
})

test('codec goes on with a table from before: rows keep their numbers and new ones follow', () => {
  const first = createEncoder()
  const old = Array.from({ length: 40 }, (_, index) => first.encode({ eventType: 'chat', [`field${index}`]: index }))
  const second = createEncoder(crossed(first.structures()))
  const fresh = second.encode({ eventType: 'gift', count: 2 })
  assert.deepEqual(second.structures().slice(0, 40), first.structures())
  assert.deepEqual(second.structures().slice(40), [['eventType', 'count']])
  const decoder = createDecoder(second.structures)
  assert.deepEqual(decoder.decode(old[35] ?? fresh), { eventType: 'chat', field35: 35 })
  assert.deepEqual(decoder.decode(fresh), { eventType: 'gift', count: 2 })
})

test('codec learns while it reads: a decoder made before the table grew reads what came after', () => {
  const encoder = createEncoder()
  const decoder = createDecoder(encoder.structures)
  for (let index = 0; index < 100; index++) {
    const event = { eventType: 'chat', [`field${index}`]: [{ [`inner${index}`]: index }] }
    assert.deepEqual(decoder.decode(encoder.encode(event)), event)
  }
})

test('bytes handed out stay valid and small while more is packed', () => {
  const encoder = createEncoder()
  const decoder = createDecoder(encoder.structures)
  const events = Array.from({ length: 2000 }, (_, index) => ({
    eventType: 'chat',
    eventId: String(index),
    payload: { message: index % 100 === 0 ? '😀'.repeat(60_000) : `text ${index}` },
  }))
  const packed = events.map((event) => encoder.encode(event))
  assert.deepEqual(
    packed.map((bytes) => decoder.decode(bytes)),
    events,
  )
  const small = packed.filter((bytes) => bytes.length < 1000)
  assert.ok(small.every((bytes) => bytes.buffer.byteLength <= 8192))
})

test('codec packs keys that shadow what objects inherit', () => {
  const encoder = createEncoder()
  const decoder = createDecoder(encoder.structures)
  const event = { eventType: 'custom', payload: { name: 'x', data: { constructor: 1, toJSON: 2, hasOwnProperty: 3, valueOf: null } } }
  assert.deepEqual(decoder.decode(encoder.encode(event)), event)
})
