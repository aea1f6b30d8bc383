import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bandOf } from '../../core/schedule/bands.ts'
import { createLane, type LaneItem } from '../../core/schedule/lane.ts'
import fc from '../support/chance.ts'

const gift = (seqNo: number) => ({ seqNo, priority: 100, discardable: false })
const chat = (seqNo: number) => ({ seqNo, priority: 10, discardable: false })
const like = (seqNo: number) => ({ seqNo, priority: 5, discardable: true })
const join = (seqNo: number) => ({ seqNo, priority: 0, discardable: true })

test('a lane gives back higher priorities first and within one the lower number', () => {
  const lane = createLane(9)
  for (const item of [{ ...chat(1), priority: 15 }, chat(2), { ...chat(3), discardable: true }, { ...chat(4), priority: 15 }, chat(5)])
    lane.push(item)
  assert.deepEqual(takeAll(lane), [1, 4, 2, 3, 5])
})

test('a full lane drops the oldest discardable of the lowest priority, behind what may not be dropped', () => {
  const lane = createLane(4)
  for (const item of [{ ...chat(1), priority: 0 }, join(2), join(3), like(4)]) lane.push(item)
  assert.deepEqual(lane.push(gift(5)), join(2))
})

test('a full lane drops nothing more urgent than the newcomer, which is dropped itself', () => {
  const lane = createLane(2)
  for (const item of [like(1), like(2)]) lane.push(item)
  assert.deepEqual([lane.push(join(3)), lane.push(like(4))], [join(3), like(1)])
})

test('a gift gets into a lane full of chats, and the newest chat has to go', () => {
  const lane = createLane(2)
  for (const item of [chat(1), chat(2)]) lane.push(item)
  assert.deepEqual([lane.push(gift(3)), lane.push(chat(4)), lane.push(gift(5)), lane.push(gift(6))], [chat(2), chat(4), chat(1), gift(6)])
})

test('what is put back is first again', () => {
  const lane = createLane<LaneItem>(4)
  for (const item of [chat(1), chat(2), chat(3)]) lane.push(item)
  const first = lane.head(1)
  if (first) lane.take(first)
  lane.putBack(chat(1))
  assert.deepEqual(takeAll(lane), [1, 2, 3])
})

test('a lane made smaller gives out what is too much', () => {
  const lane = createLane<LaneItem>(4)
  for (const item of [chat(1), like(2), chat(3), gift(4)]) lane.push(item)
  lane.resize(2)
  assert.deepEqual([lane.trim(), lane.trim(), lane.trim()], [like(2), chat(3), undefined])
})

test('O1, X4: a lane does what a sorted list does, full most of the time', () => {
  const push = fc.record({ priority: fc.constantFrom(0, 5, 10, 60), discardable: fc.boolean() })
  // Four pushes to one take, into few places: an unweighted model hardly ever meets a full lane.
  const step = fc.oneof({ weight: 4, arbitrary: push }, { weight: 1, arbitrary: fc.constantFrom(0, 1, 2) })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.array(step, { maxLength: 120 }), (max, steps) => {
      const lane = createLane<LaneItem>(max)
      let model: LaneItem[] = []
      let seqNo = 0
      for (const each of steps) {
        if (typeof each === 'number') {
          const expected = sorted(model.filter(({ priority }) => bandOf(priority) === each))[0]
          const item = lane.head(each)
          assert.deepEqual(item, expected)
          if (item) lane.take(item)
          model = model.filter((other) => other !== item)
        } else {
          const item = { ...each, seqNo: ++seqNo }
          const gone = goneOf(model, item, max)
          assert.equal(lane.push(item), gone)
          model = [...model, item].filter((other) => other !== gone)
        }
        assert.equal(lane.size(), model.length)
      }
    }),
    { numRuns: 2000 },
  )
})

function sorted(items: readonly LaneItem[]): readonly LaneItem[] {
  return items.toSorted((a, b) => b.priority - a.priority || a.seqNo - b.seqNo)
}

/** The rule of a full lane in plain words. */
function goneOf(model: readonly LaneItem[], item: LaneItem, max: number): LaneItem | undefined {
  if (model.length < max) return undefined
  const droppable = model.filter(({ discardable, priority }) => discardable && priority <= item.priority)
  const lowest = Math.min(...droppable.map(({ priority }) => priority))
  const oldest = sorted(droppable.filter(({ priority }) => priority === lowest))[0]
  if (oldest || item.discardable) return oldest ?? item
  const lessUrgent = model.filter(({ discardable, priority }) => !discardable && priority < item.priority)
  return sorted(lessUrgent).at(-1) ?? item
}

function takeAll(lane: ReturnType<typeof createLane<LaneItem>>): number[] {
  const order: number[] = []
  for (const band of [0, 1, 2]) {
    for (let item = lane.head(band); item; item = lane.head(band)) {
      order.push(item.seqNo)
      lane.take(item)
    }
  }
  return order
}
