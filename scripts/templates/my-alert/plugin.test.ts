import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rehearse } from '#sdk/test'

test('a gift becomes a line, and a small one does not', async (t) => {
  const plugin = await rehearse(import.meta.dirname, { settings: { minCoins: 5, seconds: 3 } })
  t.after(plugin.stop)
  const rose = await plugin.send('gift', { giftName: 'Rose', giftCount: 5, coins: 5 })
  assert.deepEqual(rose.published, [{ topic: 'alert', data: { text: 'Mira sent 5 × Rose', seconds: 3 } }])
  const small = await plugin.send('gift', { giftName: 'Rose', giftCount: 1, coins: 1 })
  assert.deepEqual(small.published, [])
})
