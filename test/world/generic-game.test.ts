import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { WebSocket, WebSocketServer } from 'ws'
import { viewer } from '../../scripts/fake-tiktok/messages.ts'
import { createEnding } from '../support/ending.ts'
import { freePort } from '../support/free-port.ts'
import { hasJava, startClient } from '../support/game-clients.ts'
import { startWorld } from '../support/world.ts'

const port = await freePort()
const ending = createEnding()
after(ending.end)
const world = await startWorld(ending, 'generic-game', { port, confirmSeconds: 20 })
const isRose = (line: string) => line.endsWith('gave 1 Rose')
const untilGames = (count: number) => world.untilTopic('link', (link) => Object(link).games === count)
/** Sets the game up anew, and waits until that door is open. */
async function open(door: string, settings: Readonly<Record<string, unknown>>) {
  await world.set({ door, ...settings })
  await world.untilTopic('link', (link) => Object(link).door === door && Object(link).state === 'open')
}
/** A rose, and the receipt that says what became of it. */
async function giveRose(state = 'ok') {
  const before = world.receipts()[0]?.id
  world.giveRose()
  await world.untilReceipts(([newest]) => newest !== undefined && newest.id !== before && newest.state === state)
  return world.receipts()[0]
}

test('S0-073: a gift on TikTok reaches a game by WebSocket, the clients in JavaScript and C#, and their answer is a receipt', async () => {
  const games = [startClient(ending, 'js', String(port)), startClient(ending, 'cs', String(port))]
  await untilGames(2)
  await giveRose()
  await Promise.all(games.map((game) => game.until(() => game.said.some(isRose))))
  for (const game of games) game.kill()
  await untilGames(0)
})

test('S0-073: a gift reaches the client in Java', {
  skip: !hasJava && 'Java may be absent: it is too large to be installed for this',
}, async () => {
  const game = startClient(ending, 'java', String(port))
  await untilGames(1)
  await giveRose()
  await game.until(() => game.said.some(isRose))
  game.kill()
})

test('S0-073: the door is changed to TCP while the host runs, and the next gift reaches the clients in Python and Lua, with a token', async () => {
  await open('tcp-server', { token: 'open sesame' })
  const games = [startClient(ending, 'py', String(port), 'open sesame'), startClient(ending, 'lua', String(port), 'open sesame')]
  const stranger = startClient(ending, 'py', String(port), 'close sesame')
  await untilGames(2)
  await giveRose()
  await Promise.all(games.map((game) => game.until(() => game.said.some(isRose))))
  assert.deepEqual(stranger.said.filter(isRose), [])
  for (const game of [...games, stranger]) game.kill()
})

test('a game that cannot do it says why, and one for which it lasts says when: both are on the receipt', async () => {
  await untilGames(0)
  const game = await connectTo(port)
  game.onLine(({ id }) => ({ failed: id, why: 'No room for zombies' }))
  const receipt = await giveRose('failed')
  assert.equal(receipt?.detail, 'The game could not do it: No room for zombies')
  game.onLine(({ id }) => ({ running: id }))
  const running = await giveRose('running')
  game.say({ finished: running?.id })
  await world.untilReceipts(([newest]) => newest?.state === 'finished')
  game.socket.destroy()
  await untilGames(0)
})

test('S0-074: a gift waits for a game that is away, chats do not, and what comes then is the gift', async () => {
  world.giveRose()
  world.push(world.fake.messages.chat(viewer(5), 'nobody hears this'))
  await world.host.until((events) => events.some(({ eventType }) => eventType === 'chat'))
  const game = await connectTo(port)
  game.onLine(({ id }) => ({ ok: id }))
  await world.untilReceipts(([newest]) => newest?.state === 'ok')
  assert.deepEqual(
    game.got.map(({ type }) => type),
    ['gift'],
  )
  game.socket.destroy()
})

test('T10: without the token, or from a page that was not named, nobody connects by WebSocket', async () => {
  await open('websocket-server', { allowOrigins: ['http://localhost:*'] })
  const url = `ws://127.0.0.1:${port}/`
  assert.equal(await answerTo(url), 401)
  assert.equal(await answerTo(`${url}?token=close`), 401)
  assert.equal(await answerTo(`${url}?token=open%20sesame`, 'https://evil.example'), 403)
  assert.equal(await answerTo(`${url}?token=open%20sesame`, 'http://localhost:8000'), 101)
  assert.equal(await answerTo(url, undefined, 'Bearer open sesame'), 101)
})

test('S0-074: we go to a game over TCP, with the token first and NUL at the end, and come back when it hangs up', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  const games = connections(server)
  await once(server, 'listening')
  await open('tcp-client', { address: `127.0.0.1:${portOf(server)}`, lineEnd: 'nul', confirmSeconds: 0 })
  const first = await games.next()
  await first.until(/\0$/)
  assert.equal(first.text(), '{"token":"open sesame"}\0')
  first.socket.destroy()
  const second = await games.next()
  await untilGames(1)
  await giveRose()
  await second.until(/gift.*\0$/)
  assert.match(second.text(), /^\{"token":"open sesame"\}\0\{"type":"gift",.*\}\0$/)
  server.close()
})

test('S0-073: we go to a game over HTTP, viewers’ names encoded in its address, and its answer says how it went', async () => {
  const asked: string[] = []
  const server = createHttpServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`)
    response.statusCode = asked.length === 1 ? 503 : 200
    response.end(`{"running":"${request.headers['idempotency-key']}"}`)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  await open('http', { method: 'GET', address: `http://127.0.0.1:${portOf(server)}/gift?from={user}&what={gift}` })
  await giveRose('running')
  const one = asked[0] ?? ''
  assert.match(one, /^GET \/gift\?from=[^ &]+&what=Rose Bearer open sesame$/)
  assert.deepEqual(asked, [one, one])
  server.close()
})

test('S0-073: we go to a game over WebSocket, with the token as the first message', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const got: string[] = []
  const gift = new Promise((resolve) =>
    server.on('connection', (socket) => socket.on('message', (data) => got.push(String(data)) === 2 && resolve(data))),
  )
  await open('websocket-client', {
    address: `ws://127.0.0.1:${portOf(server)}/game`,
    format: 'template',
    template: 'say "{user}" {coins}',
  })
  await untilGames(1)
  await giveRose()
  await gift
  assert.equal(got[0], '{"token":"open sesame"}')
  assert.match(got[1] ?? '', /^say "[^"\\]+" 1$/)
  server.close()
  for (const client of server.clients) client.terminate()
})

test('a web page that speaks HTTP to the TCP door is no game', async () => {
  await open('tcp-server', { token: null })
  const socket = createConnection(port, '127.0.0.1').setEncoding('utf8')
  socket.write('POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n{"ok":"1"}\n')
  let heard = ''
  socket.on('data', (text) => {
    heard += text
  })
  await once(socket, 'close')
  assert.equal(heard, '')
})

test('a dry run only says what would be sent', async () => {
  await world.set({ dryRun: true, address: null })
  const receipt = await giveRose()
  assert.deepEqual({ what: receipt?.what, dryRun: receipt?.dryRun }, { what: 'gift Rose', dryRun: true })
})

type Told = { readonly type: string; readonly id: string }

/** A game of the test's own that connects by TCP. */
async function connectTo(port: number) {
  const socket = createConnection(port, '127.0.0.1').setEncoding('utf8')
  const got: Told[] = []
  let answer: (told: Told) => unknown = () => undefined
  const say = (what: unknown) => socket.write(`${JSON.stringify(what)}\n`)
  socket.on('data', (text) => {
    for (const line of String(text).split('\n').filter(Boolean)) {
      const told: Told = JSON.parse(line)
      got.push(told)
      say(answer(told))
    }
  })
  await once(socket, 'connect')
  say({ token: 'open sesame' })
  const onLine = (how: typeof answer) => {
    answer = how
  }
  return { socket, got, say, onLine }
}

/** What comes to a game that listens. */
function connections(server: Server) {
  const came: Socket[] = []
  let wake = () => {}
  server.on('connection', (socket) => {
    came.push(socket.setEncoding('utf8'))
    wake()
  })
  return {
    async next() {
      if (came.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      const socket = came.shift()
      assert.ok(socket)
      let text = ''
      const more = new EventTarget()
      socket.on('data', (part) => {
        text += part
        more.dispatchEvent(new Event('more'))
      })
      const until = async (wanted: RegExp) => {
        while (!wanted.test(text)) await once(more, 'more')
      }
      return { socket, text: () => text, until }
    },
  }
}

/** The status with which a WebSocket is answered. */
function answerTo(url: string, origin?: string, authorization?: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { headers: { ...(origin && { origin }), ...(authorization && { authorization }) } })
    socket.on('unexpected-response', (request, { statusCode }) => {
      request.destroy()
      resolve(statusCode)
    })
    socket.on('open', () => {
      socket.terminate()
      resolve(101)
    })
    socket.on('error', () => {})
  })
}

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port
