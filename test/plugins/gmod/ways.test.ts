import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { WebSocket, WebSocketServer } from 'ws'
import { type Rehearsed, rehearse } from '#sdk/test'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'
import { startGame } from '../../stand-ins/gmod/game.ts'
import { source } from '../../stand-ins/rcon/kinds.ts'
import { startRconServer } from '../../stand-ins/rcon/server.ts'
import { freePort } from '../../support/free-port.ts'

const FOLDER = fileURLToPath(new URL('../../../plugins/gmod', import.meta.url))
const TOKEN = 'a-token-of-the-tests'
const AT = Date.parse('2026-11-20T19:20:10.250Z')

async function startPlugin(t: TestContext, settings: Readonly<Record<string, unknown>>, grants: { net?: string[]; listen?: string[] }) {
  const plugin = await rehearse(FOLDER, { settings: { token: TOKEN, reconnectSeconds: 1, ...settings }, grants, clock: 'real' })
  t.after(plugin.stop)
  const status = async () => (await plugin.act('getStatus')).answer as Readonly<Record<string, unknown>>
  return { ...plugin, status }
}

/** Asks the plugin until its status is so, at most a thousand times. */
async function untilStatus({ act }: Pick<Rehearsed, 'act'>, isSo: (status: Readonly<Record<string, unknown>>) => boolean): Promise<void> {
  for (let asked = 0; asked < 1000; asked += 1) if (isSo(Object((await act('getStatus')).answer))) return
  assert.fail(`The status did not come to be ${isSo}`)
}

test('S0-070, S0-074, S0-087, S0-091: as a client of the game’s WebSocket it sends the exact message, and comes back when the line drops', async (t) => {
  const port = await freePort()
  const server = new WebSocketServer({ host: '127.0.0.1', port })
  const { changed, until } = createWaiters()
  const got: unknown[] = []
  let connections = 0
  server.on('connection', (socket) => {
    connections += 1
    changed()
    socket.on('message', (data) => {
      got.push(JSON.parse(String(data)))
      changed()
    })
  })
  t.after(() => {
    for (const socket of server.clients) socket.terminate()
    server.close()
  })
  const address = `127.0.0.1:${port}`
  const plugin = await startPlugin(t, { way: 'websocket', address }, { net: [address] })
  await until(() => connections === 1)
  assert.equal((await plugin.send('gift', { giftCount: 1, coins: 1 })).error, undefined)
  await until(() => got.length === 1)
  assert.deepEqual(got, [
    {
      type: 'tiktok_gift',
      data: { user: 'Mira', giftName: 'Rose', giftId: 5655, repeatCount: 1, cost: 1, timestamp: AT },
      timestamp: AT,
      priority: 100,
    },
  ])
  for (const socket of server.clients) socket.terminate()
  // A gift waits for the line, a chat does not.
  await plugin.send('gift')
  await until(() => connections === 2 && got.length === 2)
  got.length = 0
  for (const type of ['chat', 'gift', 'follow', 'share', 'like', 'viewerCount'] as const)
    assert.equal((await plugin.send(type)).error, undefined)
  await until(() => got.length === 6)
  assert.deepEqual(
    got.map((message) => [Object(message).type, Object(message).priority]),
    [
      ['tiktok_chat', 10],
      ['tiktok_gift', 100],
      ['tiktok_follow', 50],
      ['tiktok_share', 15],
      ['tiktok_like', 5],
      ['tiktok_viewerCount', 1],
    ],
  )
})

test('S0-084: by RCON the add-on gets the message, and the console no text of a viewer', async (t) => {
  const game = await startGame(t)
  let hasAddon = true
  const server = await startRconServer(t, {
    kind: source,
    answer(line) {
      const [, name = '', argument = ''] = /^(\S+) "(.*)"$/.exec(line) ?? []
      if (!hasAddon) return `Unknown command "${name}"`
      void game.console(name, argument)
      return ''
    },
  })
  const plugin = await startPlugin(t, { way: 'rcon', address: server.address, rconPassword: 'hunter2' }, { net: [server.address] })
  const message = `"; rcon_password x; ${'🎉'.repeat(150)}`
  // A gift waits for the line, a chat does not.
  assert.equal((await plugin.send('gift')).error, undefined)
  assert.equal((await plugin.send('chat', { message })).error, undefined)
  await game.until(() => game.hooks('TikTokGift').length === 1 && game.hooks('TikTokChat').length === 1)
  const [chat] = game.hooks('TikTokChat') as readonly { message: string }[]
  assert.ok(chat && message.startsWith(chat.message) && chat.message.length > 40)
  assert.ok(server.commands.every((line) => /^showrunner_message "[A-Za-z0-9+/=]+"$/.test(line)))
  hasAddon = false
  assert.match((await plugin.send('gift')).error ?? '', /PermanentError: The game has no add-on of Showrunner/)
})

test('S0-070, S0-074, S0-088, T09: the game comes to the door by WebSocket, and whoever has no token stays outside, as does every web page', async (t) => {
  const port = await freePort()
  const plugin = await startPlugin(t, { doorPort: port, timeoutMs: 100 }, { listen: [`127.0.0.1:${port}`] })
  assert.equal((await plugin.status()).state, 'waiting')
  const { error } = await plugin.send('gift')
  assert.match(error ?? '', new RegExp(`RetryError: The game has not come to port ${port} yet`))
  const refused = await fetch(`http://127.0.0.1:${port}/poll?cursor=0&wait=0`, { headers: { authorization: 'Bearer another' } })
  assert.equal(refused.status, 401)
  await assert.rejects(
    new Promise((resolve, reject) => new WebSocket(`ws://127.0.0.1:${port}`).once('open', resolve).once('error', reject)),
    /401/,
  )
  const origin = 'https://evil.test'
  const fromPage = new WebSocket(`ws://127.0.0.1:${port}`, { origin, headers: { authorization: `Bearer ${TOKEN}` } })
  await assert.rejects(new Promise((resolve, reject) => fromPage.once('open', resolve).once('error', reject)), /403/)

  const join = () => new WebSocket(`ws://127.0.0.1:${port}`, { headers: { authorization: `Bearer ${TOKEN}` } })
  for (let visit = 1; visit <= 2; visit += 1) {
    const socket = join()
    const message = new Promise((resolve) => socket.once('message', (data) => resolve(JSON.parse(String(data)).type)))
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    assert.deepEqual((await plugin.act('isConnected')).answer, { isConnected: true })
    assert.equal((await plugin.send('gift')).error, undefined)
    assert.equal(await message, 'tiktok_gift')
    socket.terminate()
  }
  assert.equal(((await plugin.act('disconnect')).answer as { state: string }).state, 'closed')
  await assert.rejects(fetch(`http://127.0.0.1:${port}/poll`))
  await plugin.act('connect')
  assert.equal((await fetch(`http://127.0.0.1:${port}/poll`)).status, 401)
})

test('S0-074: a gift that comes while the line is down reaches the game that comes next; a game that only asks gets what waits until it says that it has it, with cursors as Lua writes them', async (t) => {
  const port = await freePort()
  const plugin = await startPlugin(t, { doorPort: port }, { listen: [`127.0.0.1:${port}`] })
  const headers = { authorization: `Bearer ${TOKEN}` }
  type Polled = {
    readonly cursor: number
    readonly messages: readonly { readonly id: string; readonly message: { readonly type: string } }[]
  }
  const poll = async (cursor: string, wait = 25) =>
    (await fetch(`http://127.0.0.1:${port}/poll?cursor=${cursor}&wait=${wait}`, { headers })).json() as Promise<Polled>
  const early = plugin.send('gift')
  await untilStatus(plugin, ({ waiting }) => waiting === 1)
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { headers })
  const first = await new Promise((resolve, reject) => socket.once('message', (data) => resolve(String(data))).once('error', reject))
  assert.match(String(first), /^{"type":"tiktok_gift"/)
  assert.equal((await early).error, undefined)
  socket.terminate()
  await untilStatus(plugin, ({ state }) => state === 'waiting')

  assert.deepEqual(await poll('', 0), { cursor: 0, messages: [] })
  const [sent, got] = await Promise.all([
    plugin.send('gift').then(({ error }) => error ?? 'done'),
    (async () => {
      const polled = await poll('0')
      assert.deepEqual((await poll('0.0', 0)).messages, polled.messages)
      assert.deepEqual((await poll(`${polled.cursor}.0`, 0)).messages, [])
      const ack = await fetch(`http://127.0.0.1:${port}/ack`, { method: 'POST', headers, body: `{"cursor":"${polled.cursor}.0"}` })
      assert.deepEqual(await ack.json(), { acknowledged: 1 })
      return polled
    })(),
  ])
  assert.deepEqual([sent, got.messages.map(({ message }) => message.type)], ['done', ['tiktok_gift']])
  const bad = await fetch(`http://127.0.0.1:${port}/ack`, { method: 'POST', headers, body: '{}' })
  assert.equal(bad.status, 400)
})
