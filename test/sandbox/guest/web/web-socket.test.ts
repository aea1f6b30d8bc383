import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws'
import { MAX_CHUNK_BYTES } from '../../../../core/sandbox/powers.ts'
import { createNetPlugin } from '../../../support/net-powers.ts'
import { createWebRealm } from './web-realm.ts'

/** What the tests use of a WebSocket; Node 20 has none to take the type from. */
type Socket = {
  readonly url: string
  readonly readyState: number
  readonly bufferedAmount: number
  readonly protocol: string
  binaryType: string
  onopen: unknown
  onmessage: unknown
  onerror: unknown
  onclose: unknown
  send(data: unknown): void
  close(code?: number, reason?: string): void
  addEventListener(type: string, listener: (event: SocketEvent) => void, options?: { readonly once: boolean }): void
}
type SocketEvent = {
  readonly type: string
  readonly data: unknown
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean
  readonly error: Error
  readonly origin: string
}
type SocketClass = {
  new (url: string, protocols?: string | readonly string[]): Socket
  readonly OPEN: number
  readonly CLOSED: number
  readonly prototype: Socket
}

/** A WebSocket server on loopback, and a plugin that may connect to it through the real broker. */
async function world(t: TestContext, onConnection: (socket: ServerSocket) => void) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: (protocols) => [...protocols].at(-1) ?? false })
  server.on('connection', onConnection)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const plugin = createNetPlugin({ net: [`127.0.0.1:${port}`] })
  const realm = createWebRealm({ call: (method, args, bytes) => plugin.call(method, args, bytes) })
  t.after(() => {
    plugin.end()
    realm.stop()
    for (const client of server.clients) client.terminate()
    server.close()
  })
  // Made by the realm, and looked at as the tests see it.
  const WebSocket = realm.get('WebSocket' as 'URL') as unknown as SocketClass
  return { ...realm, WebSocket, url: `ws://127.0.0.1:${port}/path?q` }
}

function next(socket: Socket, type: string): Promise<SocketEvent> {
  return new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }))
}

function collected(socket: Socket, count: number): Promise<unknown[]> {
  const seen: unknown[] = []
  return new Promise((resolve) => socket.addEventListener('message', ({ data }) => seen.push(data) === count && resolve(seen)))
}

const echo = (socket: ServerSocket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))

test('texts and bytes go out and come back in order', async (t) => {
  const { WebSocket, url, get } = await world(t, echo)
  const socket = new WebSocket(url, ['a', 'b'])
  assert.deepEqual([socket.readyState, socket.url, socket.binaryType], [0, url, 'blob'])
  assert.throws(() => socket.send('early'), { name: 'InvalidStateError' })
  await next(socket, 'open')
  assert.deepEqual([socket.readyState, socket.protocol], [WebSocket.OPEN, 'b'])
  const back = collected(socket, 5)
  const bytes = new Uint8Array([0, 1, 2, 3])
  for (const message of ['grün 🎁', '', bytes.subarray(1), new (get('Blob'))(['blob']), 5]) socket.send(message)
  bytes.fill(9)
  const [text, empty, binary, blob, number] = await back
  assert.deepEqual([text, empty, number], ['grün 🎁', '', '5'])
  assert.deepEqual([...new Uint8Array(await (binary as Blob).arrayBuffer())], [1, 2, 3])
  assert.equal(await (blob as Blob).text(), 'blob')
  socket.binaryType = 'nonsense'
  socket.binaryType = 'arraybuffer'
  const again = next(socket, 'message')
  socket.send(new Uint8Array([7]).buffer)
  const { data, origin } = await again
  assert.deepEqual([data instanceof ArrayBuffer, origin], [true, new URL(url).origin])
})

test('a close from here is told with its code, after what was sent before', async (t) => {
  const said: string[] = []
  const { WebSocket, url } = await world(t, (server) =>
    server.on('message', (data) => said.push(String(data))).on('close', (code, reason) => said.push(`${code} ${reason}`)),
  )
  const socket = new WebSocket(url)
  await next(socket, 'open')
  for (let count = 0; count < 50; count++) socket.send(`m${count}`)
  const closed = next(socket, 'close')
  socket.close(4001, 'bye')
  assert.equal(socket.readyState, 2)
  socket.close()
  const { code, reason, wasClean } = await closed
  assert.deepEqual([code, reason, wasClean, socket.readyState], [4001, 'bye', true, WebSocket.CLOSED])
  assert.deepEqual([said.length, said[0], said[49], said[50]], [51, 'm0', 'm49', '4001 bye'])
  assert.equal(socket.bufferedAmount, 0)
  socket.send('late')
  assert.equal(socket.bufferedAmount, 4)
})

test('a close from there is told, clean or not', async (t) => {
  const { WebSocket, url } = await world(t, (server) => {
    server.on('message', (data) => (String(data) === 'die' ? server.terminate() : server.close(3000, 'enough')))
  })
  for (const [message, expected] of [
    ['please', [3000, 'enough', true]],
    ['die', [1006, '', false]],
  ] as const) {
    const socket = new WebSocket(url)
    await next(socket, 'open')
    socket.send(message)
    const { code, reason, wasClean } = await next(socket, 'close')
    assert.deepEqual([code, reason, wasClean], expected)
  }
})

test('handlers are called in their place, and what they throw is heard', async (t) => {
  const { WebSocket, url, thrown } = await world(t, (server) => server.close(1000))
  const socket = new WebSocket(url)
  const seen: string[] = []
  socket.onopen = () => {
    seen.push('open')
    throw new RangeError('mine')
  }
  socket.onclose = (event: SocketEvent) => seen.push(`close ${event.code}`)
  socket.onerror = () => seen.push('error')
  socket.onmessage = 5
  assert.equal(socket.onmessage, null)
  await next(socket, 'close')
  assert.deepEqual(seen, ['open', 'close 1000'])
  assert.deepEqual(thrown.map(String), ['RangeError: mine'])
})

test('what was not granted, or cannot be reached, is an error and a close 1006', async (t) => {
  const { WebSocket, url } = await world(t, () => {})
  const seen: unknown[] = []
  const socket = new WebSocket('ws://example.com/')
  socket.addEventListener('error', ({ error }) => seen.push(error.name))
  const { code, wasClean } = await next(socket, 'close')
  assert.deepEqual([...seen, code, wasClean], ['NotCapable', 1006, false])
  const early = new WebSocket(url)
  early.close()
  const [failed, closed] = await Promise.all([next(early, 'error'), next(early, 'close')])
  assert.deepEqual([failed.error.name, closed.code], ['AbortError', 1006])
})

test('wrong addresses, protocols, codes and messages are refused', async (t) => {
  const { WebSocket, url } = await world(t, echo)
  for (const wrong of ['nonsense', 'ftp://h/', 'ws://h/#x', 'ws://h/#', '/relative'])
    assert.throws(() => new WebSocket(wrong), { name: 'SyntaxError' }, wrong)
  for (const wrong of [['a', 'a'], ['a', 'A'], '', 'a b', ['ü']]) assert.throws(() => new WebSocket(url, wrong), { name: 'SyntaxError' })
  const socket = new WebSocket(url.replace('ws:', 'http:'))
  assert.equal(socket.url, url)
  await next(socket, 'open')
  for (const code of [1001, 0, 5000, 999]) assert.throws(() => socket.close(code), { name: 'InvalidAccessError' })
  assert.throws(() => socket.close(1000, 'ü'.repeat(62)), { name: 'SyntaxError' })
  assert.throws(() => socket.send(new Uint8Array(MAX_CHUNK_BYTES + 1)), { name: 'QuotaExceededError' })
  assert.throws(() => socket.send('\0'.repeat(MAX_CHUNK_BYTES / 2)), { name: 'QuotaExceededError' })
  assert.throws(() => socket.send(Symbol('s')), TypeError)
  const back = next(socket, 'message')
  socket.send('x'.repeat(MAX_CHUNK_BYTES))
  assert.equal(((await back).data as string).length, MAX_CHUNK_BYTES)
})

test('who sends more than the network takes loses the connection, and not the memory', async (t) => {
  const { WebSocket, url } = await world(t, (server) => server.pause())
  const socket = new WebSocket(url)
  await next(socket, 'open')
  const failed = next(socket, 'error')
  for (let count = 0; count < 100; count++) socket.send('x'.repeat(100_000))
  assert.match((await failed).error.message, /waits to be sent/)
  assert.equal(socket.readyState, WebSocket.CLOSED)
})
