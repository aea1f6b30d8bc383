import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAddress } from '../../../plugins/asterisk/doors/address.ts'
import { createBodyLimit, createFrameReader } from '../../../plugins/asterisk/doors/amqp-frames.ts'
import { nameOf } from '../../../plugins/asterisk/doors/order.ts'
import { createReplyReader, encodeCommand } from '../../../plugins/asterisk/doors/redis-wire.ts'
import { createResults, isOwed } from '../../../plugins/asterisk/doors/results.ts'
import type { Job } from '../../../plugins/asterisk/jobs/job.ts'
import { KEPT_MS, OWED_MS, openShelf } from '../../../plugins/asterisk/jobs/shelf.ts'
import { createRecordingHost } from '../../support/recording-host.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const RABBITMQ = { name: 'RABBITMQ_URL', scheme: 'amqp', example: 'amqp://host' } as const

const jobOf = (id: string, more: Partial<Job> = {}): Job => ({
  ...{ id, n: 1, number: '300', text: '', language: 'es', priority: 'normal', state: 'completed', createdAt: 0, endedAt: 1 },
  ...more,
})

test('an address is read as it is written, and one that is none is not repeated', () => {
  const { shown, ...address } = readAddress('amqps://us%40er:p%2Fw@[::1]/my%2Fhost', RABBITMQ)
  assert.deepEqual(address, { hostname: '::1', port: 5671, isTls: true, user: 'us@er', password: 'p/w', path: 'my/host' })
  assert.equal(shown, 'amqps://[::1]:5671/my%2Fhost')
  for (const wrong of ['secret', 'http://u:secret@host', 'amqp://', 'amqp://u:secret@', 'redis://secret'])
    assert.throws(() => readAddress(wrong, RABBITMQ), { message: 'RABBITMQ_URL is no address like amqp://host', permanent: true })
})

test('frames come in any pieces; of a body that is too long nothing stays, and what follows is whole', () => {
  const frame = (type: number, payload: readonly number[]) => [type, 0, 3, 0, 0, 0, payload.length, ...payload, 206]
  const header = (size: number) => frame(2, [0, 60, 0, 0, 0, 0, 0, 0, 0, 0, size >> 8, size & 255])
  const sent = [header(300), frame(3, Array(200).fill(1)), frame(3, Array(100).fill(1)), header(2), frame(3, [7, 7]), frame(8, [])]
  const read = createFrameReader(4096)
  const isWanted = createBodyLimit(10)
  const all = new Uint8Array(sent.flat())
  const pieces = Array.from({ length: Math.ceil(all.length / 5) }, (_, n) => all.slice(n * 5, n * 5 + 5))
  const frames = pieces.flatMap((piece) => read(piece)).filter(isWanted)
  assert.deepEqual(
    frames.map((one) => Array.from(one)),
    [header(0), header(2), frame(3, [7, 7]), frame(8, [])],
  )
  assert.throws(() => read(new Uint8Array([1, 0, 0, 255, 255, 255, 255, 0])), /too long/)
})

test('a message is called by its job_id, else its message id, else its words when it is delivered again', async () => {
  const message = { body: bytes('{"text":"a"}'), messageId: 'mq-1', isRedelivered: false }
  const none = () => undefined
  assert.equal(await nameOf(message, 'job_1', none), 'job_1')
  for (const wrong of ['../x', 'ñ', '', 'a'.repeat(65), 7, null, 'a\n']) assert.equal(await nameOf(message, wrong, none), 'mq-1')
  const { messageId, ...unnamed } = message
  const first = await nameOf(unnamed, undefined, none)
  const known = (begin: string) => (first.startsWith(begin) ? first : undefined)
  assert.match(first, /^message-[0-9a-f]{24}-[0-9a-f]{8}$/)
  assert.equal(await nameOf({ ...unnamed, isRedelivered: true }, undefined, known), first)
  assert.notEqual(await nameOf(unnamed, undefined, known), first)
  assert.notEqual(await nameOf({ ...unnamed, body: bytes('{}'), isRedelivered: true }, undefined, known), first)
})

test('what is written to Redis is one command whatever it says, and answers come in any pieces', () => {
  assert.equal(
    new TextDecoder().decode(encodeCommand(['SET', 'k\r\nFLUSHALL', 'ñ'])),
    '*3\r\n$3\r\nSET\r\n$11\r\nk\r\nFLUSHALL\r\n$2\r\nñ\r\n',
  )
  const read = createReplyReader()
  const replies = Array.from('+OK\r\n-ERR no\r\n$5\r\na\r\nbc\r\n$-1\r\n:7\r\n').flatMap((letter) => read(bytes(letter)))
  assert.deepEqual(replies, [{ value: 'OK' }, { error: 'ERR no' }, { value: 'a\r\nbc' }, { value: null }, { value: '7' }])
  assert.throws(() => createReplyReader()(bytes('HTTP/1.1 400\r\n')), /no Redis/)
  assert.throws(() => createReplyReader()(bytes(`+${'x'.repeat(70_000)}`)), /more than was asked for/)
})

test('each end is told once and in order; what the broker does not take is told the next time', async () => {
  const jobs = new Map(['b', 'a', 'c'].map((id) => [id, jobOf(id, { endedAt: id.charCodeAt(0) })]))
  const told: string[] = []
  let isAway = false
  const tell = createResults({
    jobs: () => [...jobs.values()],
    async publish({ job_id }) {
      if (isAway) throw new Error('It is away')
      told.push(job_id)
      isAway = job_id === 'b'
    },
    mark: async (job) => jobs.set(job.id, { ...job, isTold: true }),
  })
  await assert.rejects(tell(), /away/)
  isAway = false
  await Promise.all([tell(), tell()])
  assert.deepEqual(told, ['a', 'b', 'c'])
})

test('what ended is forgotten after an hour, but for what is still to be told, after a day', async () => {
  let at = 1000
  const files = { mkdir: async () => {}, writeFile: async () => {}, remove: async () => {}, async *readDir() {} }
  const { kv } = createRecordingHost().host
  const shelf = await openShelf({ kv, files, now: () => at, isOwed })
  await shelf.put(jobOf('owed', { endedAt: 1000 }))
  const soon = await shelf.put(jobOf('soon', { endedAt: 1000 }))
  await shelf.put(jobOf('told', { endedAt: 1000, isTold: true }))
  at += KEPT_MS
  await shelf.tidy()
  assert.deepEqual(
    shelf.all().map(({ id }) => id),
    ['owed', 'soon'],
  )
  await shelf.change(soon, { isTold: true })
  await shelf.tidy()
  assert.deepEqual(
    shelf.all().map(({ id }) => id),
    ['owed'],
  )
  at += OWED_MS
  await shelf.tidy()
  assert.deepEqual(shelf.all(), [])
})

test('a job that could not be kept is not there for whoever asks for it again', async () => {
  const files = { mkdir: async () => {}, writeFile: async () => {}, remove: async () => {}, async *readDir() {} }
  const { kv } = createRecordingHost().host
  const full = { ...kv, set: () => Promise.reject(new Error('The disk is full')) }
  const shelf = await openShelf({ kv: full, files, now: () => 0 })
  await assert.rejects(shelf.put(jobOf('x')), /full/)
  assert.equal(shelf.get('x'), undefined)
})
