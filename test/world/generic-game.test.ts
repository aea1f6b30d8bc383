import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createEnding } from '../support/ending.ts'
import { freePort } from '../support/free-port.ts'
import { ROOT } from '../support/host.ts'
import { startProgram } from '../support/program.ts'
import { startWorld } from '../support/world.ts'

const CLIENTS = join(ROOT, 'plugins/generic-game/clients')
const port = await freePort()
const ending = createEnding()
after(ending.end)
const world = await startWorld(ending, 'generic-game', { port, confirmSeconds: 20 })

test('S0-073: a gift on TikTok reaches a game by WebSocket, the client in JavaScript, and its answer is a receipt', async () => {
  const game = startProgram(ending, process.execPath, { args: ['--experimental-websocket', join(CLIENTS, 'client.js'), String(port)] })
  world.giveRose()
  await world.untilReceipts(([receipt]) => receipt?.state === 'ok')
  await game.until(() => game.said.some((line) => line.endsWith('gave 1 Rose')))
  game.kill()
})

test('S0-073: the door is changed to TCP while the host runs, and the next gift reaches the client in Python', async () => {
  await world.set({ door: 'tcp-server' })
  const game = startProgram(ending, 'python3', { args: [join(CLIENTS, 'client.py'), String(port)] })
  world.giveRose(8)
  await world.untilReceipts((receipts) => receipts[0]?.state === 'ok')
  await game.until(() => game.said.some((line) => line.endsWith('gave 1 Rose')))
  assert.equal(game.said.filter((line) => line.endsWith('gave 1 Rose')).length, 1)
})
