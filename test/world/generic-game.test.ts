import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { WebSocket, WebSocketServer } from 'ws'
import { viewer } from '../../scripts/fake-tiktok/messages.ts'
import { createEnding } from '../support/ending.ts'
import { freePort } from '../support/free-port.ts'
import { hasJava, startClient } from '../support/game-clients.ts'
import { startWorld } from '../support/world.ts'

const port = await freePort()
const ending = createEnding()
after(ending.end)
const world = await startWorld(ending, 'generic-game', { port, confirmSeconds: 20 })
const isRose = (line: string) => line.endsWith('gave 1 Rose')
const untilGames = (count: number) => world.untilTopic('link', (link) => Object(link).games === count)
/** A rose, and the receipt that says what became of it. */
async function giveRose(state = 'ok') {
  const before = world.receipts()[0]?.id
  world.giveRose()
  await world.untilReceipts(([newest]) => newest !== undefined && newest.id !== before && newest.state === state)
  return world.receipts()[0]
}

test('S0-073: a gift on TikTok reaches a game by WebSocket, the clients in JavaScript and C#, and their answer is a receipt', async () => {
  const games = [startClient(ending, 'js', String(port)), startClient(ending, 'cs', String(port))]
  await untilGames(2)
  await giveRose()
  await Promise.all(games.map((game) => game.until(() => game.said.some(isRose))))
  for (const game of games) game.kill()
})

test('S0-073: a gift reaches the client in Java', { skip: !hasJava && 'Java may be absent: it is too large to be installed for this' }, async () => {
  const game = startClient(ending, 'java', String(port))
  await untilGames(1)
  await giveRose()
  await game.until(() => game.said.some(isRose))
  game.kill()
})

test('S0-073: the door is changed to TCP while the host runs, and the next gift reaches the clients in Python and Lua, with a token', async () => {
  await world.set({ door: 'tcp-server', token: 'open sesame' })
  const games = [startClient(ending, 'py', String(port), 'open sesame'), startClient(ending, 'lua', String(port), 'open sesame')]
  const stranger = startClient(ending, 'py', String(port), 'close sesame')
  await untilGames(2)
  await giveRose()
  await Promise.all(games.map((game) => game.until(() => game.said.some(isRose))))
  assert.deepEqual(stranger.said.filter(isRose), [])
  for (const game of [...games, stranger]) game.kill()
})
