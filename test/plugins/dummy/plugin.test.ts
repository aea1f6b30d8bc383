import assert from 'node:assert/strict'
import { test } from 'node:test'
import plugin from '../../../plugins/dummy/plugin.ts'
import { createRecordingHost, fixture } from '../../support/recording-host.ts'

test('dummy logs one line for each event and the counts at the end', async () => {
  const { host, lines } = createRecordingHost()
  plugin.start()
  for (const [index, type] of (['gift', 'gift', 'viewerCount'] as const).entries())
    plugin.on['*']({ ...(await fixture(type)), seqNo: index + 7 }, host)
  plugin.stop(host)
  assert.deepEqual(lines, [
    { level: 'info', message: 'gift 1, number 7' },
    { level: 'info', message: 'gift 2, number 8' },
    { level: 'info', message: 'viewerCount 1, number 9' },
    { level: 'info', message: 'Events seen', fields: { gift: 2, viewerCount: 1 } },
  ])
})

test('dummy counts from one again after it was started again', async () => {
  const { host, lines } = createRecordingHost()
  plugin.start()
  plugin.on['*'](await fixture('follow'), host)
  assert.match(lines[0]?.message ?? '', /^follow 1, number /)
})
