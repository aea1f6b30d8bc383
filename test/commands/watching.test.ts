import assert from 'node:assert/strict'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { createClient } from '../../core/commands/running.ts'
import type { EventPage, LogLine, ScenarioList } from '../../schemas/types.ts'
import { createFolder } from '../support/folder.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'
import { LAMP, startOperated } from './operator.ts'

test('S0-194 S4-016 S1-006: logs are filtered by the words ERROR and WARN, and by plugin', async (t) => {
  const folders = await createPluginFolders()
  await folders.write('lamp', LAMP)
  await folders.write('torn', { files: { 'plugin.ts': 'export default {' } })
  const { host, type } = await startOperated(t, { pluginRoots: [folders.root] })
  await host.send('POST', '/api/simulate/gift', {})
  while (!host.lines.some((line) => line.includes('Lit'))) await host.json('/health')
  const line = JSON.parse(
    `[${(await type('logs', '--level', 'ERROR,WARN', '--plugin', 'lamp', '--json')).replaceAll('\n', ',')}]`,
  ) as LogLine[]
  assert.deepEqual(
    line.map(({ level, message }) => `${level} ${message}`),
    ['warn Lit'],
  )
  assert.match(await type('logs', '--q', 'lit'), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d WARN {2}\[lamp\] Lit$/)
  assert.match(await type('logs', '--level', 'info'), /\[torn\] Plugin state changed state=failed/)
  await assert.rejects(type('logs', '--level', 'LOUD'), /There is no level "loud"/)
})

test('S4-013 S4-052: events, health, metrics and diagnostics come from the running host', async (t) => {
  const { host, type, json } = await startOperated(t, { pluginRoots: [(await createPluginFolders()).root] })
  for (const giftName of ['Rose', 'Lion']) await host.send('POST', '/api/simulate/gift', { giftName, displayName: 'Mira' })
  const page = (await json('events', '--types', 'gift', '--limit', '1')) as EventPage
  assert.equal(page.events[0]?.eventType, 'gift')
  assert.match(await type('events', '--types', 'gift'), /^ +\d+ {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}🎁 Mira sent Lion x1/)
  assert.match(await type('health'), /^ok\npart\nstore +ok +Its newest event is number \d+/)
  const file = join(createFolder(), 'bundle.zip')
  assert.match(await type('diagnostics', file), /without keys, secrets and viewers/)
  assert.equal((await readFile(file)).subarray(0, 2).toString(), 'PK')
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  await assert.rejects(type('diagnostics', file), /is there already/)
  const { scenarios } = (await json('simulate', '--scenario', 'list')) as ScenarioList
  assert.ok(scenarios.some(({ name }) => name === 'gift-storm'))
  assert.match(await type('simulate', '--scenario', 'gift-storm', '--duration', '1', '--per-second', '5'), /^gift-storm running: /)
  assert.match(await type('simulate', '--scenario', 'stop'), /^gift-storm (stopped|ended): /)
  await assert.rejects(type('simulate', '--scenario', 'gift-strom'), /There is no scenario "gift-strom"; there are .*gift-storm/)
  await assert.rejects(type('simulate'), /Say which event type/)
  await assert.rejects(type('simulate', 'gift', 'gftCount=5'), /A gift has no field "gftCount"; did you mean "giftCount"\?/)
  await assert.rejects(type('simulate', 'gift', '--times', '0'), /It must be at least 1/)
})

test('S0-194: events are followed as they come', async (t) => {
  const { host, dataDir } = await startOperated(t, { pluginRoots: [(await createPluginFolders()).root] })
  const heard = createClient({ dataDir }).stream('/api/events/stream?types=gift', 'event')
  let isHeard = false
  const next = heard.next().finally(() => {
    isHeard = true
  })
  // What came before the stream was open is not followed.
  while (!isHeard) await host.send('POST', '/api/simulate/gift', { giftName: 'Rose' })
  const { value } = await next
  assert.equal((value as { event: { eventType: string } }).event.eventType, 'gift')
  await heard.return(undefined)
})
