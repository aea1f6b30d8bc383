import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rehearse } from '#sdk/test'

test('a gift is an effect, which is sent again until the game has done it', async (t) => {
  const plugin = await rehearse(import.meta.dirname)
  t.after(plugin.stop)
  const { published } = await plugin.send('gift', { giftName: 'Rose', giftCount: 3, coins: 3 }, { eventId: 'one' })
  const effect = { id: 'one', effect: 'spawn', amount: 3, by: 'Mira' }
  assert.deepEqual(published, [{ topic: 'effects', data: effect }])

  const again = await plugin.act('receipt', { id: 'one', status: 'retry' })
  assert.deepEqual(again.published, [{ topic: 'effects', data: effect }])
  assert.deepEqual((await plugin.act('receipt', { id: 'one', status: 'ok' })).answer, { known: true })
  assert.deepEqual((await plugin.act('receipt', { id: 'one', status: 'ok' })).answer, { known: false })
})
