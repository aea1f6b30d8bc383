import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeliveryPage, LaneView, PanicState, QueueStatus, Why } from '../../schemas/types.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'
import { LAMP, startOperated } from './operator.ts'

test('S0-174 S0-175 S0-176 S1-067 S4-050 S4-051 S4-052 S4-054: queue status, health and optimize tell of lanes, for people and as JSON', async (t) => {
  const folders = await createPluginFolders()
  await folders.write('lamp', LAMP)
  const { host, type, json } = await startOperated(t, { pluginRoots: [folders.root] })
  await host.send('POST', '/api/simulate/gift', { giftName: 'Rose' })
  await host.send('POST', '/api/simulate/gift', { giftName: 'Bad' })
  const look = async () => (await json('queue', 'status')) as QueueStatus & { stats: { completed: number; dead: number } }
  let status = await look()
  // Two answers, one after the other.
  while (status.stats.completed + status.stats.dead < 2 || status.inFlight > 0) status = await look()
  assert.deepEqual([status.size, status.max, status.inFlight, status.stats.completed, status.stats.dead], [0, 4, 0, 1, 1])

  const told = await type('queue', 'status')
  assert.match(told, /^(healthy|warning|critical): 0 of 4 wait, 0 under way/)
  assert.match(told, /1 done, 1 given up, 50\.0 % went well, \d+\.\d ms each/)
  assert.match(told, /lane +state +waiting +room .*\nlamp +running +0 +4 +0 +0 +1 /)
  assert.equal(await type('queue', 'work', '--status'), told)
  assert.match(await type('queue', 'work', '--health'), /^(healthy|warning|critical)/)
  assert.match(await type('queue', 'optimize', '--dry-run'), /^Would be tidied up: /)
  assert.match(await type('queue', 'work', '--optimize'), /^Tidied up: /)
  process.exitCode = 0

  const { deliveries } = (await json('deliveries', '--plugin', 'lamp', '--state', 'completed')) as DeliveryPage
  assert.deepEqual(
    deliveries.map(({ plugin, eventType, state }) => `${plugin} ${eventType} ${state}`),
    ['lamp gift completed'],
  )
  assert.match(await type('deliveries'), /^event +plugin +type +state/)
  const given = (await json('deliveries', '--state', 'failed')) as DeliveryPage
  const why = (await json('why', String(given.deliveries[0]?.seqNo))) as Why
  assert.deepEqual(
    why.lanes.map(({ plugin, outcome }) => `${plugin} ${outcome}`),
    ['lamp dead'],
  )
  assert.match(await type('why', String(deliveries[0]?.seqNo)), /^Event \d+: .*Rose x1.*\n.*\nlamp /)
  assert.equal(((await json('lanes')) as LaneView[])[0]?.plugin, 'lamp')
})

test('S0-177 S0-178 S0-179 S0-187: queue clear takes what is said, asks for a yes for all, and a dry run changes nothing', async (t) => {
  const folders = await createPluginFolders()
  await folders.write('lamp', LAMP)
  const { host, type, json } = await startOperated(t, { pluginRoots: [folders.root] })
  await host.send('POST', '/api/simulate/gift', { giftName: 'Bad' })
  const letters = async () => ((await json('queue', 'status')) as QueueStatus).deadLetters
  while ((await letters()) < 1) await host.json('/health')

  await assert.rejects(type('queue', 'clear'), /Say what to clear: --completed, --failed or --all/)
  await assert.rejects(type('queue', 'clear', '--failed', '--completed'), /Say what to clear/)
  await assert.rejects(type('queue', 'clear', '--all'), /Nobody can be asked here: .* Say --yes to do it all the same/)
  assert.match(await type('queue', 'clear', '--all', '--dry-run'), /^Would be cleared: .*1 dead/)
  assert.match(await type('queue', 'clear', '--failed'), /^Cleared: 0 dead/)
  assert.match(await type('queue', 'clear', '--completed', '--hours', '1'), /^Cleared: /)
  assert.equal(await letters(), 1)
  assert.match(await type('queue', 'clear', '--failed', '--hours', '0'), /^Cleared: 1 dead/)
  assert.equal(await letters(), 0)
  assert.match(await type('queue', 'clear', '--all', '--yes'), /^Cleared: /)
})

test('S4-014: scale gives a plugin threads; pause, resume and panic hold lanes and let them go on', async (t) => {
  const folders = await createPluginFolders()
  await folders.write('lamp', LAMP)
  await folders.write('alone', { manifest: { threadsMax: 1 } })
  const { host, type, json } = await startOperated(t, { pluginRoots: [folders.root] })
  await assert.rejects(type('scale', 'alone', '2'), /alone keeps in memory what threads would not share, so it runs in one thread at most/)
  assert.equal(await type('scale', 'lamp', '5'), 'lamp has 5 threads')
  assert.equal(((await json('scale', 'lamp', '1')) as LaneView).threads, 1)
  assert.deepEqual(
    ((await json('lanes')) as readonly LaneView[]).map(({ plugin, threadsMax }) => [plugin, threadsMax]),
    [
      ['alone', 1],
      ['lamp', 32],
    ],
  )
  await assert.rejects(type('scale', 'lamp', '33'), /32/)
  await assert.rejects(type('scale', 'nobody', '2'), /nobody/)

  assert.match(await type('pause', 'lamp'), /^lamp is held; 0 events wait, and none is lost$/)
  await host.send('POST', '/api/simulate/gift', {})
  assert.match(await type('resume', 'lamp'), /^lamp goes on/)
  assert.match(await type('panic'), /^Panic is off/)
  assert.match(await type('panic', 'on'), /^Panic is on, by .*Nothing is lost/)
  assert.equal(((await json('panic')) as PanicState).on, true)
  assert.match(await type('panic', 'off'), /^Panic is off/)
  await assert.rejects(type('panic', 'perhaps'), /It must be on or off/)
})
