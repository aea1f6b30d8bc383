import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { startDiscord } from '../stand-ins/discord/server.ts'
import { bodyOf, serveHttp } from '../support/web-server.ts'
import { startWorld } from '../support/world.ts'

const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`

test('S0-135, S0-136: a gift on TikTok is a message in Discord and a signed request elsewhere, and a receipt of each', async (t) => {
  const discord = await startDiscord(t)
  const got: { readonly signature: string | undefined; readonly body: { type: string; data: { payload: { giftName: string } } } }[] = []
  const { changed, until } = createWaiters()
  const port = await serveHttp(t, async (request, response) => {
    got.push({ signature: String(request.headers['webhook-signature']), body: JSON.parse(await bodyOf(request)) })
    response.writeHead(204).end()
    changed()
  })
  const endpoints = [
    { name: 'channel', kind: 'discord', url: discord.url, allowPrivate: true, events: ['gift'] },
    { name: 'shop', kind: 'standard', url: `http://127.0.0.1:${port}/`, allowPrivate: true, events: ['gift'] },
  ]
  const world = await startWorld(t, 'webhooks', { endpoints }, { secrets: `shop@127.0.0.1:${port}=${SECRET}` })
  world.giveRose()
  await Promise.all([discord.until(() => discord.taken.length > 0), until(() => got.length > 0)])
  await world.untilReceipts((receipts) => receipts.filter(({ state }) => state === 'ok').length === 2)
  assert.match(JSON.stringify(discord.taken[0]), /gave 1 × \*\*Rose\*\* \(1 🪙\)/)
  assert.deepEqual([got[0]?.body.type, got[0]?.body.data.payload.giftName], ['gift', 'Rose'])
  assert.match(got[0]?.signature ?? '', /^v1,[A-Za-z0-9+/]{43}=$/)
  const said = JSON.stringify([world.host.said, world.receipts()])
  assert.deepEqual([said.includes('secret-Token_1'), said.includes(SECRET)], [false, false])
})
