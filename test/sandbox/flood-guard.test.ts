import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFloodGuard } from '../../core/sandbox/flood-guard.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const MEGABYTE = 2 ** 20

/** A runner that has as much to say as it is heard: so many bytes a frame, in each slice of 100 ms that it may speak. */
function listen(bytesOf: (slice: number) => number) {
  const clock = createVirtualClock()
  const told: string[] = []
  let isHeard = true
  const guard = createFloodGuard({
    clock,
    pause() {
      isHeard = false
      told.push('pause')
    },
    resume() {
      isHeard = true
      told.push('resume')
    },
    giveUp: () => told.push('give up'),
  })
  async function speak(slices: number) {
    for (let slice = 0; slice < slices; slice += 1) {
      for (let left = bytesOf(slice); isHeard && left > 0; left -= MEGABYTE) guard.count(MEGABYTE, 1)
      await clock.advance(100)
    }
  }
  return { guard, clock, told, speak }
}

test('a runner that says much waits for the next slice, and is not given up when it calms down', async () => {
  const { told, speak } = listen((slice) => (slice % 20 < 15 ? 100 * MEGABYTE : 0))
  await speak(60)
  assert.deepEqual(new Set(told), new Set(['pause', 'resume']))
  assert.equal(told.filter((each) => each === 'pause').length, 45)
})

test('a runner that is cut short for two seconds on end is given up', async () => {
  const { told, speak } = listen(() => 100 * MEGABYTE)
  await speak(20)
  assert.equal(told.at(-1), 'give up')
  assert.equal(told.filter((each) => each === 'pause').length, 20)
})

test('60 megabytes a second are heard in full, and small messages count by number', async () => {
  const { guard, told, speak } = listen(() => 6 * MEGABYTE)
  await speak(50)
  assert.deepEqual(told, [])
  for (let message = 0; message < 5_001; message += 1) guard.count(5, 1)
  assert.deepEqual(told, ['pause'])
})

test('small messages are counted anew in each slice', async () => {
  const { guard, clock, told } = listen(() => 0)
  for (let slice = 0; slice < 5; slice += 1) {
    guard.count(5, 5_000)
    await clock.advance(100)
  }
  assert.deepEqual(told, [])
})

test('a quiet runner costs no timer', async () => {
  const { guard, clock, speak } = listen(() => MEGABYTE)
  await speak(3)
  assert.equal(clock.pending(), 0)
  guard.count(1, 1)
  guard.stop()
  assert.equal(clock.pending(), 0)
})
