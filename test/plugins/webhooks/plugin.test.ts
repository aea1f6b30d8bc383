import assert from 'node:assert/strict'
import type { IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { rehearse } from '#sdk/test'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'
import { startDiscord } from '../../stand-ins/discord/server.ts'
import { ROOT } from '../../support/host.ts'
import { bodyOf, serveHttp } from '../../support/web-server.ts'

const PLUGIN = join(ROOT, 'plugins/webhooks')
const HOUR = 3_600_000

/** A real receiver, and the plugin in its real sandbox with two endpoints: it, and Discord. */
async function scene(t: TestContext, settings: Readonly<Record<string, unknown>> = {}, deny: readonly 'net'[] = []) {
  const got: { readonly headers: IncomingHttpHeaders; readonly body: unknown }[] = []
  const { changed, until } = createWaiters()
  let status = 200
  const port = await serveHttp(t, async (request, response) => {
    const body = await bodyOf(request)
    response.writeHead(status).end()
    got.push({ headers: request.headers, body: JSON.parse(body) })
    changed()
  })
  const discord = await startDiscord(t)
  const plugin = await rehearse(PLUGIN, {
    grants: { net: [`127.0.0.1:${port}`, discord.host] },
    deny,
    settings: {
      endpoints: [
        {
          name: 'shop',
          kind: 'standard',
          url: `http://127.0.0.1:${port}/hooks`,
          allowPrivate: true,
          schedule: 'long',
          events: ['gift', 'follow'],
        },
        { name: 'channel', kind: 'discord', url: discord.url, allowPrivate: true },
      ],
      ...settings,
    },
  })
  t.after(plugin.stop)
  const answer = (next: number) => {
    status = next
  }
  const counts = async () => {
    const all = (await plugin.act('status')).answer as readonly Record<string, unknown>[]
    return all.map(({ name, state, waiting, sent, deadLetters }) => ({ name, state, waiting, sent, deadLetters }))
  }
  return { plugin, got, until, answer, discord, counts, shop: `127.0.0.1:${port}` }
}

test('S0-136: a gift goes to each endpoint from the real sandbox, and the receipts say how it went', async (t) => {
  const { plugin, got, discord, counts } = await scene(t)
  await plugin.send('gift', { giftName: 'Rose' })
  const { published } = await plugin.advance(1000)
  assert.deepEqual([got.length, discord.taken.length], [1, 1])
  assert.match(String(got[0]?.headers['webhook-id']), /^msg_[0-9a-f]{32}$/)
  const receipts = published.at(-1)?.data as readonly { what: string; state: string }[]
  assert.deepEqual(receipts.map(({ what, state }) => `${what}: ${state}`).sort(), ['gift → channel: ok', 'gift → shop: ok'])
  assert.ok(!JSON.stringify(published).includes('Mira'), 'a viewer is named')
  const done = { state: 'ready', waiting: 0, sent: 1, deadLetters: 0 }
  assert.deepEqual(await counts(), [
    { name: 'shop', ...done },
    { name: 'channel', ...done },
  ])
})

test('S0-137: what was given up is listed and sent again, under the same id', async (t) => {
  const { plugin, got, answer, counts } = await scene(t)
  answer(400)
  await plugin.send('gift')
  await plugin.advance(1000)
  const { answer: dead } = await plugin.act('deadLetters', { endpoint: 'shop' })
  const [{ id, failure, type } = { id: '', failure: '', type: '' }] = dead as readonly { id: string; failure: string; type: string }[]
  assert.deepEqual([type, failure], ['gift', 'The endpoint answered 400'])
  answer(200)
  assert.deepEqual((await plugin.act('redrive', { id })).answer, { redriven: 1 })
  await plugin.advance(1000)
  assert.deepEqual(
    got.map(({ headers }) => headers['webhook-id']),
    [id, id],
  )
  assert.deepEqual((await counts())[0], { name: 'shop', state: 'ready', waiting: 0, sent: 1, deadLetters: 0 })
})

test('an endpoint that fails is tried for days, while the other goes on', async (t) => {
  const { plugin, got, answer, discord, counts } = await scene(t)
  answer(500)
  await plugin.send('gift', {}, { eventId: 'tiktok:1:1' })
  for (let hour = 0; hour < 8; hour += 1) await plugin.advance(HOUR)
  await plugin.send('tip', {}, { eventId: 'tiktok:1:2' })
  answer(200)
  for (let hour = 0; hour < 16; hour += 1) await plugin.advance(HOUR)
  assert.deepEqual([discord.taken.length, (await counts())[0]?.sent], [2, 1])
  assert.ok(got.length >= 6, `only ${got.length} tries`)
})

test('a webhook that Discord does not know any more is switched off until somebody resumes it', async (t) => {
  const { plugin, discord, counts } = await scene(t)
  discord.become('gone')
  await plugin.send('tip', {}, { eventId: 'tiktok:1:1' })
  const { logged } = await plugin.advance(1000)
  assert.match(logged[0]?.message ?? '', /^Nothing is sent to channel any more. Discord knows no such webhook/)
  await plugin.send('tip', {}, { eventId: 'tiktok:1:2' })
  await plugin.advance(HOUR)
  assert.deepEqual([discord.asked.length, (await counts())[1]?.state], [1, 'gone'])
  await plugin.act('resume', { endpoint: 'channel' })
  await plugin.advance(1000)
  assert.deepEqual([discord.taken.length, (await counts())[1]?.state], [1, 'ready'])
})

test('a dry run sends nothing and says what would be sent', async (t) => {
  const { plugin, got, discord } = await scene(t, { dryRun: true })
  const { published } = await plugin.send('gift')
  await plugin.advance(HOUR)
  const receipts = published.at(-1)?.data as readonly { what: string; dryRun?: boolean }[]
  assert.deepEqual([got.length, discord.asked.length], [0, 0])
  assert.deepEqual(receipts.map(({ what, dryRun }) => [what, dryRun]).sort(), [
    ['gift → channel', true],
    ['gift → shop', true],
  ])
})

test('an address that was not granted is not reached, and the event is a dead letter', async (t) => {
  const { plugin, got, counts } = await scene(t, {}, ['net'])
  await plugin.send('gift')
  await plugin.advance(1000)
  assert.deepEqual([got.length, (await counts())[0]], [0, { name: 'shop', state: 'ready', waiting: 0, sent: 0, deadLetters: 1 }])
})
