import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rehearse } from '#sdk/test'

test('the counter adds, is told to everybody, and starts anew with a live', async (t) => {
  const plugin = await rehearse(import.meta.dirname)
  t.after(plugin.stop)
  await plugin.act('add', {})
  const added = await plugin.act('add', { amount: 4 })
  assert.deepEqual([added.answer, added.published], [{ count: 5 }, [{ topic: 'count', data: { count: 5 } }]])
  assert.deepEqual((await plugin.send('streamStart')).published, [{ topic: 'count', data: { count: 0 } }])
  assert.deepEqual((await plugin.act('reset', { to: 7 })).answer, { count: 7 })
})
