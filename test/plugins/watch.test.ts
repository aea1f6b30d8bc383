import { test } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { watchPlugins } from '../../core/plugins/watch.ts'

test('a host without a folder of plugins starts: there is nothing to wait for', async () => {
  const watching = await watchPlugins([], { clock: systemClock, log: createLog({ level: 'silent' }), onChange: () => {} })
  await watching.stop()
})
