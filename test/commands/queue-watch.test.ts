import assert from 'node:assert/strict'
import { test } from 'node:test'
import { watchQueue } from '../../core/commands/queue-watch.ts'
import { createClient } from '../../core/commands/running.ts'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { LAMP, startOperated } from './operator.ts'

test('S1-060 S1-062 S1-063 S1-065 S1-066: the workers of all plugins are named at the start, their statistics come every 30 s, and each delivery when asked for', async (t) => {
  const folders = await createPluginFolders()
  await folders.write('lamp', LAMP)
  await folders.write('horn', { manifest: { name: 'Horn' } })
  const { host, dataDir } = await startOperated(t, { pluginRoots: [folders.root] })
  const clock = createVirtualClock()
  const lines: string[] = []
  const { changed, until } = createWaiters()
  const say = (line: string) => {
    lines.push(line)
    changed()
  }
  const stop = await watchQueue({ client: createClient({ dataDir }), clock, say, verbose: true, statisticsMs: 30_000 })
  t.after(stop)
  assert.deepEqual(lines.splice(0).sort(), [
    '2 workers active. Ctrl+C stops.',
    '✅ Horn: worker active - max queue: 1000 events',
    '✅ Lamp: worker active - max queue: 4 events',
  ])
  await host.send('POST', '/api/simulate/gift', { giftName: 'Rose' })
  while (!lines.some((line) => line.startsWith('✅ [Lamp]'))) {
    await clock.advance(1000)
    await host.json('/health')
  }
  assert.match(lines.find((line) => line.startsWith('✅ [Lamp]')) ?? '', /^✅ \[Lamp\] gift \(P:100\) completed, event \d+$/)

  await clock.advance(30_000)
  await until(() => lines.filter((line) => line.startsWith('📊')).length >= 2)
  assert.match(
    lines.find((line) => line.startsWith('📊 Lamp')) ?? '',
    /^📊 Lamp: 0 pending, 0 processing, 1 completed, 0 failed, 0 discarded, 100\.0 % went well$/,
  )
  stop()
  assert.equal(clock.pending(), 0)
})

test('S1-061 S1-048: with one service the others wait, and are given what they are owed by the next start', async (t) => {
  const folders = await createPluginFolders()
  await folders.write('lamp', LAMP)
  await folders.write('horn', { manifest: { name: 'Horn' } })
  const first = await startOperated(t, { pluginRoots: [folders.root] })
  await first.host.stop()
  const second = await startOperated(t, { pluginRoots: [folders.root], dataDir: first.dataDir, only: ['horn'] })
  await second.host.send('POST', '/api/simulate/gift', { giftName: 'Rose' })
  assert.deepEqual(
    second.host.plugins().map(({ id }) => id),
    ['horn'],
  )
  await second.host.stop()
  const third = await startOperated(t, { pluginRoots: [folders.root], dataDir: first.dataDir })
  const done = async () => ((await third.host.json('/api/lanes')) as { lanes: { plugin: string; completed: number }[] }).lanes
  let lanes = await done()
  while ((lanes.find(({ plugin }) => plugin === 'lamp')?.completed ?? 0) < 1) lanes = await done()
  assert.equal(lanes.find(({ plugin }) => plugin === 'lamp')?.completed, 1)
})
