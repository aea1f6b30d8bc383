import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { WebSocket, WebSocketServer } from 'ws'
import { createHandles } from '../../../../core/sandbox/broker/handles.ts'
import { createLinksOf, Link } from '../../../../core/sandbox/broker/net/ws-links.ts'
import { createNetPlugin, failureOf, type NetPlugin, PUBLIC } from '../../../support/net-powers.ts'
import { testCertificate } from '../../../support/test-certificate.ts'
import { serveHttp } from '../../../support/web-server.ts'

const names = { 'api.test': [PUBLIC] }
const ECHO = (socket: WebSocket) => void socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))

async function serve(
  t: TestContext,
  onSocket: (socket: WebSocket, request: IncomingMessage) => void,
  {
    isSecure = false,
    ...options
  }: { readonly isSecure?: boolean; readonly perMessageDeflate?: boolean; readonly handleProtocols?: () => string } = {},
): Promise<number> {
  const http = isSecure ? createSecureServer(testCertificate) : createServer()
  const server = new WebSocketServer({ server: http, ...options }).on('connection', onSocket)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of server.clients) socket.terminate()
    http.close()
  })
  return (http.address() as AddressInfo).port // It listens on a port.
}

function pluginWith(t: TestContext, parts: Partial<Parameters<typeof createNetPlugin>[0]> = {}): NetPlugin {
  const plugin = createNetPlugin({ net: ['api.test'], names, ...parts })
  t.after(plugin.end)
  return plugin
}

const open = async (plugin: NetPlugin, url: string, protocols: readonly string[] = []) =>
  (await plugin.call('ws.open', [{ url, protocols }])).value

/** As much as waits elsewhere goes to and fro, so that it would have come if it could. */
async function letTimePass(plugin: NetPlugin, url: string) {
  const { id } = await open(plugin, url)
  for (let message = 0; message < 300; message += 1) {
    await plugin.call('ws.send', [id, 'x'.repeat(100_000)])
    await plugin.call('ws.receive', [id])
  }
}

test('a WebSocket carries texts and bytes both ways, and closes in order', async (t) => {
  const headers: unknown[] = []
  const port = await serve(
    t,
    (socket, request) => {
      headers.push(request.url, request.headers.host, request.headers.origin, request.headers['sec-websocket-extensions'])
      ECHO(socket)
    },
    { perMessageDeflate: true, handleProtocols: () => 'two' },
  )
  const plugin = pluginWith(t)
  const link = await open(plugin, `ws://api.test:${port}/path?q=1`, ['one', 'two'])
  await plugin.call('ws.send', [link.id, 'hola ✓'])
  await plugin.call('ws.send', [link.id, null], new Uint8Array([0, 255, 1]))
  const text = await plugin.call('ws.receive', [link.id])
  const binary = await plugin.call('ws.receive', [link.id])
  await plugin.call('ws.close', [link.id, 3001, 'bye'])
  const end = await plugin.call('ws.receive', [link.id])
  assert.deepEqual(
    [link.protocol, link.extensions, text.value, binary.value, [...(binary.bytes ?? [])], end.value],
    [
      'two',
      '',
      { kind: 'text', text: 'hola ✓' },
      { kind: 'binary' },
      [0, 255, 1],
      { kind: 'close', code: 3001, reason: 'bye', wasClean: true },
    ],
  )
  assert.deepEqual(headers, ['/path?q=1', `api.test:${port}`, undefined, undefined])
  assert.match(await failureOf(plugin.call('ws.receive', [link.id])), /^BadResource: /)
  assert.deepEqual([plugin.used, plugin.dialled], [[`net api.test:${port}`], [`${PUBLIC}:${port}`]])
})

test('the end that the other side makes is told with its code', async (t) => {
  const ends: Readonly<Record<string, (socket: WebSocket) => void>> = {
    '/code': (socket) => socket.close(4000, 'go away'),
    '/plain': (socket) => socket.close(),
    '/cut': (socket) => socket.terminate(),
    '/long': (socket) => socket.send('x'.repeat(192 * 1024 + 1)),
  }
  const closes: number[] = []
  const port = await serve(t, (socket, request) => {
    socket.on('close', (code) => closes.push(code))
    ends[request.url ?? '']?.(socket)
  })
  const plugin = pluginWith(t)
  const told = []
  for (const path of Object.keys(ends)) {
    const { id } = await open(plugin, `ws://api.test:${port}${path}`)
    told.push((await plugin.call('ws.receive', [id])).value)
  }
  assert.deepEqual(told, [
    { kind: 'close', code: 4000, reason: 'go away', wasClean: true },
    { kind: 'close', code: 1005, reason: '', wasClean: true },
    { kind: 'close', code: 1006, reason: '', wasClean: false },
    { kind: 'close', code: 1009, reason: 'A message was longer than 196608 bytes', wasClean: false },
  ])
  assert.equal(closes.at(-1), 1009)
})

test('the longest message arrives whole', async (t) => {
  const port = await serve(t, ECHO)
  const plugin = pluginWith(t)
  const { id } = await open(plugin, `ws://api.test:${port}/`)
  await plugin.call('ws.send', [id, null], new Uint8Array(192 * 1024).fill(7))
  assert.equal((await plugin.call('ws.receive', [id])).bytes?.length, 192 * 1024)
  assert.match(await failureOf(plugin.call('ws.send', [id, null], new Uint8Array(192 * 1024 + 1))), /^RangeError: /)
})

test('messages that the plugin does not take wait at the sender', async (t) => {
  let socketOfServer: WebSocket | undefined
  const port = await serve(t, (socket, request) => {
    if (request.url === '/echo') return ECHO(socket)
    socketOfServer = socket
    for (let message = 0; message < 300; message += 1) socket.send(String(message).padEnd(100_000))
    socket.close(1000)
  })
  const plugin = pluginWith(t)
  const { id } = await open(plugin, `ws://api.test:${port}/`)
  await plugin.call('ws.receive', [id])
  await letTimePass(plugin, `ws://api.test:${port}/echo`)
  assert.ok((socketOfServer?.bufferedAmount ?? 0) > 5_000_000, `${socketOfServer?.bufferedAmount} bytes wait`)
  let count = 1
  while ((await plugin.call('ws.receive', [id])).value.kind === 'text') count += 1
  assert.equal(count, 300)
})

test('a close goes through although messages wait, and they are dropped', async (t) => {
  let closed: (code: number) => void = () => {}
  const isClosed = new Promise<number>((resolve) => {
    closed = resolve
  })
  const port = await serve(t, (socket, request) => {
    if (request.url === '/echo') return ECHO(socket)
    for (let message = 0; message < 200; message += 1) socket.send(String(message).padEnd(100_000))
    socket.on('close', closed)
  })
  const plugin = pluginWith(t)
  const { id } = await open(plugin, `ws://api.test:${port}/`)
  await plugin.call('ws.receive', [id])
  await letTimePass(plugin, `ws://api.test:${port}/echo`)
  await plugin.call('ws.close', [id, 1000])
  assert.equal(await isClosed, 1000)
  assert.deepEqual((await plugin.call('ws.receive', [id])).value, { kind: 'close', code: 1000, reason: '', wasClean: true })
})

test('pings are answered', async (t) => {
  let ponged: (data: string) => void = () => {}
  const pong = new Promise<string>((resolve) => {
    ponged = resolve
  })
  const port = await serve(t, (socket) => {
    socket.on('pong', (data) => ponged(data.toString()))
    socket.ping('are you there')
  })
  await open(pluginWith(t), `ws://api.test:${port}/`)
  assert.equal(await pong, 'are you there')
})

test('wss is verified', async (t) => {
  const port = await serve(t, ECHO, { isSecure: true })
  const url = `wss://api.test:${port}/`
  assert.match(await failureOf(open(pluginWith(t), url)), /^InvalidData: TLS with api\.test:\d+ failed: self-signed certificate/)
  const plugin = pluginWith(t, { caCerts: [testCertificate.cert] })
  const { id } = await open(plugin, url.replace('wss', 'https'))
  await plugin.call('ws.send', [id, 'x'])
  assert.deepEqual((await plugin.call('ws.receive', [id])).value, { kind: 'text', text: 'x' })
})

test('what is no WebSocket fails, and no redirect is followed', async (t) => {
  const hits: string[] = []
  const port = await serveHttp(t, (request, response) => {
    hits.push(request.url ?? '')
    if (request.url === '/redirect') response.writeHead(302, { location: `ws://api.test:${port}/elsewhere` })
    response.end()
  })
  const plugin = pluginWith(t)
  for (const path of ['/', '/redirect']) {
    assert.match(
      await failureOf(open(plugin, `ws://api.test:${port}${path}`)),
      /^Error: The WebSocket to api\.test:\d+ failed: Unexpected server response/,
    )
  }
  assert.deepEqual(hits, ['/', '/redirect'])
  assert.match(await failureOf(open(plugin, 'ws://127.0.0.1/')), /^NotCapable: /)
  assert.match(await failureOf(open(plugin, 'ftp://api.test/')), /^TypeError: /)
  assert.match(await failureOf(open(plugin, 'ws://u:p@api.test/')), /^TypeError: /)
  assert.match(await failureOf(open(plugin, 'ws://api.test/#x')), /^SyntaxError: /)
  assert.match(await failureOf(open(plugin, 'ws://api.test/', ['a', 'a'])), /^SyntaxError: /)
  assert.match(await failureOf(open(plugin, 'ws://api.test/', ['a\r\nx: y'])), /^SyntaxError: /)
})

test('a close has a code and a reason that the protocol knows', async (t) => {
  const port = await serve(t, ECHO)
  const plugin = pluginWith(t)
  const { id } = await open(plugin, `ws://api.test:${port}/`)
  for (const code of [1001, 2999, 5000, 3000.5, '1000']) assert.match(await failureOf(plugin.call('ws.close', [id, code])), /^RangeError: /)
  assert.match(await failureOf(plugin.call('ws.close', [id, 1000, 'é'.repeat(62)])), /^SyntaxError: /)
  await plugin.call('ws.close', [id])
  assert.equal(await failureOf(plugin.call('ws.send', [id, 'late'])), 'no failure')
  assert.deepEqual((await plugin.call('ws.receive', [id])).value, { kind: 'close', code: 1005, reason: '', wasClean: true })
})

test('a plugin that closes sockets and never asks how they ended can open more', async (t) => {
  const port = await serve(t, ECHO)
  const plugin = pluginWith(t)
  const ids: number[] = []
  for (let socket = 0; socket < 100; socket += 1) {
    const { id } = await open(plugin, `ws://api.test:${port}/`)
    await plugin.call('ws.close', [id, 1000])
    ids.push(id)
  }
  const last = await plugin.call('ws.receive', [ids.at(-1)])
  assert.deepEqual(last.value, { kind: 'close', code: 1000, reason: '', wasClean: true })
  assert.match(await failureOf(plugin.call('ws.receive', [ids[0]])), /^BadResource: /)
})

test('many sockets end with their generation', async (t) => {
  const port = await serve(t, ECHO)
  const handles = createHandles()
  const links = createLinksOf()(handles)
  const sockets = Array.from({ length: 40 }, () => new WebSocket(`ws://127.0.0.1:${port}/`))
  await Promise.all(sockets.map((socket) => once(socket, 'open')))
  for (const socket of sockets) links.add(new Link(socket))
  const closed = Promise.all(sockets.map((socket) => once(socket, 'close')))
  handles.closeAll()
  assert.deepEqual([...new Set((await closed).map(([code]) => code))], [1006])
})

test('the end of a generation ends its sockets, and a handshake that is not answered', async (t) => {
  let opened: (socket: Socket) => void = () => {}
  const upgrading = new Promise<Socket>((resolve) => {
    opened = resolve
  })
  const closed = new Promise<number>((resolve) => {
    void serve(t, (socket) => void socket.on('close', resolve)).then(async (port) => {
      const silent = createServer().on('upgrade', (_request, socket) => opened(socket as Socket)) // Servers upgrade real sockets.
      await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening))
      t.after(() => silent.close())
      const plugin = pluginWith(t, {})
      await open(plugin, `ws://api.test:${port}/`)
      const failure = failureOf(open(plugin, `ws://api.test:${(silent.address() as AddressInfo).port}/`))
      const socket = await upgrading
      const cut = new Promise((resolve) => socket.on('error', () => {}).on('close', resolve))
      plugin.handles.closeAll()
      assert.match(await failure, /^Interrupted: /)
      await cut
    })
  })
  assert.equal(await closed, 1006)
})
