import assert from 'node:assert/strict'
import { test } from 'node:test'
import slow from '../../../plugins/slow/plugin.ts'
import { createRecordingHost, delivery, fixture } from '../../support/recording-host.ts'

test('slow is done with an event after the delay of its settings', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const { host, lines } = createRecordingHost({ settings: { delayMs: 3000 } })
  const handled = slow.on['*'](await fixture('gift'), host, delivery())
  context.mock.timers.tick(2999)
  assert.deepEqual(lines, [])
  context.mock.timers.tick(1)
  await handled
  assert.deepEqual(lines, [{ level: 'info', message: 'gift done after 3000 ms' }])
})

test('slow gives up as soon as the host does', async () => {
  const { host, lines } = createRecordingHost({ settings: { delayMs: 30_000 } })
  const stopping = new AbortController()
  const handled = slow.on['*'](await fixture('gift'), host, delivery({ signal: stopping.signal }))
  stopping.abort()
  await assert.rejects(handled, /The host stopped waiting/)
  assert.deepEqual(lines, [])
})

for (const delayMs of [-1, 50_001, 'long', undefined]) {
  test(`slow refuses a delay of ${delayMs}`, async () => {
    const { host } = createRecordingHost({ settings: { delayMs } })
    await assert.rejects(slow.on['*'](await fixture('gift'), host, delivery()), /The setting delayMs must be a number from 0 to 50000/)
  })
}
