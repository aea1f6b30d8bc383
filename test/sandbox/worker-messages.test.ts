import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Packr } from 'msgpackr'
import { readWorkerMessages } from '../../core/sandbox/worker-messages.ts'

const packr = new Packr({ useRecords: false })
const read = (message: unknown) => readWorkerMessages(new Uint8Array(packr.pack([message])))

test('results are read, the quick ones and the others', () => {
  const done = new Uint8Array(new Float64Array([7, 0.5, 8, 1.5]).buffer)
  const rest = [
    { deliveryId: 9, durationMs: 2, error: 'broken', permanent: true, stray: 1 },
    { deliveryId: 10, durationMs: 3, emitted: ['{}'] },
  ]
  assert.deepEqual(read({ kind: 'settled', done, rest }), [
    {
      kind: 'results',
      done: Float64Array.of(7, 0.5, 8, 1.5),
      results: [
        { deliveryId: 9, durationMs: 2, error: 'broken', permanent: true },
        { deliveryId: 10, durationMs: 3, emitted: ['{}'] },
      ],
    },
  ])
})

test('what an honest worker would not send is refused', () => {
  const long = 'x'.repeat(300_000)
  const bad: unknown[] = [
    null,
    7,
    { kind: 'toString' },
    { kind: 'constructor' },
    { kind: 'settled', done: new Uint8Array(15), rest: [] },
    { kind: 'settled', done: [1, 2], rest: [] },
    { kind: 'settled', done: new Uint8Array(0), rest: [{ deliveryId: '7', durationMs: 1 }] },
    { kind: 'settled', done: new Uint8Array(0), rest: [{ deliveryId: 7, durationMs: 1, error: long }] },
    { kind: 'settled', done: new Uint8Array(0), rest: [{ deliveryId: 7, durationMs: 1, emitted: [1] }] },
    { kind: 'publish', topic: 't', data: long },
    { kind: 'publish', topic: { toString: 'x' }, data: '1' },
    { kind: 'emit', event: { eventType: 'gift' } },
    { kind: 'log', level: 'fatal', message: 'x' },
    { kind: 'log', level: 'info', message: long },
    { kind: 'call', call: 1, method: 'kv.drop', args: '[]' },
    { kind: 'call', call: Number.NaN, method: 'kv.get', args: '[]' },
    { kind: 'call', call: 1, method: 'kv.get', args: ['key'] },
  ]
  for (const message of bad) assert.throws(() => read(message), TypeError, JSON.stringify(message)?.slice(0, 100))
  assert.throws(() => readWorkerMessages('text'), TypeError)
  assert.throws(() => readWorkerMessages(new Uint8Array(packr.pack({}))), TypeError)
})
