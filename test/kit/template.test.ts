import assert from 'node:assert/strict'
import { test } from 'node:test'
import { messageOf } from '../../core/kit/game-message.ts'
import { fill, valuesOf } from '../../core/kit/template.ts'
import { fixtureOf } from '../../core/rehearsal/events.ts'
import { fixture } from '../support/recording-host.ts'

const asJson = (text: string) => JSON.stringify(text).slice(1, -1)

test('a template names what it says of a gift, and its texts are encoded for where they go', async () => {
  const user = { userId: '7', uniqueId: 'eve', displayName: 'E"ve', safeName: 'E"ve' }
  const gift = await fixtureOf('gift', { giftName: 'Rose\n', giftCount: 3, coins: 3 }, { user })
  assert.equal(
    fill('{"to":"{user} ({username})","n":{count},"of":"{gift}"}', valuesOf(gift), asJson),
    '{"to":"E\\"ve (eve)","n":3,"of":"Rose\\n"}',
  )
})

test('braces that name nothing stay, what an event does not have is left out, and nothing of JavaScript is a name', async () => {
  const values = valuesOf(await fixtureOf('streamEnd'))
  assert.equal(fill('{user}|{x y}|{nothing}|{toString}|{constructor}', values, asJson), '|{x y}|{nothing}|{toString}|{constructor}')
})

test('the money of a tip is named as people write it', async () => {
  const tip = await fixtureOf('tip', {}, { value: { amountCents: 1250, currency: 'EUR' } })
  assert.equal(
    fill('{amount}', valuesOf(tip), (text) => text),
    '12.50 EUR',
  )
})

test('a text of a viewer is never a template itself, and no pattern of a replacement', async () => {
  const chat = await fixtureOf('chat', { message: '{user} $& $1 {count}' })
  assert.equal(
    fill('{message}', valuesOf(chat), (text) => text),
    '{user} $& $1 {count}',
  )
})

test('a text is cut to 200 characters, and no character in half, before it is encoded', async () => {
  const chat = await fixtureOf('chat', { message: '🦖'.repeat(300) })
  const seen: string[] = []
  fill('{message}', valuesOf(chat), (text) => {
    seen.push(text)
    return text
  })
  assert.deepEqual(seen, ['🦖'.repeat(200)])
})

test('likes are counted, and what has no number counts once', async () => {
  const values = await Promise.all([fixtureOf('like', { likeCount: 15 }), fixtureOf('follow')])
  assert.deepEqual(
    values.map((event) => fill('{event} {count} {coins}', valuesOf(event), asJson)),
    ['like 15 0', 'follow 1 0'],
  )
})

test('who gave a tip elsewhere has a name, also without being a viewer here', async () => {
  const { user: _, ...given } = await fixture('tip')
  const tip = { ...given, payload: { tipperName: 'Ana' } }
  assert.deepEqual([fill('{user}', valuesOf(tip), asJson), messageOf(tip).data.user], ['Ana', 'Ana'])
})
