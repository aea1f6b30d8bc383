import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createJournal } from '../../core/schedule/journal.ts'
import { createMarks } from '../../core/store/marks.ts'
import type { BreakerState, Change } from '../../core/store/store.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const AT = '2026-01-01T00:00:00.000Z'
const LIKE = { plugin: 'p', eventType: 'like', reason: 'full' } as const

const attempt = (seqNo: number, number = 1) => ({ plugin: 'p', seqNo, attempt: number, at: AT, durationMs: 1, error: 'Down' })
const letter = (seqNo: number) => ({ plugin: 'p', seqNo, at: AT, reason: 'Used up', attempts: [] })
const breaker = (state: BreakerState['state']): BreakerState => ({ plugin: 'p', state, remainingMs: 0, nextOpenMs: 10_000, at: 0 })

/** A journal whose store refuses until it is told otherwise. */
function createBench({ isFull = false } = {}) {
  const clock = createVirtualClock()
  const changes: Change[] = []
  const store = { isFull }
  const write = async (change: Change) => {
    if (store.isFull) throw new Error('Full')
    changes.push(change)
  }
  return { clock, changes, store, ...createJournal({ write, clock }) }
}

/** Events 1 to 3 are owed. */
function marksOf(plugin: string) {
  const marks = createMarks(plugin)
  for (const seqNo of [1, 2, 3]) marks.add(seqNo)
  return marks
}

test('R2, R4, V3: all that the store refused is written with the next write, before what came since, and only then is it durable', async () => {
  const { clock, changes, store, ...journal } = createBench({ isFull: true })
  const marks = marksOf('p')
  const durable: string[] = []
  journal.attempt(attempt(1), () => durable.push('first'))
  marks.settle(2)
  journal.dead(letter(2), marks)
  journal.discarded(LIKE)
  journal.breaker(breaker('open'))
  journal.forgotten('gone', undefined)
  await clock.advance(500)
  const before = [...durable]
  store.isFull = false
  journal.attempt(attempt(1, 2), () => durable.push('second'))
  marks.settle(3)
  journal.dead(letter(3), marks)
  journal.discarded(LIKE)
  journal.forgotten('gone too', undefined)
  await clock.advance(2000)
  assert.deepEqual([before, durable], [[], ['first', 'second']])
  assert.deepEqual(changes, [
    {
      attempts: [attempt(1), attempt(1, 2)],
      deadLetters: [letter(2), letter(3)],
      breakers: [breaker('open')],
      discards: [{ ...LIKE, count: 2 }],
      forgotten: ['gone', 'gone too'],
      progress: [{ plugin: 'p', considered: 3, pages: new Map([[0, changes[0]?.progress?.[0]?.pages.get(0)]]) }],
    },
  ])
  // Of the three only the first is owed.
  assert.equal(changes[0]?.progress?.[0]?.pages.get(0)?.[0], 0b10)
})

test('L3, R2: only that something is done is in no hurry; whatever else is written waits for the disk', async () => {
  const marks = marksOf('p')
  const notes: Readonly<Record<string, (journal: ReturnType<typeof createBench>) => void>> = {
    done: (journal) => journal.moved(marks),
    attempt: (journal) => journal.attempt(attempt(1), () => {}),
    dead: (journal) => journal.dead(letter(1), marks),
    breaker: (journal) => journal.breaker(breaker('open')),
    installed: (journal) => journal.installed(marks, () => {}),
    forgotten: (journal) => journal.forgotten('p', undefined),
  }
  const hurried: string[] = []
  for (const [name, note] of Object.entries(notes)) {
    const bench = createBench()
    marks.settle(3)
    marks.add(3)
    note(bench)
    await bench.clock.advance(20)
    assert.equal(bench.changes.length, 1, name)
    if (bench.changes[0]?.isUnhurried !== true) hurried.push(name)
  }
  assert.deepEqual(hurried, ['attempt', 'dead', 'breaker', 'installed', 'forgotten'])
})

test('what a plugin was owed is not written any more once it is forgotten, also when the store refused it before', async () => {
  const { clock, changes, store, ...journal } = createBench({ isFull: true })
  const marks = marksOf('p')
  journal.moved(marks)
  journal.breaker(breaker('open'))
  await clock.advance(100)
  journal.forgotten('p', marks)
  store.isFull = false
  marks.settle(1)
  journal.moved(marks)
  await clock.advance(2000)
  assert.deepEqual(
    changes.map(({ forgotten, progress }) => ({ forgotten, progress })),
    [{ forgotten: ['p'], progress: [] }],
  )
})
