import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { WebSocket } from 'ws'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { createTikTokSource } from '../../core/ingest/tiktok/source.ts'
import type { Receipt } from '../../core/kit/receipts.ts'
import { GIFTS, viewer } from '../../scripts/fake-tiktok/messages.ts'
import { createFakeTikTok } from '../../scripts/fake-tiktok/server.ts'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { createEnding } from '../support/ending.ts'
import { createFolder } from '../support/folder.ts'
import { freePort } from '../support/free-port.ts'
import { openSocket, startHost } from '../support/host.ts'

// biome-ignore lint/suspicious/noExplicitAny: frames and orders are read as the programs of others read them.
type Json = any

const t = createEnding()
after(t.end)
const dataDir = createFolder()
const [eventPort, actionPort] = [await freePort(), await freePort()]
const tool = await startTool()
const settings = {
  ...{ eventPort, actionPort, actionApi: true, toolAddress: tool.url, origins: ['https://overlay.example'], maxClients: 3 },
  rules: [
    { event: 'gift', gift: 'rose', categoryId: 'spawn', actionId: 'chicken' },
    { event: 'chat', word: '!jump', categoryId: 'player', actionId: 'jump' },
  ],
}
await writeFile(join(dataDir, 'settings.json'), JSON.stringify({ schemaVersion: '1', plugins: { tikfinity: { enabled: true, settings } } }))
const fake = await createFakeTikTok()
t.after(fake.stop)
const host = await startHost(t, {
  ...{ dataDir, only: ['tikfinity', 'overlays'] },
  createSource: (door) =>
    createTikTokSource({
      ...{ username: 'somebody', door, clock: systemClock, random: Math.random, log: createLog({ level: 'silent' }) },
      options: { endpoint: fake.url },
    }),
})
await host.until((events) => events.some(({ eventType }) => eventType === 'connected'))
const desk = await openSocket(t, host.url, { key: host.keys.admin, subscribe: { topics: ['tikfinity.*', 'overlays.*'] } })

/** A tool with TikFinity's action API, as small as some are. */
async function startTool() {
  const { changed, until } = createWaiters()
  const orders: Json[] = []
  const server = createServer(async (request, response) => {
    const parts = []
    for await (const part of request) parts.push(part)
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://tool')
    const data: Readonly<Record<string, unknown>> = {
      '/api/app/info': { author: 'somebody', name: 'Coop', version: '2' },
      '/api/features/categories': [{ categoryId: 'spawn', categoryName: 'Spawn' }],
      '/api/features/actions': searchParams.get('categoryId') === 'spawn' ? [{ actionId: 'chicken', actionName: 'A chicken' }] : [],
      '/api/features/actions/exec': [],
    }
    if (request.method === 'POST') orders.push(JSON.parse(Buffer.concat(parts).toString()))
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: data[pathname] }))
    changed()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return { orders, until, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** A program made for TikFinity. Resolves once it has its first frame; rejects with the status when it is refused. */
async function program(headers: Readonly<Record<string, string>> = {}) {
  const { changed, until } = createWaiters()
  const frames: { event: string; data: Json }[] = []
  const socket = new WebSocket(`ws://localhost:${eventPort}/`, { headers })
  t.after(() => socket.terminate())
  await new Promise((resolve, reject) => {
    socket.on('unexpected-response', (_request, { statusCode }) => reject(new Error(`refused: ${statusCode}`))).on('error', reject)
    socket.on('message', (text) => {
      frames.push(JSON.parse(String(text)))
      changed()
      resolve(undefined)
    })
  })
  return { socket, frames, until }
}

const act = async (action: string, input: unknown = {}) => {
  const headers = { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' }
  const response = await fetch(`${host.url}/api/actions/${action}`, { method: 'POST', headers, body: JSON.stringify(input) })
  return (await response.json()) as Json
}

const receipts = (): readonly Receipt[] => (desk.messages.findLast(({ topic }) => topic === 'receipts')?.data ?? []) as readonly Receipt[]

const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${actionPort}${path}`, init)
const exec = (order: unknown, headers = {}) =>
  ask('/api/features/actions/exec', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(order),
  })

test('tikfinity: a gift on TikTok reaches a program that was made for TikFinity, and a tool with its API', async () => {
  const { frames, until, socket } = await program()
  for (const end of [false, true]) fake.push([fake.messages.gift(viewer(7), GIFTS.rose, { count: 2, end, groupId: '5' })])
  fake.push([fake.messages.chat(viewer(8), '!jump <b>high</b>')])
  await until(() => frames.length >= 4)
  await tool.until(() => tool.orders.length === 2)
  socket.close()

  assert.deepEqual(frames[0], { event: 'config', data: { events: [] } })
  const gifts = frames
    .filter(({ event }) => event === 'gift')
    .map(({ data }) => [data.uniqueId, data.giftName, data.repeatCount, data.repeatEnd, data.groupId])
  assert.deepEqual(gifts, [
    ['viewer7', 'Rose', 2, false, '5'],
    ['viewer7', 'Rose', 2, true, '5'],
  ])
  const chat = frames.find(({ event }) => event === 'chat')?.data
  assert.deepEqual([chat.comment, chat.nickname, chat.tikfinityUsername], ['!jump <b>high</b>', 'Viewer 8', 'somebody'])
  const orders = tool.orders.map(({ categoryId, actionId, context }) => [
    categoryId,
    actionId,
    context.triggerTypeId,
    context.nickname,
    context.coins,
    context.comment,
  ])
  assert.deepEqual(orders.sort(), [
    ['player', 'jump', 2, 'Viewer 8', undefined, '!jump <b>high</b>'],
    ['spawn', 'chicken', 4, 'Viewer 7', 2, undefined],
  ])
})

test('tikfinity: its action lists what a tool offers', async () => {
  const { value } = await act('tikfinity.tools')
  assert.deepEqual(value, {
    app: { author: 'somebody', name: 'Coop', version: '2' },
    categories: [{ categoryId: 'spawn', categoryName: 'Spawn', actions: [{ actionId: 'chicken', actionName: 'A chicken' }] }],
  })
})

test('tikfinity: TikFinity runs an action of another plugin, and a receipt says so', async () => {
  const [category] = ((await (await ask('/api/features/categories')).json()) as Json).data
  const { data } = (await (await ask(`/api/features/actions?categoryId=${encodeURIComponent(category.categoryId)}`)).json()) as Json
  assert.equal(data[0].actionName, 'Confetti')
  const order = { categoryId: category.categoryId, actionId: data[0].actionId, context: { triggerTypeId: 9, nickname: 'Luna' } }
  assert.deepEqual(await (await exec(order)).json(), { data: [] })
  await desk.until(() => desk.messages.some(({ plugin, topic }) => plugin === 'overlays' && topic === 'animation'))
  await desk.until(() => receipts().some(({ what, state }) => what === 'Confetti: overlays.animate' && state === 'ok'))
})

test('T06, T08, T09: web pages hear nothing of tikfinity’s socket and run nothing, unless the settings name them', async () => {
  await assert.rejects(program({ origin: 'https://evil.example' }), /refused: 403/)
  await assert.rejects(program({ origin: 'null' }), /refused: 403/)
  const { socket } = await program({ origin: 'https://overlay.example' })
  socket.close()
  const preflight = (origin: string) =>
    ask('/api/features/actions/exec', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } })
  const refused = await preflight('https://evil.example')
  assert.deepEqual([refused.status, [...refused.headers.keys()].filter((name) => name.startsWith('access-control'))], [403, []])
  const allowed = await preflight('https://tikfinity.zerody.one')
  assert.equal(allowed.headers.get('access-control-allow-origin'), 'https://tikfinity.zerody.one')
})

test('T04, T07: a form or a picture of a web page runs none of tikfinity’s actions', async () => {
  const order = JSON.stringify({ categoryId: 'On stream', actionId: 'Confetti', context: {} })
  const before = receipts().length
  for (const headers of [{ origin: 'https://evil.example', 'content-type': 'text/plain' }, { 'sec-fetch-site': 'cross-site' }])
    assert.match(await bytes(actionPort, { method: 'POST', headers, body: order }), /^HTTP\/1.1 403/)
  assert.equal(receipts().length, before)
})

test('T01, T02: a page that pretends to be on this computer (DNS rebinding) is refused at both of tikfinity’s doors', async () => {
  for (const port of [eventPort, actionPort])
    for (const headers of [{ host: `evil.example:${port}`, origin: `http://evil.example:${port}` }, { host: 'evil.example' }])
      assert.match(await bytes(port, { headers }), /^HTTP\/1.1 403/)
})

test('tikfinity: as many programs as the settings say', async () => {
  const programs = await Promise.all([program(), program(), program()])
  await assert.rejects(program(), /refused: 503/)
  assert.equal((await act('tikfinity.status')).value.programs, 3)
  for (const { socket } of programs) socket.close()
})

type Asked = { readonly method?: string; readonly headers: Readonly<Record<string, string>>; readonly body?: string }

/** What a server says to a request whose headers no client of Node's would send. */
function bytes(port: number, { method = 'GET', headers, body = '' }: Asked): Promise<string> {
  const all = { host: `127.0.0.1:${port}`, connection: 'close', 'content-length': String(body.length), ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`${method} /api/features/actions/exec HTTP/1.1\r\n${lines.join('')}\r\n${body}`),
    )
    socket
      .on('data', (chunk) => {
        answer += String(chunk)
      })
      .on('close', () => resolve(answer))
      .on('error', reject)
  })
}
