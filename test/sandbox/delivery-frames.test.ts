import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDeliveryFrames } from '../../core/sandbox/delivery-frames.ts'
import { type Batch, ITEM_FLOATS, MAX_FRAME_BYTES } from '../../core/sandbox/protocol.ts'
import { createKeptEvents } from '../../core/sandbox/runner/kept-events.ts'
import { createSentEvents } from '../../core/sandbox/sent-events.ts'
import type { Dispatch } from '../../core/schedule/schedule.ts'
import { createRandom } from '../sim/random.ts'

let deliveryId = 0
function delivery(seqNo: number, bytes: string | Uint8Array, more: Partial<Dispatch> = {}): Dispatch {
  deliveryId += 1
  return { deliveryId, seqNo, bytes: Buffer.from(bytes), attempt: 1, redelivered: false, mode: 'async', ...more }
}

/** The same event for another plugin. */
function again({ bytes, seqNo }: Dispatch): Dispatch {
  return { ...delivery(seqNo, ''), bytes }
}

/** What a worker reads out of a batch that its runner packed. */
function open(kept: ReturnType<typeof createKeptEvents>, batch: Pick<Batch, 'items' | 'bytes'>) {
  const buffer = kept.pack(batch)
  const items = new Float64Array(buffer, 0, batch.items.length / 8)
  const events = Buffer.from(buffer, batch.items.length)
  const texts: string[] = []
  for (let at = 0; at < items.length; at += ITEM_FLOATS)
    texts.push(events.toString('utf8', items[at + 1], (items[at + 1] ?? 0) + (items[at + 2] ?? 0)))
  return texts
}

test('an event stands once in a frame, however many plugins get it', () => {
  const frames = createDeliveryFrames(() => [])
  const [a, b, c] = [delivery(1, 'aa'), delivery(2, 'bbb'), delivery(3, 'c')] as const
  frames.add('one', 1, [a, b, c])
  frames.add('two', 2, [again(c), again(b)])
  frames.add('three', 3, [delivery(4, 'dd')])
  const frame = frames.next()
  assert.ok(frame)
  assert.equal(Buffer.from(frame.events).toString(), 'aabbbcdd')
  const kept = createKeptEvents()
  kept.add(frame.offset, frame.events)
  assert.deepEqual(
    frame.batches.map((batch) => [batch.plugin, batch.generation, open(kept, batch)]),
    [
      ['one', 1, ['aa', 'bbb', 'c']],
      ['two', 2, ['c', 'bbb']],
      ['three', 3, ['dd']],
    ],
  )
  assert.deepEqual([frames.isEmpty(), frames.next()], [true, undefined])
})

test('what is urgent is a batch of its own, before what came earlier and is not', () => {
  const frames = createDeliveryFrames(() => [])
  frames.add('one', 1, [delivery(1, 'a'), delivery(2, 'b')])
  const mixed = [delivery(3, 'c', { urgent: true }), delivery(4, 'd'), delivery(5, 'e', { urgent: true })]
  frames.add('two', 1, mixed)
  frames.add('one', 1, [delivery(6, 'f', { urgent: true })])
  const frame = frames.next()
  assert.ok(frame)
  const kept = createKeptEvents()
  kept.add(frame.offset, frame.events)
  assert.deepEqual(
    frame.batches.map((batch) => [batch.plugin, batch.urgent, open(kept, batch)]),
    [
      ['two', true, ['c', 'e']],
      ['one', true, ['f']],
      ['one', false, ['a', 'b']],
      ['two', false, ['d']],
    ],
  )
})

test('an event is not sent again in a later frame, and one that was merged is another', () => {
  const frames = createDeliveryFrames(() => [])
  const kept = createKeptEvents()
  const first = delivery(1, 'first')
  const read = (plugin: string, ...deliveries: Dispatch[]) => {
    frames.add(plugin, 1, deliveries)
    const frame = frames.next()
    assert.ok(frame)
    kept.add(frame.offset, frame.events)
    return [Buffer.from(frame.events).toString(), ...frame.batches.flatMap((batch) => open(kept, batch))]
  }
  assert.deepEqual(read('one', first, delivery(2, 'second')), ['firstsecond', 'first', 'second'])
  assert.deepEqual(read('two', delivery(3, 'third'), again(first)), ['third', 'third', 'first'])
  // The same number, put together with others while it waited.
  assert.deepEqual(read('three', delivery(1, 'first and more'), again(first)), ['first and morefirst', 'first and more', 'first'])
})

test('what a runner no longer has is sent again, and what it has is enough for every batch', () => {
  const KEPT = 1000
  const sent = createSentEvents(KEPT)
  const kept = createKeptEvents(KEPT)
  const random = createRandom(1)
  const events: Buffer[] = []
  let repeats = 0
  for (let frame = 0; frame < 2000; frame++) {
    const offset = sent.begin()
    const batch = Array.from({ length: random.integer(1, 12) }, () => {
      const isNew = events.length === 0 || random.chance(0.4)
      if (isNew) events.push(Buffer.from(`${events.length} `.repeat(random.integer(1, 20))))
      const newest = events.length - 1
      const seqNo = isNew ? newest : random.integer(Math.max(0, newest - 40), newest)
      return { seqNo, bytes: events[seqNo] ?? Buffer.alloc(0) }
    })
    const bytesOfAll = batch.reduce((sum, { bytes }) => sum + bytes.length, 0)
    const items = new Float64Array(batch.flatMap(({ seqNo, bytes }) => [0, sent.place(seqNo, bytes), bytes.length, 0]))
    const fresh = sent.fresh()
    repeats += Number(fresh.length < bytesOfAll)
    kept.add(offset, fresh)
    const packed = { items: new Uint8Array(items.buffer), bytes: bytesOfAll }
    assert.deepEqual(
      open(kept, packed),
      batch.map(({ bytes }) => bytes.toString()),
    )
  }
  assert.ok(repeats > 1000)
  assert.throws(() => kept.pack({ items: new Uint8Array(new Float64Array([0, 0, 1, 0]).buffer), bytes: 1 }), /did not send/)
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
  assert.equal(one.bytes, 2)
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

test('however many small events a runner still has, each is found or sent again, and none is held for ever', () => {
  const sent = createSentEvents()
  const events = Array.from({ length: 40_000 }, (_, seqNo) => ({ seqNo, bytes: Buffer.from([seqNo % 256]) }))
  sent.begin()
  for (const { seqNo, bytes } of events) assert.equal(sent.place(seqNo, bytes), seqNo)
  const newest = events.slice(-16_384)
  assert.deepEqual(
    newest.map(({ seqNo, bytes }) => sent.place(seqNo, bytes)),
    newest.map(({ seqNo }) => seqNo),
  )
  const [first] = events
  assert.ok(first)
  assert.equal(sent.place(first.seqNo, first.bytes), 40_000, 'too long ago')
})
