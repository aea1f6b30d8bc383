import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACTORS } from './actors.ts'
import type { Actors } from './core.ts'
import { BUGS } from './mutations.ts'
import { plant } from './plant.ts'
import { playMany } from './play-many.ts'
import { playStory } from './story.ts'

const SEEDS = process.env.SHOWRUNNER_LONG ? 1_000_000 : 20_000
const SEEDS_A_BUG = 2000

const PROMISES = 'D1, L1, L2, L3, L4, L5, L6, L7, L8, O1, O2, O3, O6, I2, I3, R2, B1, B2, B3, C1, C2, V4, X2, X5'

test(`${PROMISES}: hold in every story of crashes, full disks, wrong clocks and hostile plugins`, async (context) => {
  const broken = await playMany({ from: 1, count: SEEDS })
  assert.deepEqual(broken, [], 'npx tsx test/sim/run.ts --seed N plays one of them again')
  context.diagnostic(`figure: 0 broken promises in ${SEEDS.toLocaleString('en')} stories`)
})

test('X2: a story is the same each time it is played', async () => {
  const play = async () => {
    const calls: string[] = []
    const createScheduler: Actors['createScheduler'] = (parts) => {
      const dispatch: typeof parts.dispatch = (plugin, deliveries) => {
        calls.push(`${plugin} ${deliveries.map(({ seqNo }) => seqNo)}`)
        parts.dispatch(plugin, deliveries)
      }
      return ACTORS.createScheduler({ ...parts, dispatch })
    }
    await playStory(7, { ...ACTORS, createScheduler })
    return calls
  }
  const first = await play()
  assert.ok(first.length > 10)
  assert.deepEqual(await play(), first)
})

test('X5: a story that never ends is ended and named, and the rest is played', async () => {
  const bug = { name: 'endless', file: 'schedule/lane.ts', text: 'if (size < max) {', instead: 'for (;;); if (size < max) {' }
  const broken = await playMany({ from: 1, count: 3, bug, stuckMs: 1500 })
  assert.deepEqual(
    broken.map(({ seed, promise }) => [seed, promise.split(':')[0]]),
    [1, 2, 3].map((seed) => [seed, 'X5']),
  )
})

for (const bug of BUGS) {
  test(`X3, X4: the simulation finds it when ${bug.name}`, async (context) => {
    const actors = await plant(bug)
    let seed = (bug.from ?? 1) - 1
    let promise: string | undefined
    for (let count = 0; !promise && count < SEEDS_A_BUG; count++) promise = await playStory(++seed, actors).catch(String)
    assert.ok(promise, `no story of ${SEEDS_A_BUG} broke a promise`)
    context.diagnostic(`seed ${seed}: ${promise}`)
  })
}
