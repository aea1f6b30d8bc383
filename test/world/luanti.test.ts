import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { viewer } from '../../scripts/fake-tiktok/messages.ts'
import { createEnding } from '../support/ending.ts'
import { startLuanti } from '../support/luanti-server.ts'
import { startWorld } from '../support/world.ts'

const SETTINGS = {
  rules: [
    { event: 'gift', effect: 'say', text: '{user} gave {count} {gift}' },
    { event: 'gift', effect: 'fireworks' },
    { event: 'chat', word: '!dud', effect: 'dud' },
    { event: 'chat', word: '!none', effect: 'nothing_of_this_name' },
    { event: 'chat', word: '!give', effect: 'give', item: 'nothing:here' },
    { event: 'chat', word: '!night', effect: 'time', amount: 18 },
    { event: 'chat', word: '!say', effect: 'say', text: '{message}' },
  ],
}
const ending = createEnding()
after(ending.end)
const world = await startWorld(ending, 'luanti', SETTINGS)
const game = await startLuanti(ending, { url: world.host.url, key: world.host.keys.game })

test('S0-073: a gift on TikTok is seen in a real Luanti server, once, and its answer is a receipt', async () => {
  world.giveRose()
  await world.untilReceipts((receipts) => receipts.filter(({ state }) => state === 'ok').length === 2)
  await game.until(() => game.told('SAID').length > 0 && game.told('FIREWORKS').length > 0)
  assert.equal(game.told('SAID').length, 1)
  assert.match(game.told('SAID')[0] ?? '', /gave 1 Rose$/)
  assert.match(game.told('FIREWORKS')[0] ?? '', / 1(\.0)?$/)
})

test('what an effect of a mod throws, one that nobody registered, and an item that is none, are receipts that failed', async () => {
  const { chat } = world.fake.messages
  world.push(chat(viewer(3), '!dud'))
  world.push(chat(viewer(3), '!none'))
  world.push(chat(viewer(3), '!give'))
  await world.untilReceipts((receipts) => receipts.filter(({ state }) => state === 'failed').length === 3)
  const details = world.receipts().flatMap(({ state, detail }) => (state === 'failed' ? [detail] : []))
  assert.deepEqual(details.sort(), [
    'The game could not do it: The effect failed; the log of the game says why',
    'The game could not do it: There is no effect nothing_of_this_name',
    'The game could not do it: There is no item nothing:here',
  ])
})

test('a chat makes it evening in the game', async () => {
  world.push(world.fake.messages.chat(viewer(3), '!night'))
  await world.untilReceipts(([newest]) => newest?.what === 'time for chat' && newest.state === 'ok')
  await game.until(() => game.told('TIME').length > 0)
  assert.deepEqual(game.told('TIME'), ['TIME 0.75'])
})

test('viewers’ words reach the game as they are in every script, without the escapes and line ends of its own', async () => {
  world.push(world.fake.messages.chat(viewer(4), '!say ñandú 😀 مرحبا \u001b(c@#ff0000)red\u001b(T@x) \nSAID nothing'))
  await game.until(() => game.told('SAID !say').length === 1)
  assert.deepEqual(game.told('SAID !say'), ['SAID !say ñandú 😀 مرحبا (c@#ff0000)red(T@x) SAID nothing'])
})

test('S0-074: what was given while the game was down is done when it is back', async () => {
  game.kill()
  world.giveRose(9)
  await world.untilReceipts((receipts) => receipts[0]?.state === 'sent')
  const again = await startLuanti(ending, { url: world.host.url, key: world.host.keys.game })
  await world.untilReceipts((receipts) => receipts.slice(0, 2).every(({ state }) => state === 'ok'))
  const gifts = () => again.told('SAID').filter((line) => line.endsWith('gave 1 Rose'))
  await again.until(() => gifts().length > 0)
  assert.equal(gifts().length, 1)
})

test('T16: without the key of games nobody learns what waits, or says what was done', async () => {
  const ask = (key: string) =>
    fetch(`${world.host.url}/plugins/luanti/poll`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: '{"ok":[]}',
    })
  const { keys } = world.host
  assert.deepEqual(await Promise.all([ask('wrong'), ask(keys.overlay)].map(async (answer) => (await answer).status)), [401, 403])
})
