import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { source } from '../stand-ins/rcon/kinds.ts'
import { startRconServer } from '../stand-ins/rcon/server.ts'
import { startWorld } from '../support/world.ts'

const t = { after }
const server = await startRconServer(t, { kind: source })
const world = await startWorld(t, 'source-rcon', { address: server.address }, { password: 'hunter2' })

test('S0-073: a gift on TikTok is a command at a server of Source, once, and its answer is a receipt', async () => {
  world.giveRose()
  await world.untilReceipts((receipts) => receipts.some(({ state }) => state === 'ok'))
  assert.equal(server.commands.length, 1)
  assert.match(server.commands[0] ?? '', /^say "[^"]+ gave 1 x Rose"$/)
  assert.deepEqual(
    world.receipts().map(({ what, state }) => [what, state]),
    [['say "{user} gave {count} x {gift}"', 'ok']],
  )
})
