import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createScheduler } from '../../core/schedule/scheduler.ts'
import { createMarks } from '../../core/store/marks.ts'
import { findMutation, MUTATIONS } from './mutations.ts'
import { playStory } from './story.ts'

// About ten milliseconds each; `npx tsx test/sim/run.ts --count 20000` plays more.
const SEEDS = 600
const SEEDS_A_MUTATION = 400

test('the scheduler keeps its promises through crashes, full disks and hostile plugins', async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const broken = await playStory(seed, { createScheduler, createMarks })
    assert.equal(broken, undefined, `npx tsx test/sim/run.ts --seed ${seed}`)
  }
})

test('a story is the same each time it is played', async () => {
  const play = async () => {
    const calls: string[] = []
    const spied: typeof createScheduler = (parts) => {
      const dispatch: typeof parts.dispatch = (plugin, deliveries) => {
        calls.push(`${plugin} ${deliveries.map(({ seqNo }) => seqNo)}`)
        parts.dispatch(plugin, deliveries)
      }
      return createScheduler({ ...parts, dispatch })
    }
    await playStory(7, { createScheduler: spied, createMarks })
    return calls
  }
  const first = await play()
  assert.ok(first.length > 10)
  assert.deepEqual(await play(), first)
})

for (const mutation of MUTATIONS) {
  test(`the simulation finds it when ${mutation.name}`, async (context) => {
    const found = await findMutation(mutation, SEEDS_A_MUTATION)
    assert.ok(found, `no story of ${SEEDS_A_MUTATION} broke a promise`)
    context.diagnostic(`seed ${found.seed}: ${found.promise}`)
  })
}
