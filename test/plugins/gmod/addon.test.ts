import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { startGame } from '../../stand-ins/gmod/game.ts'
import { createScripted } from '../../stand-ins/gmod/scripted.ts'

const gift = { type: 'tiktok_gift', data: { user: 'Mira\n🎨', giftName: 'Rose', repeatCount: 3 }, timestamp: 1, priority: 100 }
const boxed = (id: string, message: object = gift) => ({ id, message })

async function startScripted(t: TestContext, { hasSockets = false } = {}) {
  const script = createScripted()
  const game = await startGame(t, { hasSockets, network: script.network })
  await game.set('showrunner_token', 'a-token')
  return { ...script, game }
}

test('the add-on asks for nothing without a token, and shows it when it asks', async (t) => {
  const script = createScripted()
  const game = await startGame(t, { network: script.network })
  assert.deepEqual([script.asked, game.of('log')], [[], ['Showrunner: write showrunner_token into server.cfg']])
  await game.set('showrunner_token', 'a-token')
  const [{ url, method, headers } = assert.fail('Nothing was asked')] = script.asked
  assert.deepEqual([method, url, headers], ['GET', 'http://127.0.0.1:27015/poll?cursor=0&wait=25', { Authorization: 'Bearer a-token' }])
})

test('a message is a hook and a line of the chat, once also when it comes twice, and is acknowledged before the next question', async (t) => {
  const { game, asked, answer } = await startScripted(t)
  answer(200, { cursor: 1795202410251, messages: [boxed('a'), boxed('a')] })
  await game.until(() => asked.length === 2)
  assert.deepEqual([asked[1]?.url, asked[1]?.body], ['http://127.0.0.1:27015/ack', '{"cursor":1795202410251}'])
  answer(200, { acknowledged: 2 })
  await game.until(() => asked.length === 3)
  assert.equal(asked[2]?.url, 'http://127.0.0.1:27015/poll?cursor=1795202410251&wait=25')
  assert.deepEqual(game.hooks('TikTokGift'), [gift.data])
  assert.deepEqual(game.hooks('Showrunner'), [gift])
  assert.deepEqual(game.of('chat'), ['Mira 🎨 gave 3 Rose'])
})

test('S0-074: after a failure the add-on asks again after 1, 2, 4 … 30 seconds, and after a success from the beginning', async (t) => {
  const { game, asked, answer, fail } = await startScripted(t)
  const pauses = [1, 2, 4, 8, 16, 30, 30]
  for (const [tried, seconds] of pauses.entries()) {
    fail('unsuccessful')
    await game.advance(seconds - 0.5)
    assert.equal(asked.length, tried + 1)
    await game.advance(0.5)
    assert.equal(asked.length, tried + 2)
  }
  answer(200, { cursor: 0, messages: [] })
  await game.until(() => asked.length === pauses.length + 2)
  answer(401, { error: 'Show the token' })
  await game.advance(1)
  assert.equal(asked.length, pauses.length + 3)
  assert.deepEqual(game.of('log').slice(-2), ['Showrunner: connected', 'Showrunner: not connected: it answered 401'])
})

test('with the module GWSockets it opens a socket, answers pings, and notices a peer that went silent', async (t) => {
  const { game, socketed, asked, hear } = await startScripted(t, { hasSockets: true })
  assert.deepEqual([...socketed], [{ id: 1, open: 'ws://127.0.0.1:27015/', headers: { Authorization: 'Bearer a-token' } }])
  hear('onConnected')
  hear('onMessage', '{"type":"ping"}')
  hear('onMessage', JSON.stringify(gift))
  await game.advance(20)
  assert.deepEqual(
    socketed.slice(1).map(({ write }) => write),
    ['{"type":"pong"}', '{"type":"ping"}'],
  )
  assert.deepEqual(game.hooks('TikTokGift'), [gift.data])
  await game.advance(40)
  assert.equal(socketed.at(-1)?.close, true)
  await game.advance(1)
  assert.equal(socketed.at(-1)?.open, 'ws://127.0.0.1:27015/')
  assert.deepEqual(asked, [])
})

test('commands do what has their name, and what fails takes nothing with it', async (t) => {
  const { game, asked, answer } = await startScripted(t)
  await game.failIn('TikTokGift')
  const order = (command: string) => ({ type: 'command', data: { command, user: 'Mira', seconds: 5 }, timestamp: 1, priority: 100 })
  const names = ['confetti', 'dance', 'heal', 'gravity', 'unknown']
  answer(200, { cursor: 9, messages: [boxed('gift'), ...names.map((name) => boxed(name, order(name)))] })
  await game.until(() => asked.length === 2)
  assert.deepEqual(
    [game.of('effect'), game.of('player'), game.of('console')],
    [['balloon_pop'], ['act dance', 'health 100'], ['sv_gravity 200']],
  )
  assert.match(String(game.of('log').at(-2)), /it failed/)
  assert.equal(game.of('log').at(-1), 'Showrunner: nothing here is called unknown')
  await game.advance(5)
  assert.equal(game.of('console').at(-1), 'sv_gravity 600')
})

test('S0-084: by RCON a message comes in base64, once, and never from a player', async (t) => {
  const { game } = await startScripted(t)
  const text = Buffer.from(JSON.stringify({ id: 'r1', ...gift, data: { ...gift.data, user: 'x"; quit; "é' } })).toString('base64')
  await game.console('showrunner_message', text, true)
  assert.deepEqual(game.hooks('TikTokGift'), [])
  await game.console('showrunner_message', text)
  await game.console('showrunner_message', text)
  await game.console('showrunner_message', 'no base64 of json')
  assert.deepEqual(
    game.hooks('TikTokGift').map((data) => (data as { user: string }).user),
    ['x"; quit; "é'],
  )
})
