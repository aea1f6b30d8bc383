import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createNetServer } from 'node:net'
import { test } from 'node:test'
import WebSocket from 'ws'
import { HostError } from '../../core/base/errors.ts'
import type { ServeParts } from '../../core/serve/serve.ts'
import { KEYS, serve } from './served.ts'
import { exchange, HANDSHAKE, head, join, open, statusOf } from './wire.ts'

const hasCode = (code: string) => (error: unknown) => error instanceof HostError && error.code === code

test('server answers health without a key, and tells nothing else', async (context) => {
  const { server } = await serve(context)
  const answer = await fetch(`${server.url}/health`)
  assert.deepEqual([answer.status, await answer.json()], [200, { status: 'ok' }])
})

test('server names the failing part to watchdogs, and has them restart nothing for it: only who stops answers 503', async (context) => {
  let state: ReturnType<ServeParts['health']> = { status: 'degraded', failing: 'plugin torn' }
  const { server } = await serve(context, { parts: { health: () => state } })
  const answer = await fetch(`${server.url}/health`)
  assert.deepEqual([answer.status, await answer.json()], [200, { status: 'degraded', failing: 'plugin torn' }])
  state = { status: 'draining' }
  assert.equal((await fetch(`${server.url}/health`)).status, 503)
})

test('server rejects with PORT_TAKEN when another program has the port', async (context) => {
  const other = createNetServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  context.after(() => other.close())
  const address = other.address()
  const port = typeof address === 'object' && address ? address.port : 0
  await assert.rejects(serve(context, { parts: { port } }), hasCode('PORT_TAKEN'))
})

test('server rejects with ADDRESS_UNUSABLE for an address this machine lacks', async (context) => {
  await assert.rejects(serve(context, { parts: { host: '203.0.113.7', allowRemote: true } }), hasCode('ADDRESS_UNUSABLE'))
})

test('server leaves no timer behind when it could not listen', async (context) => {
  const timers = new Set<object>()
  const after = () => {
    const timer = {}
    timers.add(timer)
    return () => timers.delete(timer)
  }
  const clock = { now: () => 0, wallTime: () => 0, after }
  await assert.rejects(serve(context, { clock, parts: { host: '203.0.113.7' } }), hasCode('ADDRESS_UNUSABLE'))
  assert.equal(timers.size, 0)
})

test('server closes sockets with 1001 at stop, gives the port back, and may be stopped twice', async (context) => {
  const served = await serve(context)
  const game = await join(served, 'game')
  const idle = await open(served.port)
  await Promise.all([served.server.stop(), served.server.stop()])
  const next = createNetServer().listen(served.port, '127.0.0.1')
  await once(next, 'listening')
  next.close()
  idle.destroy()
  assert.equal(await game.closing, 1001)
})

test('server stops though a request is never finished', async (context) => {
  const served = await serve(context, { limits: { closeMs: 20 } })
  const socket = await open(served.port)
  const headers = { Authorization: `Bearer ${KEYS.admin}`, 'Content-Type': 'application/json', 'Content-Length': '10' }
  socket.on('error', () => socket.destroy()).write(head(served, 'POST /api/simulate/gift', headers))
  const gone = once(socket, 'close')
  await served.server.stop()
  socket.destroy()
  await gone
})

test('server counts what it refuses, by code', async (context) => {
  const served = await serve(context)
  await exchange(served.port, head(served, 'GET /', { Host: 'evil.test' }))
  await exchange(served.port, head(served, 'GET /status'))
  await exchange(served.port, head(served, 'GET /nothing'))
  await exchange(served.port, head(served, 'GET /ws', { Connection: 'Upgrade', Upgrade: 'foo' }))
  await exchange(served.port, 'nonsense\r\n\r\n')
  assert.deepEqual(served.server.refused(), { HOST_REFUSED: 1, KEY_NEEDED: 1, NOT_FOUND: 1, REQUEST_INVALID: 2 })
})

test('server turns the oldest stranger away when one peer opens too many sockets, so that a key still gets in', async (context) => {
  const served = await serve(context, { limits: { strangersPerPeer: 3 } })
  const game = await join(served, 'game')
  const first = await open(served.port)
  const turnedAway = once(first, 'end')
  first.resume()
  const others = await Promise.all([1, 2, 3].map(() => open(served.port)))
  await turnedAway
  const answer = await fetch(`${served.server.url}/status`, { headers: { authorization: `Bearer ${KEYS.admin}` } })
  for (const other of others) other.destroy()
  assert.deepEqual([answer.status, game.socket.readyState], [200, game.socket.OPEN])
})

test('server turns a new stranger away when there are too many of all peers', async (context) => {
  const served = await serve(context, { limits: { strangers: 2 } })
  const early = await Promise.all([open(served.port), open(served.port)])
  const late = await open(served.port)
  late.on('error', () => late.destroy()).resume()
  await Promise.race([once(late, 'end'), once(late, 'close')])
  const [first] = early
  first.write(head(served, 'GET /health'))
  const [answer] = await once(first, 'data')
  for (const socket of [...early, late]) socket.destroy()
  assert.equal(statusOf(String(answer)), 200)
})

test('W8: server answers a slow head with 408 and closes', async (context) => {
  const served = await serve(context, { limits: { headersTimeoutMs: 30, requestTimeoutMs: 60, checkMs: 10 } })
  assert.equal(statusOf(await exchange(served.port, 'GET / HTTP/1.1\r\nHost: ')), 408)
})

test('W8: server answers a slow body with 408 and closes', async (context) => {
  const served = await serve(context, { limits: { headersTimeoutMs: 30, requestTimeoutMs: 60, checkMs: 10 } })
  const headers = { Authorization: `Bearer ${KEYS.admin}`, 'Content-Type': 'application/json', 'Content-Length': '10' }
  assert.equal(statusOf(await exchange(served.port, `${head(served, 'POST /api/simulate/gift', headers)}{`)), 408)
})

test('W8: server takes no more sockets than it is allowed, and says why a handshake was refused', async (context) => {
  const served = await serve(context, { limits: { websockets: 1 } })
  await join(served, 'game')
  const full = await exchange(served.port, head(served, 'GET /ws', { ...HANDSHAKE, Authorization: `Bearer ${KEYS.game}` }))
  const keyless = await exchange(served.port, head(served, 'GET /ws', HANDSHAKE))
  assert.deepEqual(
    [full, keyless].map((answer) => JSON.parse(answer.split('\r\n\r\n')[1] ?? '').code),
    ['UNAVAILABLE', 'KEY_NEEDED'],
  )
})

test('T04: a socket of a page without an origin is let in with a key of an overlay, and with none that may do more', async (context) => {
  const served = await serve(context)
  const ask = (role: keyof typeof KEYS) =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(`ws://${served.host}/ws`, ['showrunner', `key.${KEYS[role]}`], { origin: 'null' })
      socket.on('error', () => {})
      socket.on('unexpected-response', (_, { statusCode = 0 }) => resolve(statusCode))
      socket.on('open', () => {
        socket.terminate()
        resolve(101)
      })
    })
  assert.deepEqual(await Promise.all((['overlay', 'game', 'moderator', 'admin'] as const).map(ask)), [101, 403, 403, 403])
})
