import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import { createListening } from './sandboxed.ts'

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

test('a plugin answers HTTP and WebSockets at a port of its own, and its next version takes the port over', async (t) => {
  const port = await freePort()
  const plugin = createListening(t, { listen: [`127.0.0.1:${port}`] })
  const version = (name: string) => `Deno.serve({ port: ${port}, onListen: ({ port }) => say({ listens: port }) }, async (request) => {
    if (request.headers.get('upgrade')) {
      const { socket, response } = Deno.upgradeWebSocket(request)
      socket.onopen = () => socket.send('hello from ${name}')
      socket.onmessage = ({ data }) => socket.send('heard ' + data)
      socket.onclose = ({ code }) => say({ closed: code })
      return response
    }
    return Response.json({ name: '${name}', method: request.method, path: new URL(request.url).pathname, text: await request.text() })
  })`
  await plugin.load('game', version('one'))
  assert.deepEqual(await plugin.said(), { listens: port })
  const answer = await fetch(`http://127.0.0.1:${port}/effects`, { method: 'POST', body: 'spawn' })
  assert.deepEqual(await answer.json(), { name: 'one', method: 'POST', path: '/effects', text: 'spawn' })

  const socket = new WebSocket(`ws://127.0.0.1:${port}/events`)
  assert.equal(String((await once(socket, 'message'))[0]), 'hello from one')
  socket.send('gift')
  assert.equal(String((await once(socket, 'message'))[0]), 'heard gift')
  socket.close(4000)
  assert.deepEqual(await plugin.said(), { closed: 4000 })

  const loaded = plugin.load('game', version('two'))
  assert.deepEqual(await plugin.said(), { listens: port })
  await loaded
  assert.equal(((await (await fetch(`http://127.0.0.1:${port}/`)).json()) as { name: string }).name, 'two')
  assert.deepEqual(
    plugin.broker.usage('game').map(({ power, what, denied }) => [power, what, denied]),
    [['listen', `127.0.0.1:${port}`, 0]],
  )
})

test('a plugin that crashes with everything open leaves no connection and no port behind, and comes back to it', async (t) => {
  const port = await freePort()
  const plugin = createListening(t, { listen: [`127.0.0.1:${port}`] })
  const start = `Deno.serve({ port: ${port}, onListen: () => say('listens') }, (request) => {
    const { pathname } = new URL(request.url)
    if (pathname === '/crash') setTimeout(() => { throw new Error('on purpose') })
    if (pathname === '/ws') { const { socket, response } = Deno.upgradeWebSocket(request); socket.onopen = () => socket.send('open'); return response }
    if (pathname === '/fine') return new Response('fine')
    return new Promise(() => {})
  })`
  await plugin.load('game', start)
  assert.equal(await plugin.said(), 'listens')
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`)
  await once(socket, 'message')
  const hanging = ['/hang', '/crash'].map((path) =>
    fetch(`http://127.0.0.1:${port}${path}`).then(
      () => 'answered',
      () => 'broken off',
    ),
  )
  assert.deepEqual([(await once(socket, 'close'))[0], ...(await Promise.all(hanging))], [1006, 'broken off', 'broken off'])
  await plugin.until(() => plugin.told('publish').length > 1)
  assert.equal(await (await fetch(`http://127.0.0.1:${port}/fine`)).text(), 'fine')
})

test('a port that is taken is a line in the log of a plugin that does not look, and no crash', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.after(() => taken.close())
  const { port } = taken.address() as AddressInfo // It listens on a port.
  const plugin = createListening(t, { listen: [`127.0.0.1:${port}`] })
  await plugin.load('game', `Deno.serve({ port: ${port} }, () => new Response())`)
  await plugin.until(() => plugin.told('log').length > 0)
  assert.match(JSON.stringify(plugin.told('log')), /error.*AddrInUse: Port \d+ of this computer is taken by another program/)
  assert.deepEqual(plugin.told('crashed'), [])
})
