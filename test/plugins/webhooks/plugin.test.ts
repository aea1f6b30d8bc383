import assert from 'node:assert/strict'
import type { IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Rehearsed, rehearse } from '#sdk/test'
import { fixtureOf } from '../../../core/rehearsal/events.ts'
import { startDiscord } from '../../stand-ins/discord/server.ts'
import { askedUntil } from '../../support/asked.ts'
import { createEnding } from '../../support/ending.ts'
import { ROOT } from '../../support/root.ts'
import { bodyOf, serveHttp } from '../../support/web-server.ts'

const PLUGIN = join(ROOT, 'plugins/webhooks')
const HOUR = 3_600_000

type Got = { readonly headers: IncomingHttpHeaders; readonly body: unknown }
type Receipts = readonly { readonly what: string; readonly state: string }[]
type Counts = Readonly<Record<'name' | 'state' | 'waiting' | 'sent' | 'deadLetters', unknown>>

const ending = createEnding()
const got: Got[] = []
let status = 200
let discord: Awaited<ReturnType<typeof startDiscord>>
let shop: number
let plugin: Rehearsed

/** The plugin in its real sandbox with two endpoints: a real receiver, and Discord. */
const start = async (deny: readonly 'net'[] = []) => {
  const endpoints = [
    {
      name: 'shop',
      kind: 'standard',
      url: `http://127.0.0.1:${shop}/hooks`,
      allowPrivate: true,
      schedule: 'long',
      events: ['gift', 'follow'],
    },
    { name: 'channel', kind: 'discord', url: discord.url, allowPrivate: true },
  ]
  const started = await rehearse(PLUGIN, { deny, settings: { endpoints } })
  ending.after(started.stop)
  return started
}

before(async () => {
  shop = await serveHttp(ending, async (request, response) => {
    const body = await bodyOf(request)
    response.writeHead(status).end()
    got.push({ headers: request.headers, body: JSON.parse(body) })
  })
  discord = await startDiscord(ending)
  plugin = await start()
})
after(() => ending.end())

async function countsOf(which: Rehearsed) {
  const all = (await which.act('status')).answer as readonly Counts[]
  return all.map(({ name, state, waiting, sent, deadLetters }) => ({ name, state, waiting, sent, deadLetters }))
}
let events = 0
const send = (type: 'gift' | 'tip') => plugin.send(type, {}, { eventId: `tiktok:1:${++events}` })

test('S0-136: a gift goes to each endpoint from the real sandbox, and the receipts say how it went', async () => {
  await send('gift')
  const { published } = await plugin.advance(1000)
  assert.deepEqual([got.length, discord.taken.length], [1, 1])
  assert.match(String(got[0]?.headers['webhook-id']), /^msg_[0-9a-f]{32}$/)
  const receipts = published.at(-1)?.data as Receipts
  assert.deepEqual(receipts.map(({ what, state }) => `${what}: ${state}`).sort(), ['gift → channel: ok', 'gift → shop: ok'])
  assert.ok(!JSON.stringify(published).includes('Mira'), 'a viewer is named')
  const done = { state: 'ready', waiting: 0, sent: 1, deadLetters: 0 }
  assert.deepEqual(await countsOf(plugin), [
    { name: 'shop', ...done },
    { name: 'channel', ...done },
  ])
})

test('S0-137: what was given up is listed and sent again, under the same id', async () => {
  const before = got.length
  status = 400
  await send('gift')
  await plugin.advance(1000)
  const { answer: dead } = await plugin.act('deadLetters', { endpoint: 'shop' })
  const [{ id, failure, type } = { id: '', failure: '', type: '' }] = dead as readonly { id: string; failure: string; type: string }[]
  assert.deepEqual([type, failure], ['gift', 'The endpoint answered 400'])
  status = 200
  assert.deepEqual((await plugin.act('redrive', { id })).answer, { redriven: 1 })
  await plugin.advance(1000)
  assert.deepEqual(
    got.slice(before).map(({ headers }) => headers['webhook-id']),
    [id, id],
  )
  assert.equal((await countsOf(plugin))[0]?.deadLetters, 0)
})

test('an endpoint that fails is tried for days, while the other goes on', async () => {
  const [tries, told] = [got.length, discord.taken.length]
  status = 500
  await send('gift')
  for (let hour = 0; hour < 8; hour += 1) await plugin.advance(HOUR)
  await send('tip')
  status = 200
  for (let hour = 0; hour < 12; hour += 1) await plugin.advance(HOUR)
  assert.deepEqual([discord.taken.length - told, (await countsOf(plugin))[0]?.waiting], [2, 0])
  assert.ok(got.length - tries >= 6, `only ${got.length - tries} tries`)
})

test('a webhook that Discord does not know any more is switched off until somebody resumes it', async () => {
  const [asked, taken] = [discord.asked.length, discord.taken.length]
  discord.become('gone')
  await send('tip')
  const { logged } = await plugin.advance(1000)
  assert.match(logged[0]?.message ?? '', /^Nothing is sent to channel any more. Discord knows no such webhook/)
  await send('tip')
  await plugin.advance(HOUR)
  assert.deepEqual([discord.asked.length - asked, (await countsOf(plugin))[1]?.state], [1, 'gone'])
  await plugin.act('resume', { endpoint: 'channel' })
  await plugin.advance(1000)
  assert.deepEqual([discord.taken.length - taken, (await countsOf(plugin))[1]?.state], [1, 'ready'])
})

test('an address that was not granted is not reached, and the event is a dead letter', async () => {
  const before = got.length
  const denied = await start(['net'])
  await denied.send('gift')
  await denied.advance(1000)
  const [first] = await countsOf(denied)
  assert.deepEqual([got.length - before, first], [0, { name: 'shop', state: 'ready', waiting: 0, sent: 0, deadLetters: 1 }])
})

test('gifts that find the outbox of an endpoint full come to it out of the log when it is back, each once, and no other endpoint waits', async (t) => {
  const gifts = await Promise.all(numbers(1, 510).map((seqNo) => fixtureOf('gift', {}, { seqNo, eventId: `tiktok:2:${seqNo}` })))
  const taken = { away: [] as unknown[], there: [] as unknown[] }
  let isAway = true
  const serve = (name: keyof typeof taken) =>
    serveHttp(t, (request, response) => {
      const isTaken = name === 'there' || !isAway
      if (isTaken) taken[name].push(request.headers['webhook-id'])
      response.writeHead(isTaken ? 200 : 503).end()
    })
  const endpoint = (name: string, port: number) => ({
    ...{ name, kind: 'standard', url: `http://127.0.0.1:${port}/`, allowPrivate: true, schedule: 'long' },
  })
  const endpoints = [endpoint('away', await serve('away')), endpoint('there', await serve('there'))]
  const full = await rehearse(PLUGIN, { settings: { endpoints }, past: gifts })
  t.after(full.stop)
  const laterOf = async () => ((await full.act('status')).answer as readonly { readonly later: number }[]).map(({ later }) => later)
  for (const { seqNo, eventId } of gifts) await full.send('gift', {}, { seqNo, eventId })
  assert.deepEqual(await laterOf(), [10, 0])
  // Real requests take their time, while the clock of the plugin stands still.
  await askedUntil(
    async () => taken.there.length,
    (count) => count === gifts.length,
  )
  isAway = false
  await full.advance(HOUR)
  await askedUntil(
    async () => taken.away.length,
    (count) => count === gifts.length,
  )
  assert.deepEqual([new Set(taken.there).size, new Set(taken.away).size, await laterOf()], [510, 510, [0, 0]])
})

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n)
