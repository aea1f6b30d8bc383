import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rehearse } from '#sdk/test'

test('a gift is an effect, which is sent again until the game has done it', async (t) => {
  const plugin = await rehearse(import.meta.dirname)
  t.after(plugin.stop)
  const { published } = await plugin.send('gift', { giftName: 'Rose', giftCount: 3, coins: 3 }, { seqNo: 7 })
  const effect = { id: '7', effect: 'spawn', amount: 3, by: 'Mira' }
  assert.deepEqual(published, [{ topic: 'effects', data: effect }])

  const again = await plugin.act('receipt', { id: '7', status: 'retry' })
  assert.deepEqual(again.published, [{ topic: 'effects', data: effect }])
  assert.deepEqual((await plugin.act('receipt', { id: '7', status: 'ok' })).answer, { known: true })
  assert.deepEqual((await plugin.act('receipt', { id: '7', status: 'ok' })).answer, { known: false })
})

test('a game that was away asks for what it missed, and gets no more than the newest hundred', async (t) => {
  const plugin = await rehearse(import.meta.dirname)
  t.after(plugin.stop)
  for (let seqNo = 1; seqNo <= 101; seqNo++) await plugin.send('gift', {}, { seqNo })
  const { answer } = await plugin.act('waiting')
  const ids = (answer as { effects: { id: string }[] }).effects.map(({ id }) => id)
  assert.deepEqual([ids.length, ids[0], ids.at(-1)], [100, '2', '101'])
})
