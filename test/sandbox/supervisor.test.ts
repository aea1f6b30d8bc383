import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createObservedSandbox, pluginCode } from '../support/sandbox.ts'

test('a sandbox settles deliveries in the order they were given', async (t) => {
  const { sandbox, packer, results, until, stop } = createObservedSandbox()
  t.after(stop)
  await sandbox.load(pluginCode('one', `{ on: { chat: () => {} } }`), 'thread')
  const deliveries = packer.deliveries(100)
  sandbox.deliver('one', deliveries)
  await until(() => results.length === 100)
  assert.deepEqual(
    results.map(({ deliveryId, error }) => ({ deliveryId, error })),
    deliveries.map(({ deliveryId }) => ({ deliveryId, error: undefined })),
  )
})
