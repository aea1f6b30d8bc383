import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { mock, test } from 'node:test'
import type { Receipt } from '#sdk/receipts'
import { createService } from '../../../plugins/gmod/service.ts'
import { readSettings } from '../../../plugins/gmod/settings.ts'
import { moderating } from '../../support/moderating.ts'
import { createRecordingHost, delivery, fixture } from '../../support/recording-host.ts'
import { settlingOf } from '../../support/settling.ts'
import { bodyOf, serveHttp } from '../../support/web-server.ts'

const TYPES = ['chat', 'gift', 'follow', 'share', 'like', 'viewerCount'] as const

const settle = await settlingOf('gmod')

function started(settings: Readonly<Record<string, unknown>>) {
  const { host, lines, published } = createRecordingHost()
  const service = createService({
    host: { ...host, actions: moderating },
    settings: readSettings(settle({ way: 'http', tells: TYPES, ...settings }), () => undefined),
    token: 'a-token',
  })
  void service.connect()
  const tell = async (type: (typeof TYPES)[number], idempotencyKey: string = type, more: object = {}) =>
    service.tell({ ...(await fixture(type)), ...more }, delivery({ idempotencyKey }))
  // What core/kit/receipts publishes.
  const receipts = () => (published.at(-1)?.data ?? []) as readonly Receipt[]
  return { service, tell, lines, receipts }
}

test('S0-071, S0-077, S0-078, S0-079, S0-080: over HTTP the game gets chats, gifts, follows and commands where it takes them', async (t) => {
  const asked: { readonly path: string; readonly token: string | undefined; readonly body: Record<string, unknown> }[] = []
  const port = await serveHttp(t, async (request, response) => {
    const { method, url, headers } = request
    asked.push({ path: `${method} ${url}`, token: headers.authorization, body: JSON.parse(await bodyOf(request)) })
    response.end('{}')
  })
  const rules = [{ event: 'follow', do: 'command', command: 'confetti' }]
  const { tell } = started({ address: `127.0.0.1:${port}`, rules })
  for (const type of TYPES) await tell(type)
  assert.deepEqual(
    asked.map(({ path, body }) => [path, body.type, body.priority]),
    [
      ['POST /tiktok/chat', 'tiktok_chat', 10],
      ['POST /tiktok/gift', 'tiktok_gift', 100],
      ['POST /tiktok/follow', 'tiktok_follow', 50],
      ['POST /command', 'command', 100],
    ],
  )
  const timestamp = Date.parse('2026-11-20T19:20:10.250Z')
  assert.deepEqual(asked[1]?.body, {
    type: 'tiktok_gift',
    data: { user: 'Mira', giftName: 'Rose', giftId: 5655, repeatCount: 10, cost: 1, timestamp },
    timestamp,
    priority: 100,
  })
  assert.ok(asked.every(({ token }) => token === 'Bearer a-token'))
})

test('the game is told no name that moderation hides, in no event, command or dance, and all that was given', async (t) => {
  const asked: { readonly type: string; readonly data: Readonly<Record<string, unknown>> }[] = []
  const danced = new EventEmitter()
  const port = await serveHttp(t, async (request, response) => {
    asked.push(JSON.parse(await bodyOf(request)))
    response.end('{}')
    if (asked.length === 3) danced.emit('all')
  })
  const rules = [
    { event: 'gift', do: 'command', command: 'confetti' },
    { event: 'gift', do: 'dance', command: 'dance' },
  ]
  const { service, tell } = started({ address: `127.0.0.1:${port}`, rules })
  const all = once(danced, 'all')
  const { user } = await fixture('gift')
  await tell('gift', 'gift', { user: { ...user, safeName: 'a slur' } })
  await all
  service.disconnect()
  assert.deepEqual(
    asked.map(({ type, data }) => [type, data.user, data.giftName ?? data.command]),
    [
      ['tiktok_gift', '***', 'Rose'],
      ['command', '***', 'confetti'],
      ['command', '***', 'dance'],
    ],
  )
})

test('S0-085: a dry run, or a plugin that is off, tells the game nothing', async () => {
  const dry = started({ dryRun: true })
  await dry.tell('gift')
  assert.deepEqual([dry.lines.map(({ fields }) => fields), dry.receipts()[0]?.dryRun], [[{ what: 'gift Rose × 10' }], true])
  const off = started({ enabled: 'no' })
  await off.tell('gift')
  assert.deepEqual([off.lines, off.receipts(), off.service.status().state], [[], [], 'closed'])
})

test('S0-088: without a game, or when the line is cut, a gift is tried again, and a chat is not', async () => {
  const { service, tell } = started({ address: '127.0.0.1:1' })
  await assert.rejects(tell('gift'), { name: 'RetryError', message: /no connection/ })
  await tell('chat')
  assert.deepEqual([service.isConnected(), service.status().state], [false, 'waiting'])
  service.disconnect()
  await assert.rejects(tell('gift'), { name: 'RetryError', message: /cut by the action disconnect/ })
  assert.equal(service.status().state, 'closed')
})

test('S0-091: a game that does not answer in its time is told again later', async (t) => {
  const port = await serveHttp(t, () => {})
  const { tell, receipts } = started({ address: `127.0.0.1:${port}`, timeoutMs: 100 })
  await assert.rejects(tell('gift'), { name: /RetryError|SilenceError/, message: /no answer within 0.1 s/ })
  assert.equal(receipts()[0]?.state, 'retry')
})

test('S0-091: a rule puts dances into a queue, and the one that finds it full is a receipt that failed', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.after(() => mock.timers.reset())
  const { service, tell, receipts } = started({ dryRun: true, tells: [], rules: [{ event: 'gift', do: 'dance', command: '' }] })
  for (let gift = 1; gift <= 7; gift += 1) await tell('gift', `gift ${gift}`)
  const refused = () => receipts().flatMap(({ state, detail }) => (state === 'failed' ? [detail] : []))
  assert.deepEqual([service.status().dancesWaiting, refused()], [5, ['5 dances wait already']])
  mock.timers.tick(10_000)
  await tell('gift', 'gift 8')
  assert.deepEqual([service.status().dancesWaiting, refused().length], [5, 1])
  service.disconnect()
})
