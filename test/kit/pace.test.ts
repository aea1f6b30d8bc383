import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPace } from '../../core/kit/pace.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

function createTelling() {
  const clock = createVirtualClock()
  const told: string[] = []
  let state = ''
  const pace = createPace(100, () => told.push(state), clock)
  const say = (next: string) => {
    state = next
    pace.ask()
  }
  return { clock, told, say, stop: pace.stop }
}

test('what is asked for runs at once, and what comes soon after once, at the end of the time', async () => {
  const { clock, told, say } = createTelling()
  for (const word of ['first', 'second', 'third']) say(word)
  await clock.advance(100)
  assert.deepEqual(told, ['first', 'third'])
  await clock.advance(1000)
  say('later')
  assert.deepEqual(told, ['first', 'third', 'later'])
})

test('what is stopped never runs again, be it at rest, waiting or asked for', async () => {
  const [resting, waiting, fresh] = [createTelling(), createTelling(), createTelling()]
  resting.say('first')
  waiting.say('first')
  waiting.say('second')
  await resting.clock.advance(1000)
  for (const { stop, say } of [resting, waiting, fresh]) {
    stop()
    say('after its end')
  }
  for (const { clock } of [resting, waiting, fresh]) await clock.advance(1000)
  assert.deepEqual(
    [resting, waiting, fresh].map(({ told, clock }) => [told, clock.pending()]),
    [
      [['first'], 0],
      [['first'], 0],
      [[], 0],
    ],
  )
})
