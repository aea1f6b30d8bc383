import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Dispatch } from '../../core/schedule/schedule.ts'
import { createLaneBench, laneConfig, laneRule } from '../support/lane-bench.ts'

const PLUGINS = Array.from({ length: 10 }, (_, n) => `p${n}`)
const HANDLER_MS = 1

for (const vice of ['hangs', 'fails', 'dies'] as const) {
  test(`B4: a plugin that ${vice} changes nothing of when the nine others get their events`, async () => {
    assert.deepEqual(await timesOfOthers(vice), await timesOfOthers('is well'))
  })
}

/** When each delivery of the plugins but the first went out, in a minute of chats. */
async function timesOfOthers(first: 'hangs' | 'fails' | 'dies' | 'is well') {
  const times: string[] = []
  const bench = createLaneBench({
    dispatch(plugin, deliveries) {
      if (plugin === PLUGINS[0] && first !== 'is well') misbehave(deliveries)
      else bench.clock.after(HANDLER_MS, () => bench.scheduler.settle(plugin, deliveries.map(succeeded)))
      if (plugin !== PLUGINS[0]) for (const { seqNo } of deliveries) times.push(`${plugin} ${seqNo} ${bench.clock.now()}`)
    },
  })
  const misbehave = (deliveries: readonly Dispatch[]) => {
    const [plugin = ''] = PLUGINS
    if (first === 'fails')
      bench.clock.after(0, () =>
        bench.scheduler.settle(
          plugin,
          deliveries.map((each) => ({ ...succeeded(each), error: 'Down' })),
        ),
      )
    if (first !== 'dies') return
    bench.clock.after(0, () => bench.scheduler.crashed(plugin, { reason: 'Died' }))
    bench.clock.after(100, () => bench.scheduler.resume(plugin))
  }
  for (const plugin of PLUGINS) await bench.open(laneConfig({ chat: laneRule() }, { plugin }))
  for (let second = 0; second < 60; second++) {
    bench.accept(['chat', 'chat', 'chat', 'chat', 'chat'])
    await bench.clock.advance(1000)
  }
  assert.equal(times.length, 9 * 300)
  return times
}

const succeeded = ({ deliveryId }: Dispatch) => ({ deliveryId, durationMs: HANDLER_MS })
