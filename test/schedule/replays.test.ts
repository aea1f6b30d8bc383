import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLaneBench, laneConfig, laneRule } from '../support/lane-bench.ts'

const rules = { gift: laneRule({ priority: 100 }) }

for (const [what, replays, to, expected] of [
  ['that names nobody goes to who takes replays', true, undefined, [1]],
  ['that names nobody goes to nobody else', false, undefined, []],
  ['that names a plugin goes to it, whether it takes replays or not', false, ['q', 'p'], [1]],
  ['that names others does not, though it takes replays', true, ['q'], []],
  ['that names none goes to none', true, [], []],
] as const) {
  test(`an event of a replay ${what}`, async () => {
    const bench = createLaneBench()
    await bench.open(laneConfig(rules, { replays }))
    bench.accept(['gift'], { source: 'replay', replay: { id: 'r1', of: 7, ...(to && { to }) } })
    const deliveries = bench.sent.map(({ seqNo }) => seqNo)
    bench.answer()
    await bench.clock.advance(100)
    const considered = bench.changes.at(-1)?.progress?.at(-1)?.considered
    assert.deepEqual([deliveries, expected.length === 0 || considered === 1], [expected, true])
  })
}

test('a plugin that begins to take replays gets those that come from then on', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig(rules))
  bench.accept(['gift'], { replay: { id: 'r1', of: 7 } })
  bench.scheduler.change(laneConfig(rules, { replays: true }))
  bench.accept(['gift'], { replay: { id: 'r1', of: 8 } })
  assert.deepEqual(
    bench.sent.map(({ seqNo }) => seqNo),
    [2],
  )
})
