import assert from 'node:assert/strict'
import { Duplex, PassThrough } from 'node:stream'
import { test } from 'node:test'
import { Packr } from 'msgpackr'
import { MAX_FRAME_BYTES } from '../../core/sandbox/protocol.ts'
import { createFrames } from '../../core/sandbox/runner/frames.ts'

const packr = new Packr({ useRecords: false })

function frameOf(value: unknown): Buffer {
  const body = Buffer.from(packr.pack(value))
  const header = Buffer.alloc(4)
  header.writeUInt32BE(body.length)
  return Buffer.concat([header, body])
}

/** Frames over a pipe that the test writes into and reads from. */
function connect() {
  const input = new PassThrough()
  const output = new PassThrough({ highWaterMark: 1024 })
  const read: unknown[] = []
  const closed: (string | undefined)[] = []
  const stream = Duplex.from({ readable: input, writable: output })
  const ended = new Promise<void>((resolve) => stream.once('close', resolve))
  const frames = createFrames<unknown>({ stream, onFrame: (frame) => read.push(frame), onClose: (reason) => closed.push(reason) })
  return { frames, input, output, read, closed, ended }
}

test('frames arrive whole and in order, however the bytes were cut', async () => {
  const sent = [{ n: 1 }, ['two'], 'x'.repeat(70_000), { bytes: Buffer.from([1, 2, 3]) }, null, 6]
  const bytes = Buffer.concat(sent.map(frameOf))
  for (const size of [1, 3, 4, 5, 65_536, bytes.length]) {
    const { input, read, ended } = connect()
    for (let at = 0; at < bytes.length; at += size) input.write(bytes.subarray(at, at + size))
    input.end()
    await ended
    assert.deepEqual(read, sent, `cut every ${size} bytes`)
  }
})

test('P8: a frame that is too long closes the connection before its bytes are taken', async () => {
  const { input, read, closed, ended } = connect()
  const header = Buffer.alloc(4)
  header.writeUInt32BE(MAX_FRAME_BYTES + 1)
  input.write(Buffer.concat([frameOf('before'), header]))
  await ended
  assert.deepEqual(read, ['before'])
  assert.deepEqual(closed, [`A frame of ${MAX_FRAME_BYTES + 1} bytes is longer than allowed`])
})

test('a frame that is not msgpack closes the connection and says so', async () => {
  const { input, closed, ended } = connect()
  input.write(Buffer.from([0, 0, 0, 3, 0xd9, 5, 0x61]))
  await ended
  assert.match(String(closed[0]), /^A frame cannot be read: /)
})

test('a peer that goes away closes the connection once and without blame', async () => {
  const { input, frames, closed, ended } = connect()
  input.end()
  await ended
  frames.close()
  assert.deepEqual(closed, [undefined])
  assert.equal(frames.send('nobody listens'), false)
})

test('a slow reader is noticed', async () => {
  const { frames, output } = connect()
  assert.equal(frames.isFull(), false)
  let taken = 0
  while (!frames.isFull() && taken < 10_000) {
    frames.send('x'.repeat(1_000))
    taken += 1
  }
  assert.ok(taken < 10_000)
  output.resume()
})

test('a message too long for a frame is the fault of who sends it', () => {
  const { frames, closed } = connect()
  assert.throws(() => frames.send('x'.repeat(MAX_FRAME_BYTES)), TypeError)
  assert.deepEqual(closed, [])
})

test('bytes that end a message arrive as if they had been packed with it', async () => {
  const there = connect()
  const written: Buffer[] = []
  there.output.on('data', (chunk: Buffer) => written.push(chunk))
  for (const length of [0, 1, 300, 70_000]) {
    there.frames.sendEnding({ n: length, bytes: new Uint8Array(0) }, Buffer.alloc(length, 7))
  }
  assert.throws(() => there.frames.sendEnding({ bytes: new Uint8Array(0), n: 1 }, Buffer.alloc(1)), /does not end in empty bytes/)
  await new Promise<void>((done) => there.frames.finish(done))
  const here = connect()
  here.input.end(Buffer.concat(written))
  await here.ended
  assert.deepEqual(
    here.read,
    [0, 1, 300, 70_000].map((length) => ({ n: length, bytes: Buffer.alloc(length, 7) })),
  )
})
