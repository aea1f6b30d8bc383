import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Syscalls } from '../../../../core/sandbox/guest/syscalls.ts'
import { createTimers, MAX_TIMERS } from '../../../../core/sandbox/guest/web/timers.ts'
import { createWebRealm } from './web-realm.ts'

/** Timers over a clock that the test turns. */
function createStill() {
  const set = new Map<number, number>()
  const thrown: unknown[] = []
  const syscalls = { setTimer: (id: number, delayMs: number) => void set.set(id, delayMs), clearTimer: (id: number) => void set.delete(id) }
  const timers = createTimers({ syscalls: syscalls as unknown as Syscalls, uncaught: (error) => void thrown.push(error) })
  const ring = (id: number) => {
    set.delete(id)
    timers.fire(id)
  }
  return { ...timers.globals, later: timers.later, ring, set, thrown }
}

test('a timer calls with its arguments, once; an interval again until it is cleared', () => {
  const { setTimeout, setInterval, clearInterval, ring, set } = createStill()
  const seen: unknown[] = []
  const one = setTimeout((...args: unknown[]) => void seen.push(args), 5, 1, 'two')
  ring(one)
  ring(one)
  const every = setInterval(() => void seen.push('tick'), 0)
  assert.deepEqual([...set], [[every, 0]])
  ring(every)
  assert.deepEqual([...set], [[every, 1]])
  ring(every)
  clearInterval(every)
  ring(every)
  assert.deepEqual(seen, [[1, 'two'], 'tick', 'tick'])
  assert.equal(set.size, 0)
})

test('delays are converted as the web does it', () => {
  const { setTimeout, set } = createStill()
  for (const delay of [undefined, -5, Number.NaN, '12', 3.9, 2 ** 31, Number.POSITIVE_INFINITY]) setTimeout(() => {}, delay)
  assert.deepEqual([...set.values()], [0, 0, 0, 12, 3, 0, 0])
})

test('what a timer throws goes to whoever takes it, and an interval that throws goes on', () => {
  const { setTimeout, setInterval, ring, set, thrown } = createStill()
  const raise = () => {
    throw new RangeError('late')
  }
  ring(setTimeout(raise))
  const every = setInterval(raise, 1)
  ring(every)
  assert.deepEqual(thrown.map(String), ['RangeError: late', 'RangeError: late'])
  assert.deepEqual([...set], [[every, 1]])
})

test(`a plugin has at most ${MAX_TIMERS} timers at once, and gets room as they end`, () => {
  const { setTimeout, clearTimeout, later, ring } = createStill()
  const ids = Array.from({ length: MAX_TIMERS }, () => setTimeout(() => {}))
  assert.throws(() => setTimeout(() => {}), { name: 'RangeError', message: /256 timers/ })
  const stop = later(5, () => {})
  clearTimeout(ids[0])
  clearTimeout(ids[0])
  ids[0] = setTimeout(() => {})
  assert.throws(() => setTimeout(() => {}), RangeError)
  // From inside of one there is room for one, for ever.
  let turns = 0
  const again = () => {
    turns += 1
    if (turns < 1000) ids[1] = setTimeout(again)
  }
  ring(ids[1] ?? 0)
  ids[1] = setTimeout(again)
  while (turns < 1000) ring(ids[1])
  stop()
})

test('a plugin cannot clear what is not its own, nor make a timer of text', () => {
  const { setTimeout, clearTimeout, later, ring } = createStill()
  let ran = 0
  later(5, () => void ran++)
  for (const id of [1, '1', undefined, null, {}, Number.NaN]) clearTimeout(id)
  ring(1)
  assert.equal(ran, 1)
  assert.throws(() => setTimeout('alert(1)'), TypeError)
})

test('real timers fire in order, and end with the worker', async () => {
  const { get, stop, thrown } = createWebRealm()
  const seen: number[] = []
  const [setTimeout, queueMicrotask] = [get('setTimeout'), get('queueMicrotask')]
  const last = new Promise<void>((resolve) => {
    setTimeout(() => resolve(void seen.push(3)), 4)
  })
  setTimeout(() => seen.push(2), 1)
  queueMicrotask(() => {
    throw new Error('in a microtask')
  })
  queueMicrotask(() => seen.push(1))
  await last
  assert.deepEqual(seen, [1, 2, 3])
  assert.deepEqual(thrown.map(String), ['Error: in a microtask'])
  setTimeout(() => seen.push(4), 60_000)
  stop()
})
