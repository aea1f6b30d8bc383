import assert from 'node:assert/strict'
import test from 'node:test'
import { Packr, Unpackr } from 'msgpackr'
import { createDecoder, createEncoder, type Encoder, type Structures } from '../../core/base/codec.ts'
import fc from '../support/chance.ts'

const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' })

/** JSON as intake lets it through: no __proto__ fields; -0 is 0. */
function asTaken(value: object): object {
  return JSON.parse(JSON.stringify(value).replaceAll('__proto__', 'proto'), (_name, part) => (part === 0 ? 0 : part))
}

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

const crossed = (structures: Structures): string[][] => structuredClone(structures.map((names) => [...names]))

/** Packs often enough for the shapes to get into the table; answers the last bytes. */
function encodeOften(encoder: Encoder, event: object) {
  for (let count = 0; count < 10; count++) encoder.encode(event)
  return encoder.encode(event)
}

test('H4: codec gives every event back, in this process and to a reader that only has the table', () => {
  const encoder = createEncoder()
  const decoder = createDecoder(encoder.structures)
  fc.assert(
    fc.property(event, (given) => {
      const plain = asTaken(given)
      const bytes = encoder.encode(plain)
      const elsewhere = new Unpackr({ structures: crossed(encoder.structures()) })
      assert.deepEqual(decoder.decode(bytes), plain)
      assert.deepEqual(elsewhere.unpack(Buffer.from(bytes)), plain)
    }),
    { numRuns: 500 },
  )
})

test('codec keeps reading when more shapes come than the table has room for', () => {
  const encoder = createEncoder()
  const decoder = createDecoder(encoder.structures)
  const shapes = Array.from({ length: 100 }, (_, index) => ({
    eventType: 'chat',
    payload: [{ [`field${index}`]: 1 }, { [`field${index}`]: 2 }],
  }))
  const packed = shapes.map((shape) => encodeOften(encoder, shape))
  assert.equal(encoder.structures().length, 32)
  assert.deepEqual(
    packed.map((bytes) => decoder.decode(bytes)),
    shapes,
  )
})

test('codec keeps names that plugins or viewers choose out of the table', () => {
  const encoder = createEncoder()
  for (let index = 0; index < 20; index++) {
    encodeOften(encoder, { eventType: 'custom', payload: { name: 'x', data: { [`key${index}`]: { [`inner${index}`]: 1 } } } })
    encodeOften(encoder, { eventType: 'chat', original: { [`/payload/${index}`]: 'text' } })
  }
  assert.deepEqual(encoder.structures(), [['eventType', 'original']])
})

test('codec goes on with a table from before: rows keep their numbers and new ones follow', () => {
  const first = createEncoder()
  const old = Array.from({ length: 20 }, (_, index) => encodeOften(first, { eventType: 'chat', [`field${index}`]: index }))
  const second = createEncoder(crossed(first.structures()))
  const fresh = encodeOften(second, { eventType: 'gift', count: 2 })
  assert.deepEqual(second.structures().slice(0, 20), first.structures())
  assert.deepEqual(second.structures().slice(20), [['eventType', 'count']])
  const decoder = createDecoder(second.structures)
  assert.deepEqual(decoder.decode(old[15] ?? fresh), { eventType: 'chat', field15: 15 })
  assert.deepEqual(decoder.decode(fresh), { eventType: 'gift', count: 2 })
})

test('codec learns while it reads: a decoder made before the table grew reads what came after', () => {
  const encoder = createEncoder()
  const decoder = createDecoder(encoder.structures)
  for (let index = 0; index < 20; index++) {
    const event = { eventType: 'chat', [`field${index}`]: [{ [`inner${index}`]: index }] }
    assert.deepEqual(decoder.decode(encoder.encode(event)), event)
    assert.deepEqual(decoder.decode(encodeOften(encoder, event)), event)
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

test('H2: codec packs keys that shadow what objects inherit', () => {
  const encoder = createEncoder()
  const decoder = createDecoder(encoder.structures)
  const event = { eventType: 'custom', payload: { name: 'x', data: { constructor: 1, toJSON: 2, hasOwnProperty: 3, valueOf: null } } }
  assert.deepEqual(decoder.decode(encoder.encode(event)), event)
})

test('a shape that comes rarely takes no place in the table; one that comes often does, and makes events smaller', () => {
  const encoder = createEncoder()
  const event = { eventType: 'chat', message: 'x' }
  const early = encoder.encode(event)
  assert.deepEqual(encoder.structures(), [])
  const late = encodeOften(encoder, event)
  assert.deepEqual(encoder.structures(), [['eventType', 'message']])
  assert.ok(late.length < early.length / 2)
})

test('codec reads an event that has more shapes of its own than there are numbers for', () => {
  const encoder = createEncoder()
  const shapes = Array.from({ length: 100 }, (_, index) => ({ [`key${index % 70}`]: { [`inner${index % 45}`]: [{ deep: index }] } }))
  const event = { eventType: 'custom', payload: { name: 'x', data: { shapes: [...shapes, ...shapes] } } }
  assert.deepEqual(createDecoder(encoder.structures).decode(encodeOften(encoder, event)), event)
})

test('an event that waits long keeps nothing alive that somebody else packed before it', () => {
  const { encode } = createEncoder()
  new Packr({ useRecords: false }).pack({ code: 'x'.repeat(600_000) })
  assert.ok(encode({ eventType: 'chat', payload: { message: 'hello' } }).buffer.byteLength <= 8192)
})
