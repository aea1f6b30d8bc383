import assert from 'node:assert/strict'
import { test } from 'node:test'
import plugin from '../../../plugins/dummy/plugin.ts'
import { createRecordingHost, fixture } from '../../support/recording-host.ts'

test('dummy logs one line for each event and the counts at the end', async () => {
  const { host, lines } = createRecordingHost()
  plugin.start()
  for (const type of ['gift', 'gift', 'viewerCount'] as const) plugin.on['*'](await fixture(type), host)
  plugin.stop(host)
  assert.deepEqual(lines, [
    { level: 'info', message: 'gift 1 from Mira' },
    { level: 'info', message: 'gift 2 from Mira' },
    { level: 'info', message: 'viewerCount 1 from the stream' },
    { level: 'info', message: 'Events seen', fields: { gift: 2, viewerCount: 1 } },
  ])
})

test('dummy counts from one again after it was started again', async () => {
  const { host, lines } = createRecordingHost()
  plugin.start()
  plugin.on['*'](await fixture('follow'), host)
  assert.match(lines[0]?.message ?? '', /^follow 1 from /)
})
