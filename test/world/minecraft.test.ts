import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { vanilla } from '../stand-ins/rcon/kinds.ts'
import { startRconServer } from '../stand-ins/rcon/server.ts'
import { startWorld } from '../support/world.ts'

const t = { after }
const server = await startRconServer(t, { kind: vanilla, answer: () => 'There are 2 players' })
const world = await startWorld(t, 'minecraft', { address: server.address }, { password: 'hunter2' })

test('S0-073: a gift on TikTok is a command at a Minecraft server, once, and its answer is a receipt', async () => {
  world.giveRose()
  await world.untilReceipts((receipts) => receipts.some(({ state }) => state === 'ok'))
  assert.equal(server.commands.length, 1)
  assert.match(server.commands[0] ?? '', /^tellraw @a \{"text":"[^"]+ gave 1 × Rose","color":"gold"\}$/)
  assert.deepEqual(
    world.receipts().map(({ what, state }) => [what, state]),
    [['tellraw @a {"text":"{user} gave {count} × {gift}","color":"gold"}', 'ok']],
  )
})

test('S0-074: a gift that comes while the server is away is its command when it is back', async () => {
  server.drop()
  world.giveRose(8)
  await server.until(() => server.commands.length === 2)
  assert.deepEqual(server.logins, [true, true])
})

test('an admin has the console run anything, a moderator nothing', async () => {
  const ask = (key: string) =>
    fetch(`${world.host.url}/plugins/minecraft/command`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ command: 'list' }),
    })
  const { admin, moderator, game } = world.host.keys
  const answers = await Promise.all([admin, moderator, game].map(ask))
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 403, 403],
  )
  assert.deepEqual(await answers[0]?.json(), { answer: 'There are 2 players' })
  assert.equal(server.commands.at(-1), 'list')
})
