import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Receipt } from '../../../core/kit/receipts.ts'
import { fixtureOf } from '../../../core/rehearsal/events.ts'
import type { Host } from '../../../core/sdk.ts'
import { createControl } from '../../../plugins/crowd-control/control.ts'
import { readSettings } from '../../../plugins/crowd-control/settings.ts'
import { hashed } from '../../../plugins/crowd-control/wire/password.ts'
import { createReader } from '../../../plugins/crowd-control/wire/reader.ts'
import { effectMessage } from '../../../plugins/crowd-control/wire/request.ts'
import { readSays } from '../../../plugins/crowd-control/wire/response.ts'
import { problemsOf, type Request } from '../../stand-ins/crowd-control/request.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('crowd-control: an effect is one JSON text and a zero byte, with the fields of the documentation, whatever a viewer is called', () => {
  const message = effectMessage(7, 'start', {
    code: 'spawn',
    viewer: 'a\0b"}{\n😀',
    durationMs: 1500,
    quantity: 3,
    parameters: { colour: 'red' },
  })
  assert.deepEqual([message.indexOf(0), message.at(-1)], [message.length - 1, 0])
  const request = JSON.parse(new TextDecoder().decode(message.subarray(0, -1))) as Request
  assert.deepEqual(problemsOf(request), [])
  assert.deepEqual(request, {
    id: 7,
    code: 'spawn',
    viewer: 'a\0b"}{\n😀',
    quantity: 3,
    parameters: { colour: 'red' },
    duration: 1500,
    type: 1,
  })
})

test('crowd-control: messages are cut at zero bytes, wherever the packets are cut', () => {
  const all = bytes('{"id":1}\0{"message":"ñ😀"}\0')
  const whole = createReader()(all)
  const read = createReader()
  const one = [...all].flatMap((byte) => read(Uint8Array.of(byte)))
  assert.deepEqual([whole, one], [['{"id":1}', '{"message":"ñ😀"}'], whole])
})

test('crowd-control: a game that never ends its message is cut off', () => {
  const read = createReader()
  assert.throws(() => {
    for (let n = 0; n < 9; n += 1) read(new Uint8Array(8192).fill(32))
  }, /64 KiB/)
})

test('crowd-control: numbers, words and what the first games said are understood alike', () => {
  const told = (message: unknown) => readSays(typeof message === 'string' ? message : JSON.stringify(message))
  const success = { id: 4, type: 'effectRequest', status: 'success', remainingMs: 0, codes: [] }
  assert.deepEqual(told({ id: 4, status: 0 }), success)
  assert.deepEqual(told({ id: 4, type: 'effectRequest', status: 'success' }), success)
  assert.deepEqual(told({ id: 4, type: 0, status: 3, timeRemaining: 900, message: 'busy' }), {
    ...success,
    status: 'retry',
    remainingMs: 900,
    message: 'busy',
  })
  assert.deepEqual(told({ id: 0, type: 1, status: 0x83, code: 'a', ids: ['b', 5] }), {
    ...success,
    id: 0,
    type: 'effectStatus',
    status: 'notSelectable',
    codes: ['a', 'b'],
  })
  assert.deepEqual(told({ id: 'x', type: 0, status: 77, timeRemaining: -1 }), { id: 0, type: 'effectRequest', remainingMs: 0, codes: [] })
  for (const none of ['', 'hello', '[', '7', 'null', '{"type":"hello"}']) assert.equal(told(none), undefined)
})

test('crowd-control: a password is sent as the game wants it', async () => {
  assert.equal(await hashed('abc', 'none'), 'abc')
  assert.match(await hashed('abc', 'SHA-512'), /^DDAF35A193617ABA[0-9A-F]{112}$/)
})

test('crowd-control: a dry run says what would be done, and asks no game', async () => {
  const said: unknown[] = []
  // What of the host a dry run uses.
  const host = {
    publish: (_topic: string, receipts: unknown) => void said.push(receipts),
    log: { warn() {} },
    signal: new AbortController().signal,
  }
  const settings = { way: 'client', port: 1, address: '127.0.0.1:9', hash: 'none', answerSeconds: 5, dryRun: true }
  const control = createControl(
    host as unknown as Host,
    readSettings({
      ...settings,
      rules: [
        { event: 'gift', code: 'a' },
        { event: 'follow', code: 'b' },
      ],
    }),
  )
  const delivery = { attempt: 1, redelivered: false, idempotencyKey: 'k', signal: host.signal }
  await control.hear(await fixtureOf('gift'), delivery)
  assert.deepEqual(
    (said.at(-1) as readonly Receipt[]).map(({ what, state, dryRun }) => [what, state, dryRun]),
    [['gift: a', 'ok', true]],
  )
})
