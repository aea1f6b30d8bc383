import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { viewer } from '../../scripts/fake-tiktok/messages.ts'
import { type Game, startGame } from '../stand-ins/gmod/game.ts'
import { freePort } from '../support/free-port.ts'
import { startWorld } from '../support/world.ts'

const port = await freePort()
const t = { after }
const world = await startWorld(t, 'gmod', {
  doorPort: port,
  rules: [
    { event: 'gift', do: 'command', command: 'confetti' },
    { event: 'chat', word: '!dance', do: 'dance' },
  ],
})
// What its README says to put into server.cfg.
const { serverCfg } = await answerOf<{ readonly serverCfg: readonly string[] }>('pairing')

async function answerOf<T>(action: string): Promise<T> {
  return ((await world.act(action)) as { readonly value: T }).value
}

async function startPaired(options: { readonly hasSockets: boolean }): Promise<Game> {
  const game = await startGame(t, options)
  for (const line of serverCfg) {
    const [, name = '', value = ''] = /^(\S+) "(.*)"$/.exec(line) ?? []
    await game.set(name, value)
  }
  return game
}

const gives = async (game: Game, user: number, gifts: number) => {
  world.giveRose(user)
  // At least once, as the message is promised.
  await game.until(() => game.hooks('TikTokGift').length >= gifts && game.of('effect').length >= gifts)
}

test('S0-070, S0-074, S0-087, S0-088: a gift on TikTok is a hook in Garry’s Mod by WebSocket, and again after the line was cut', async (t) => {
  const game = await startPaired({ hasSockets: true })
  await game.until(() => game.of('log').includes('Showrunner: connected'))
  await gives(game, 7, 1)
  const [gift] = game.hooks('TikTokGift') as readonly Record<string, unknown>[]
  assert.deepEqual([gift?.giftName, gift?.giftId, gift?.repeatCount, gift?.cost], ['Rose', 5655, 1, 1])

  const { chat, follow, like } = world.fake.messages
  for (const message of [chat(viewer(3), '!dance ñandú 🎉 مرحبا'), follow(viewer(3)), like(viewer(3), 5, 500)]) world.push(message)
  await game.until(() => ['TikTokChat', 'TikTokFollow', 'TikTokLike'].every((name) => game.hooks(name).length === 1))
  await game.until(() => game.of('player').includes('act dance'))
  assert.equal((game.hooks('TikTokChat')[0] as { message: string }).message, '!dance ñandú 🎉 مرحبا')

  assert.deepEqual(await answerOf('isConnected'), { isConnected: true })
  await world.act('disconnect')
  await game.until(() => String(game.of('log').at(-1)).startsWith('Showrunner: not connected'))
  assert.deepEqual(await answerOf('isConnected'), { isConnected: false })
  await world.act('connect')
  // The add-on’s own pauses.
  await game.advance(1)
  await game.until(() => game.of('log').at(-1) === 'Showrunner: connected')
  const at = performance.now()
  await gives(game, 8, 2)
  t.diagnostic(`figure: a gift on TikTok is a hook in Garry’s Mod after ${(performance.now() - at).toFixed(1)} ms`)
  game.stop()
})

test('S0-071: where the module is missing, the same add-on asks by HTTP, and what it has is a receipt', async () => {
  const game = await startPaired({ hasSockets: false })
  await gives(game, 9, 1)
  await gives(game, 10, 2)
  await world.untilReceipts(
    (receipts) => receipts.filter(({ what, state }) => what === 'gift Rose × 1, command confetti' && state === 'ok').length === 4,
  )
  assert.deepEqual((await answerOf<{ waiting: number }>('getStatus')).waiting, 0)
})
