import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startFivem } from '../stand-ins/fivem/server.ts'
import { freePort } from '../support/free-port.ts'
import { startWorld } from '../support/world.ts'

test('S0-072: a gift on TikTok is an event on the FiveM server that runs the resource', async (t) => {
  const port = await freePort()
  const world = await startWorld(t, 'fivem', { address: `127.0.0.1:${port}` })
  const { value } = (await world.act('pairing')) as { readonly value: { readonly serverCfg: readonly string[] } }
  const token = /^set showrunner_token "(.*)"$/.exec(value.serverCfg[0] ?? '')?.[1] ?? ''
  const game = await startFivem(t, { port, token })
  assert.equal(((await world.act('test')) as { value: { state: string } }).value.state, 'open')
  const at = performance.now()
  world.giveRose()
  await game.until(() => game.emitted.some(({ name }) => name === 'showrunner:gift'))
  t.diagnostic(`figure: a gift on TikTok is an event of FiveM after ${(performance.now() - at).toFixed(1)} ms`)
  const gift = Object(game.emitted.find(({ name }) => name === 'showrunner:gift')?.data)
  assert.deepEqual([gift.giftName, gift.giftId, gift.repeatCount, gift.cost], ['Rose', 5655, 1, 1])
  await world.untilReceipts((receipts) => receipts.some(({ what, state }) => what === 'gift Rose × 1' && state === 'ok'))
})
