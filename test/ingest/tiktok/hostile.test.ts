import assert from 'node:assert/strict'
import test from 'node:test'
import { gzipSync } from 'node:zlib'
import * as proto from 'tiktok-live-proto/v3'
import { readFrame } from '../../../core/ingest/tiktok/frames.ts'
import { createMapper } from '../../../core/ingest/tiktok/map.ts'
import { createMessages, viewer } from '../../../scripts/fake-tiktok/messages.ts'
import { fetchResult, messageFrame, pushFrame } from '../../../scripts/fake-tiktok/wire.ts'
import { assertValid } from './assert-valid.ts'
import { followFake, ofType } from './followed.ts'

const messages = createMessages({ roomId: '1', createTime: () => 0 })
const chatFrame = Buffer.from(messageFrame([messages.chat(viewer(1), 'hello')], { gzip: true }))

/** A length prefix of a gigabyte with nothing behind it. */
const HUGE_PREFIX = Buffer.from([0x42, 0x80, 0x80, 0x80, 0x80, 0x04])
const MALFORMED = {
  'a truncated frame': chatFrame.subarray(0, chatFrame.length - 10),
  'a truncated gzip': pushFrame('msg', gzipSync(Buffer.alloc(1000, 'x')).subarray(0, 20)),
  'a gzip bomb that is well-formed': messageFrame([{ method: 'x', msgId: '1', payload: Buffer.alloc(9 * 1024 * 1024) }], { gzip: true }),
  'a gzip bomb of nothing': pushFrame('msg', gzipSync(Buffer.alloc(64 * 1024 * 1024))),
  'a length prefix of a gigabyte': HUGE_PREFIX,
  'a payload with a length prefix of a gigabyte': pushFrame('msg', HUGE_PREFIX),
  'a million empty messages': pushFrame('msg', Buffer.alloc(2_000_000, Buffer.from([0x0a, 0x00]))),
  'a million empty messages behind a group': pushFrame('msg', Buffer.concat([Buffer.from([0x7b, 0x7c]), Buffer.alloc(2_000_000, '\n\0')])),
  'a million empty messages behind a length of 36 bits': pushFrame(
    'msg',
    Buffer.concat([Buffer.from([0x7a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]), Buffer.alloc(2_000_000, '\n\0')]),
  ),
  'a million empty headers': Buffer.concat([pushFrame('msg', fetchResult([])), Buffer.alloc(2_000_000, '*\0')]),
  'bytes that are no protobuf': Buffer.alloc(100, 0xff),
  'an empty frame': new Uint8Array(0),
  'a frame of an unknown type': pushFrame('surprise', fetchResult([])),
}

for (const [name, bytes] of Object.entries(MALFORMED)) {
  test(`${name} is malformed, and nothing else`, () => {
    assert.equal(readFrame(proto, bytes).kind, 'malformed')
  })
}

test('T3, T87: corrupt frames are counted and sampled, text too, and the connection goes on', async (t) => {
  const { source, fake, drafts, untilState, untilDrafts } = await followFake(t)
  source.start()
  await untilState('connected')
  for (const bytes of Object.values(MALFORMED)) fake.frame(bytes)
  fake.frame('{"text":"frame"}')
  fake.push([fake.messages.chat(viewer(1), 'still here')])
  await untilDrafts('chat', 1)
  const samples = ofType(drafts, 'raw').map(({ payload }) => payload)
  const count = Object.keys(MALFORMED).length + 1
  assert.deepEqual([source.status().malformed, samples.length, source.status().reconnects], [count, count, 0])
  assert.ok(samples.every(({ rawType, reason }) => rawType === 'frame' && reason === 'malformed'))
})

test('T3, T4: messages that cannot be read and types that nobody knows are counted, each by its kind', async (t) => {
  const { source, fake, untilState, untilDrafts } = await followFake(t)
  source.start()
  await untilState('connected')
  const nobody = fake.messages.message('WebcastChatMessage', proto.WebcastChatMessage, { content: 'nobody' })
  fake.push([nobody, fake.messages.unknown(), fake.messages.unknown(), fake.messages.chat(viewer(1), 'still here')])
  await untilDrafts('chat', 1)
  const { malformed, unknown } = source.status()
  assert.deepEqual([malformed, unknown], [1, 2])
})

test('T3: of a flood of corrupt frames a hundred samples of 4 KiB are kept', async (t) => {
  const { source, fake, drafts, untilState, untilDrafts } = await followFake(t)
  source.start()
  await untilState('connected')
  for (let n = 0; n < 150; n++) fake.frame(Buffer.alloc(8000, 0xff))
  fake.push([fake.messages.chat(viewer(1), 'still here')])
  await untilDrafts('chat', 1)
  const samples = ofType(drafts, 'raw').map(({ payload }) => payload)
  assert.deepEqual([source.status().malformed, samples.length], [150, 100])
  assert.ok(samples.every(({ data, truncated }) => truncated && Buffer.from(data ?? '', 'base64').length === 4096))
})

test('T3, T87: a frame over 8 MiB costs the connection, which comes back', async (t) => {
  const { source, fake, untilState, passWait } = await followFake(t)
  source.start()
  await untilState('connected')
  fake.frame(Buffer.alloc(8 * 1024 * 1024 + 1))
  await passWait()
  await untilState('connected')
  assert.equal(source.status().reconnects, 1)
})

test('a message that its schema cannot read becomes raw with the start of its bytes', () => {
  const map = createMapper({ proto, roomId: '1', wallTime: () => 0 })
  const payload = Buffer.alloc(20_000, 0xff)
  const { draft, verdict } = map({ method: 'WebcastChatMessage', msgId: '5', isHistory: false, payload })
  assert.equal(verdict, 'malformed')
  assert.deepEqual(draft, {
    eventType: 'raw',
    eventId: 'tiktok:1:5',
    source: 'live',
    payload: {
      rawType: 'WebcastChatMessage',
      reason: 'malformed',
      data: payload.subarray(0, 16_384).toString('base64'),
      truncated: true,
    },
  })
})

test('a message over 256 KiB is not decoded, because that would cost many times its size', () => {
  const map = createMapper({ proto, roomId: '1', wallTime: () => 0 })
  const mapped = map({ ...messages.chat(viewer(1), 'x'.repeat(256 * 1024)), isHistory: false })
  assert.deepEqual([mapped.verdict, mapped.draft.eventType], ['malformed', 'raw'])
})

test('T4: names of messages that are properties of objects are unknown types', () => {
  const map = createMapper({ proto, roomId: '1', wallTime: () => 0 })
  for (const method of ['__proto__', 'constructor', 'toString', 'default', 'User', 'WebcastPushFrame ', '']) {
    assert.equal(map({ method, msgId: '1', isHistory: false, payload: new Uint8Array(0) }).verdict, 'unknown', method)
  }
})

test('T3: thousands of mutated frames give drafts or a malformed frame, and never an exception', () => {
  const random = createRandom(20_260_101)
  const seeds = [
    chatFrame,
    Buffer.from(messageFrame([messages.gift(viewer(2), { id: '1', name: 'G', diamonds: 1, type: 1 }), messages.like(viewer(3), 5, 50)])),
    Buffer.from(messageFrame([messages.viewers(5, 9), messages.follow(viewer(4)), messages.control(1)])),
  ]
  const map = createMapper({ proto, roomId: '1', wallTime: () => Date.UTC(2026, 0, 1) })
  const seen = { malformed: 0, messages: 0 }
  for (let n = 0; n < 5000; n++) {
    const frame = readFrame(proto, mutate(seeds[n % seeds.length] ?? chatFrame, random))
    seen[frame.kind] += 1
    if (frame.kind === 'messages') for (const message of frame.messages) assertValid(map(message).draft)
  }
  assert.ok(seen.malformed > 500 && seen.messages > 500, JSON.stringify(seen))
})

test('T3, T87: mutated frames over the wire never end the process', async (t) => {
  const { source, fake, untilState, untilDrafts, drafts } = await followFake(t)
  const random = createRandom(7)
  source.start()
  await untilState('connected')
  for (let n = 0; n < 1000; n++) fake.frame(n % 3 === 0 ? randomBytes(200, random) : mutate(chatFrame, random))
  fake.push([fake.messages.chat(viewer(1), 'the end of it')])
  const arrived = () => ofType(drafts, 'chat').some(({ payload }) => payload.message === 'the end of it')
  for (let n = 1; !arrived(); n++) await untilDrafts('chat', n)
  assert.equal(source.status().state, 'connected')
})

function mutate(seed: Buffer, random: () => number): Buffer {
  const bytes = Buffer.from(seed)
  const times = 1 + Math.floor(random() * 4)
  for (let n = 0; n < times; n++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
  return random() < 0.2 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes
}

function randomBytes(max: number, random: () => number): Buffer {
  return Buffer.from(Array.from({ length: Math.floor(random() * max) }, () => Math.floor(random() * 256)))
}

/** Mulberry32: small, seeded, good enough to break bytes with. */
function createRandom(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
