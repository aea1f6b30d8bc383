import assert from 'node:assert/strict'
import test from 'node:test'
import { createMarks } from '../../core/store/marks.ts'
import { PAGE_SIZE, type Progress } from '../../core/store/store.ts'
import fc from '../support/chance.ts'

/** What the store keeps of a plugin after it was handed these changes. */
function kept(changes: readonly (Progress | undefined)[]): Progress {
  const pages = new Map<number, Uint8Array>()
  let considered = 0
  for (const change of changes) {
    considered = change?.considered ?? considered
    for (const [number, bits] of change?.pages ?? []) bits ? pages.set(number, bits) : pages.delete(number)
  }
  return { plugin: 'p', considered, pages }
}

const seqNo = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: PAGE_SIZE - 3, max: PAGE_SIZE + 3 }), fc.nat(5 * PAGE_SIZE))

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('add' as const), seqNo }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('settle' as const), seqNo }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pass' as const), seqNo }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('write' as const, 'fail' as const, 'restart' as const), seqNo }) },
)

test('L3: marks do what a plain set does, through writes, failed writes and restarts', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      let marks = createMarks('p')
      let written: Progress[] = []
      const model = new Set<number>()
      let considered = 0
      for (const { kind, seqNo } of steps) {
        if (kind === 'add') {
          marks.add(seqNo)
          model.add(seqNo)
          considered = Math.max(considered, seqNo)
        } else if (kind === 'settle') {
          marks.settle(seqNo)
          model.delete(seqNo)
        } else if (kind === 'pass') {
          marks.pass(seqNo)
          considered = Math.max(considered, seqNo)
        } else {
          const taken = marks.takeDirty()
          if (taken && kind === 'fail') marks.giveBack(taken)
          if (taken && kind !== 'fail') written.push(taken)
          if (kind === 'restart') {
            written = [kept(written)]
            marks = createMarks('p', written[0])
          }
        }
        const sorted = [...model].sort((a, b) => a - b)
        assert.equal(marks.mark(), sorted[0] === undefined ? considered : sorted[0] - 1)
        assert.equal(marks.considered(), considered)
        assert.equal(marks.count(), model.size)
        assert.equal(marks.isPending(seqNo), model.has(seqNo))
        assert.deepEqual(
          [...marks.pending(seqNo)],
          sorted.filter((one) => one >= seqNo),
        )
      }
    }),
    { numRuns: 300 },
  )
})

test('marks have nothing to write until something changes, and then only the changed pages', () => {
  const marks = createMarks('p', { plugin: 'p', considered: 9000, pages: new Map([[1, new Uint8Array(PAGE_SIZE / 8).fill(1)]]) })
  assert.equal(marks.takeDirty(), undefined)
  marks.add(9001)
  assert.deepEqual([...(marks.takeDirty()?.pages.keys() ?? [])], [2])
  marks.settle(9001)
  assert.deepEqual(marks.takeDirty(), { plugin: 'p', considered: 9001, pages: new Map([[2, null]]) })
  assert.equal(marks.takeDirty(), undefined)
})

test('L3: how far marks had considered is written again after a write that failed, though no page changed', () => {
  const marks = createMarks('p')
  marks.pass(7)
  const lost = marks.takeDirty()
  marks.giveBack(lost ?? assert.fail('There is something to write'))
  assert.deepEqual([lost?.considered, marks.takeDirty(), marks.takeDirty()], [7, lost, undefined])
})

test('what marks were made of does not change with them', () => {
  const bits = new Uint8Array(PAGE_SIZE / 8)
  bits[0] = 0b10
  createMarks('p', { plugin: 'p', considered: 1, pages: new Map([[0, bits]]) }).settle(1)
  assert.equal(bits[0], 0b10)
})

test('what marks handed out does not change with them', () => {
  const marks = createMarks('p')
  marks.add(3)
  const taken = marks.takeDirty()
  marks.settle(3)
  assert.equal(taken?.pages.get(0)?.[0], 0b1000)
})

test('a million events pass through marks in little time and memory', () => {
  const marks = createMarks('p')
  for (let seqNo = 1; seqNo <= 1_000_000; seqNo++) {
    marks.add(seqNo)
    if (seqNo > 1000) marks.settle(seqNo - 1000)
    if (seqNo % 1000 === 0) marks.takeDirty()
    marks.mark()
  }
  assert.deepEqual([marks.mark(), marks.count(), [...marks.pending(0)].length], [999_000, 1000, 1000])
})
