import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDeliveryFrames } from '../../core/sandbox/delivery-frames.ts'
import { type Batch, MAX_FRAME_BYTES } from '../../core/sandbox/protocol.ts'
import type { Dispatch } from '../../core/schedule/schedule.ts'

let deliveryId = 0
function delivery(seqNo: number, bytes: string | Uint8Array, more: Partial<Dispatch> = {}): Dispatch {
  deliveryId += 1
  return { deliveryId, seqNo, bytes: Buffer.from(bytes), attempt: 1, redelivered: false, mode: 'async', ...more }
}

/** What a worker reads out of a batch. */
function open(events: Uint8Array, batch: Batch) {
  const items = new Float64Array(new Uint8Array(batch.items).buffer)
  const own = Buffer.from(events.subarray(batch.from, batch.to))
  const texts: string[] = []
  for (let at = 0; at < items.length; at += 4) texts.push(own.toString('utf8', items[at + 1], (items[at + 1] ?? 0) + (items[at + 2] ?? 0)))
  return texts
}

test('an event stands once in a frame, however many plugins get it', () => {
  const frames = createDeliveryFrames(() => [])
  frames.add('one', 1, [delivery(1, 'aa'), delivery(2, 'bbb'), delivery(3, 'c')])
  frames.add('two', 2, [delivery(3, 'c'), delivery(2, 'bbb')])
  frames.add('three', 3, [delivery(4, 'dd')])
  const frame = frames.next()
  assert.ok(frame)
  assert.equal(Buffer.from(frame.events).toString(), 'aabbbcdd')
  assert.deepEqual(
    frame.batches.map((batch) => [batch.plugin, batch.generation, open(frame.events, batch)]),
    [
      ['one', 1, ['aa', 'bbb', 'c']],
      ['two', 2, ['c', 'bbb']],
      ['three', 3, ['dd']],
    ],
  )
  assert.deepEqual([frames.isEmpty(), frames.next()], [true, undefined])
})

test('a batch says by its flags what each delivery is, and whether order matters', () => {
  const frames = createDeliveryFrames(() => [])
  const deliveries = [delivery(1, 'a', { attempt: 3, redelivered: true }), delivery(2, 'b', { mode: 'sync' })]
  frames.add('one', 1, deliveries)
  frames.add('two', 2, [delivery(1, 'a')])
  const [one, two] = frames.next()?.batches ?? []
  assert.ok(one && two)
  const items = new Float64Array(new Uint8Array(one.items).buffer)
  assert.deepEqual([...items], [deliveries[0]?.deliveryId, 0, 1, 3 * 4 + 2, deliveries[1]?.deliveryId, 1, 1, 1 * 4 + 1])
  assert.deepEqual([one.ordered, two.ordered], [true, false])
})

test('what is urgent is sent before what waits, behind what is urgent as well', () => {
  const frames = createDeliveryFrames(() => [])
  frames.add('one', 1, [delivery(1, 'a')])
  frames.add('two', 2, [delivery(2, 'b', { urgent: true })])
  frames.add('one', 1, [delivery(3, 'c', { urgent: true })])
  frames.add('one', 1, [delivery(4, 'd')])
  const batches = frames.next()?.batches ?? []
  assert.deepEqual(
    batches.map(({ plugin, urgent }) => [plugin, urgent]),
    [
      ['two', true],
      ['one', true],
      ['one', false],
      ['one', false],
    ],
  )
})

test('what is more than a frame should hold goes in several, in order', () => {
  const frames = createDeliveryFrames(() => [])
  const large = Buffer.alloc(300_000)
  frames.add(
    'one',
    1,
    Array.from({ length: 20 }, (_, n) => delivery(n, large)),
  )
  frames.add('two', 2, [delivery(0, large)])
  const ids: number[] = []
  let count = 0
  for (let frame = frames.next(); frame; frame = frames.next()) {
    count += 1
    assert.ok(frame.events.length < MAX_FRAME_BYTES / 4)
    for (const batch of frame.batches) {
      const items = new Float64Array(new Uint8Array(batch.items).buffer)
      for (let at = 0; at < items.length; at += 4) ids.push(items[at] ?? -1)
    }
  }
  assert.ok(count > 3)
  assert.deepEqual(
    ids,
    Array.from({ length: 21 }, (_, n) => deliveryId - 20 + n),
  )
})

test('names of fields are sent when there are more than last time', () => {
  const names = [['a']]
  const frames = createDeliveryFrames(() => names)
  const next = () => {
    frames.add('one', 1, [delivery(1, 'x')])
    return frames.next()?.structures
  }
  const first = next()
  const second = next()
  names.push(['b', 'c'])
  assert.deepEqual([first, second, next()], [[['a'], ['b', 'c']], undefined, [['a'], ['b', 'c']]])
})

test('what was not sent to a plugin can be dropped', () => {
  const frames = createDeliveryFrames(() => [])
  frames.add('one', 1, [delivery(1, 'a')])
  frames.add('two', 2, [delivery(1, 'a')])
  frames.drop('one')
  assert.deepEqual(
    frames.next()?.batches.map(({ plugin }) => plugin),
    ['two'],
  )
})
