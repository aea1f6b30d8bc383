import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { viewer } from '../../scripts/fake-tiktok/messages.ts'
import { createGame } from '../stand-ins/crowd-control/game.ts'
import { createEnding } from '../support/ending.ts'
import { freePort } from '../support/free-port.ts'
import { startWorld } from '../support/world.ts'

const ending = createEnding()
after(ending.end)
const port = await freePort()
const rules = [
  { event: 'gift', gift: 'Rose', code: 'invert_controls', seconds: 20 },
  { event: 'follow', code: 'boss' },
  { event: 'share', code: 'forbidden' },
]
const world = await startWorld(ending, 'crowd-control', { port, rules })

test('crowd-control: a gift on TikTok starts an effect of the game that came, and its receipt goes on while it runs', async (t) => {
  const game = await createGame({ port })
  t.after(game.stop)
  world.giveRose()
  await game.until(() => game.requests.length === 1)
  await world.untilReceipts(([last]) => last?.state === 'running')
  const [request] = game.requests
  assert.deepEqual(
    [game.problems, request?.code, request?.viewer, request?.duration, request?.cost, request?.type],
    [[], 'invert_controls', 'Viewer 7', 20_000, 1, 1],
  )
  game.says({ id: request?.id ?? 0, type: 0, status: 8 })
  await world.untilReceipts(([last]) => last?.state === 'finished')
  assert.equal(world.receipts()[0]?.what, 'gift: invert_controls')
})

test('crowd-control: what the game cannot do now is done when it can, and what it refuses is not asked again', async (t) => {
  const game = await createGame({ port })
  t.after(game.stop)
  world.push(world.fake.messages.follow(viewer(8)))
  world.push(world.fake.messages.share(viewer(9)))
  await world.untilReceipts((receipts) => ['ok', 'failed'].every((wanted) => receipts.some(({ state }) => state === wanted)))
  const said = world
    .receipts()
    .flatMap(({ what, state, attempt, detail }) => (what.startsWith('gift') ? [] : [[what, state, attempt, detail]]))
  assert.deepEqual(said.sort(), [
    ['follow: boss', 'ok', 2, undefined],
    ['share: forbidden', 'failed', 1, 'The game refused: Not in this room'],
  ])
})

test('crowd-control: actions say how the game is, and start and end effects by hand', async (t) => {
  const game = await createGame({ port })
  t.after(game.stop)
  await world.act('effect', { code: 'spawn_chicken', viewer: 'Somebody', quantity: 3 })
  await world.act('stop', { code: 'in_words' })
  assert.deepEqual(
    game.requests.map(({ code, viewer, quantity, type }) => [code, viewer, quantity, type]),
    [
      ['spawn_chicken', 'Somebody', 3, 1],
      ['in_words', '', undefined, 2],
    ],
  )
  assert.match(JSON.stringify(await world.act('status')), /"state":"open"/)
})

test('crowd-control: a web page that tries the port is shown the door, and the game stays', async (t) => {
  const game = await createGame({ port })
  t.after(game.stop)
  await world.act('effect', { code: 'spawn_chicken' })
  await assert.rejects(fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '\0{"id":0,"type":1,"status":129,"code":"in_words"}\0' }))
  await world.act('effect', { code: 'in_words' })
  assert.deepEqual(
    game.requests.map(({ code }) => code),
    ['spawn_chicken', 'in_words'],
  )
})
