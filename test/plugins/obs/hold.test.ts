import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHold } from '../../../plugins/obs/effects/hold.ts'
import { createTestClock } from './clock.ts'

/** What was shown, and when: `seconds scene`. */
function createScene() {
  const clock = createTestClock()
  const shown: string[] = []
  const hold = createHold<string>({ clock, want: (scene) => shown.push(`${clock.now() / 1000} ${scene}`) })
  return { clock, shown, hold }
}

test('what is shown for a time goes back to what was there before', async () => {
  const { clock, shown, hold } = createScene()
  hold.ask({ value: 'Party', priority: 50, forMs: 5000 }, 'Game')
  await clock.advance(10_000)
  assert.deepEqual(shown, ['0 Party', '5 Game'])
  assert.equal(clock.pending(), 0)
})

test('what is stronger wins, and the original comes back behind it, not what it took the place of', async () => {
  const { clock, shown, hold } = createScene()
  hold.ask({ value: 'Party', priority: 50, forMs: 5000 }, 'Game')
  await clock.advance(1000)
  assert.equal(hold.ask({ value: 'Galaxy', priority: 80, forMs: 5000 }, 'Party'), 'now')
  await clock.advance(10_000)
  assert.deepEqual(shown, ['0 Party', '1 Galaxy', '6 Game'])
})

test('what is weaker waits its turn, the strongest first', async () => {
  const { clock, shown, hold } = createScene()
  hold.ask({ value: 'Galaxy', priority: 80, forMs: 5000 }, 'Game')
  assert.deepEqual(
    [
      hold.ask({ value: 'Follow', priority: 10, forMs: 2000 }, 'Galaxy'),
      hold.ask({ value: 'Party', priority: 50, forMs: 2000 }, 'Galaxy'),
      hold.ask({ value: 'Again', priority: 80, forMs: 2000 }, 'Galaxy'),
    ],
    ['later', 'later', 'later'],
  )
  await clock.advance(30_000)
  assert.deepEqual(shown, ['0 Galaxy', '5 Again', '7 Party', '9 Follow', '11 Game'])
})

test('the same again makes it last longer', async () => {
  const { clock, shown, hold } = createScene()
  hold.ask({ value: 'Party', priority: 50, forMs: 5000 }, 'Game')
  await clock.advance(3000)
  hold.ask({ value: 'Party', priority: 50, forMs: 5000 }, 'Party')
  await clock.advance(10_000)
  assert.deepEqual(shown, ['0 Party', '8 Game'])
})

test('a change for good while something stronger is shown is what comes back', async () => {
  const { clock, shown, hold } = createScene()
  hold.ask({ value: 'Party', priority: 80, forMs: 5000 }, 'Game')
  assert.equal(hold.ask({ value: 'Talk', priority: 50 }, 'Party'), 'later')
  await clock.advance(10_000)
  assert.deepEqual(shown, ['0 Party', '5 Talk'])
})

test('a change for good that is as strong counts at once, and nothing comes back over it', async () => {
  const { clock, shown, hold } = createScene()
  hold.ask({ value: 'Party', priority: 50, forMs: 5000 }, 'Game')
  hold.ask({ value: 'Talk', priority: 50 }, 'Party')
  await clock.advance(10_000)
  assert.deepEqual(shown, ['0 Party', '0 Talk'])
})

test('of more than twenty that wait the weakest is dropped', () => {
  const { hold } = createScene()
  hold.ask({ value: 'Galaxy', priority: 80, forMs: 5000 }, 'Game')
  const verdicts = Array.from({ length: 20 }, (_, turn) => hold.ask({ value: `Party ${turn}`, priority: 50, forMs: 1000 }, 'Galaxy'))
  assert.deepEqual(new Set(verdicts), new Set(['later']))
  assert.equal(hold.ask({ value: 'Late', priority: 50, forMs: 1000 }, 'Galaxy'), 'dropped')
  assert.equal(hold.ask({ value: 'Strong', priority: 60, forMs: 1000 }, 'Galaxy'), 'later')
})

test('what has waited for more than a minute comes too late', async () => {
  const { clock, shown, hold } = createScene()
  hold.ask({ value: 'Galaxy', priority: 80, forMs: 61_000 }, 'Game')
  hold.ask({ value: 'Party', priority: 50, forMs: 1000 }, 'Galaxy')
  await clock.advance(100_000)
  assert.deepEqual(shown, ['0 Galaxy', '61 Game'])
})
