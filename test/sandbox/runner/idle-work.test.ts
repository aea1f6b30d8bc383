import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createIdleWork } from '../../../core/sandbox/runner/idle-work.ts'

/** Looks once a second at threads that were so many milliseconds of it at work, and used so much of a processor. */
function watch(seconds: readonly { readonly active: number; readonly processor?: number; readonly isAsked?: boolean }[]) {
  const idleWork = createIdleWork()
  let total = { atMs: 0, activeMs: 0, processorMs: 0 }
  idleWork.look(total, false)
  return seconds.map(({ active, processor = active, isAsked = false }) => {
    total = { atMs: total.atMs + 1_000, activeMs: total.activeMs + active, processorMs: total.processorMs + processor }
    return idleWork.look(total, isAsked)
  })
}

const times = <T>(count: number, value: T): T[] => Array(count).fill(value)

test('work that nobody asked for is warned of after ten seconds and ended after twenty', () => {
  const verdicts = watch(times(20, { active: 1_000 }))
  assert.deepEqual(verdicts, [...times(9, 'rest'), 'warn', ...times(9, 'rest'), 'end'])
})

test('a moment of rest begins the count anew, and half of the time at work is rest enough', () => {
  const verdicts = watch([...times(9, { active: 1_000 }), { active: 800 }, ...times(9, { active: 1_000 }), ...times(60, { active: 500 })])
  assert.deepEqual(new Set(verdicts), new Set(['rest']))
})

test('deliveries may take what they need', () => {
  const verdicts = watch(times(60, { active: 1_000, isAsked: true }))
  assert.deepEqual(new Set(verdicts), new Set(['rest']))
})

test('what waits for a processor because others have it is not at work', () => {
  const verdicts = watch(times(60, { active: 1_000, processor: 200 }))
  assert.deepEqual(new Set(verdicts), new Set(['rest']))
})
