import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixtureOf } from '../../../core/rehearsal/events.ts'
import { messageOf } from '../../../plugins/generic-game/message.ts'

test('S0-075: a gift is the message that the README shows', async () => {
  assert.deepEqual(messageOf(await fixtureOf('gift'), { id: 'g:1', command: 'spawn_zombie' }), {
    ...{ type: 'gift', command: 'spawn_zombie', user: 'Mira', userId: '6890123456789012345', gift: 'Rose', count: 10, coins: 10 },
    ...{ amount: '', message: '', id: 'g:1', timestamp: Date.parse('2026-11-20T19:20:10.250Z') },
  })
})

test('S0-075: every field is there in every message, with one type, and none is long', async () => {
  const types = ['gift', 'tip', 'subscribe', 'follow', 'share', 'chat', 'like'] as const
  const kinds = await Promise.all(
    types.map(async (type) => {
      const message = messageOf(await fixtureOf(type, type === 'chat' ? { message: '😀'.repeat(600) } : {}), { id: '1' })
      assert.ok(Array.from(message.message).length <= 500)
      return JSON.stringify(Object.entries(message).map(([name, value]) => [name, typeof value]))
    }),
  )
  assert.equal(new Set(kinds).size, 1, kinds.join('\n'))
})

test('a tip says how much money it is', async () => {
  const { amount, coins } = messageOf(await fixtureOf('tip', {}, { value: { amountCents: 1250, currency: 'EUR' } }), { id: '1' })
  assert.deepEqual({ amount, coins }, { amount: '12.50 EUR', coins: 0 })
})
