import assert from 'node:assert/strict'
import { Duplex } from 'node:stream'
import { test } from 'node:test'
import { Packr } from 'msgpackr'
import { createFrames } from '../../core/sandbox/runner/frames.ts'
import { readWorkerMessages } from '../../core/sandbox/worker-messages.ts'
import fc from '../support/chance.ts'

const RUNS = process.env.SHOWRUNNER_LONG ? 200_000 : 2000
const MAX_BYTES = 4096
const packr = new Packr({ useRecords: false })
const PLAIN = Object.getOwnPropertyNames(Object.prototype)

const settled = fc.record({
  deliveryId: fc.oneof(fc.nat(), fc.string()),
  durationMs: fc.oneof(fc.double(), fc.boolean()),
  error: fc.string(),
})
const honest = fc.oneof(
  fc.record({ kind: fc.constant('log'), level: fc.constantFrom('info', 'loud'), message: fc.string() }),
  fc.record({ kind: fc.constant('publish'), topic: fc.string(), data: fc.string() }),
  fc.record({ kind: fc.constant('settled'), done: fc.uint8Array({ maxLength: 48 }), rest: fc.array(settled, { maxLength: 3 }) }),
  fc.record({ kind: fc.constant('acted'), act: fc.oneof(fc.nat(), fc.double()), value: fc.string() }),
  fc.record({ kind: fc.constant('call'), call: fc.nat(), method: fc.constantFrom('kv.get', '__proto__', 'toString'), args: fc.string() }),
)
/** What a worker may send, whole and broken: bits flipped, cut, and bytes that were never a message. */
const packed = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(fc.array(fc.oneof(honest, fc.anything()), { maxLength: 4 }), fc.array(fc.nat(), { maxLength: 3 }), fc.nat())
    .map(([messages, flips, end]) => {
      const bytes = Buffer.from(packr.pack(JSON.parse(JSON.stringify(messages) ?? '[]')))
      for (const at of flips) bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << (at & 7))
      return end % 3 === 0 ? bytes.subarray(0, end % (bytes.length + 1)) : bytes
    }),
)

function framed(bytes: Buffer, length = bytes.length): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(length >>> 0)
  return Buffer.concat([head, bytes])
}

/** A reader of frames, and the end of the stream that another process writes to. */
function createReader() {
  const frames: unknown[] = []
  const reasons: (string | undefined)[] = []
  const stream = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
  createFrames({ stream, maxBytes: MAX_BYTES, onFrame: (frame) => frames.push(frame), onClose: (reason) => reasons.push(reason) })
  return { frames, reasons, write: (chunk: Buffer) => stream.emit('data', chunk) }
}

test('P8, H2: any bytes of a worker are its messages, or an error that says what is wrong', () => {
  fc.assert(
    fc.property(packed, (bytes) => {
      try {
        assert.ok(Array.isArray(readWorkerMessages(bytes)))
      } catch (error) {
        assert.ok(error instanceof Error && error.message.length > 0, String(error))
      }
      assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), PLAIN)
    }),
    { numRuns: RUNS },
  )
})

test('P8: frames come out whole and in order, however they are cut up on the way', () => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue(), { maxLength: 8 }),
      fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 20 }),
      (values, sizes) => {
        const given = values.map((value): unknown => JSON.parse(JSON.stringify({ value }).replaceAll('__proto__', 'proto')))
        const bytes = Buffer.concat(given.map((value) => framed(Buffer.from(packr.pack(value)))))
        const reader = createReader()
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = 1 + (sizes[turn % sizes.length] ?? 0)
          reader.write(bytes.subarray(at, at + size))
          at += size
        }
        assert.deepEqual([JSON.stringify(reader.frames), reader.reasons], [JSON.stringify(given), []])
      },
    ),
    { numRuns: RUNS },
  )
})

test('P8: a broken frame ends the connection once, with the reason, and nothing after it is heard', () => {
  const length = fc.oneof(fc.constantFrom(0, 1, MAX_BYTES + 1, 0x7fffffff, 0xffffffff), fc.nat({ max: 300 }))
  fc.assert(
    fc.property(fc.array(fc.tuple(packed, fc.option(length)), { minLength: 1, maxLength: 5 }), (parts) => {
      const reader = createReader()
      for (const [bytes, wrong] of parts) reader.write(framed(bytes, wrong ?? bytes.length))
      const heard = reader.frames.length
      assert.ok(reader.reasons.length <= 1)
      if (reader.reasons.length === 0) return
      assert.match(String(reader.reasons[0]), /^A frame /)
      reader.write(framed(Buffer.from(packr.pack('late'))))
      assert.equal(reader.frames.length, heard)
    }),
    { numRuns: RUNS },
  )
})
