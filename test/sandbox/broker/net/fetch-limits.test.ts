import assert from 'node:assert/strict'
import { type EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createNetPowers } from '../../../../core/sandbox/broker/net.ts'
import { createNetPlugin, failureOf, fetchText, opened, PUBLIC, readAll } from '../../../support/net-powers.ts'
import { createVirtualClock } from '../../../support/virtual-clock.ts'
import { serveHttp } from '../../../support/web-server.ts'

const names = { 'api.test': [PUBLIC] }

const closeOf = (emitter: EventEmitter) => new Promise((resolve) => emitter.once('close', resolve))

/** A server that hands over each request in turn, to be answered or not. */
async function waitingServer(t: Parameters<typeof serveHttp>[0]) {
  const arrived: { readonly request: IncomingMessage; readonly response: ServerResponse }[] = []
  let wake = () => {}
  const port = await serveHttp(t, (request, response) => {
    arrived.push({ request, response })
    wake()
  })
  return {
    port,
    async next() {
      for (;;) {
        const exchange = arrived.shift()
        if (exchange) return exchange
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}

test('T59: a server that keeps silent for 30 s has failed, before its head', async (t) => {
  const clock = createVirtualClock()
  const server = await waitingServer(t)
  const plugin = createNetPlugin({ net: ['api.test'], names, clock })
  t.after(plugin.end)
  const id = await opened(plugin, `http://api.test:${server.port}/`)
  const failure = failureOf(plugin.call('fetch.response', [id]))
  const { request } = await server.next()
  await clock.advance(29_999)
  assert.equal(request.socket.destroyed, false)
  const closed = closeOf(request.socket)
  await clock.advance(1)
  assert.match(await failure, /^TimedOut: .*nothing came for 30 s/)
  await closed
})

test('T59: a body that drips is read on, and one that stops for 30 s has failed', async (t) => {
  const clock = createVirtualClock()
  const server = await waitingServer(t)
  const plugin = createNetPlugin({ net: ['api.test'], names, clock })
  t.after(plugin.end)
  const id = await opened(plugin, `http://api.test:${server.port}/`)
  const { response } = await server.next()
  response.write('a')
  await plugin.call('fetch.response', [id])
  for (const letter of 'bcd') {
    assert.ok((await plugin.call('fetch.read', [id])).bytes)
    await clock.advance(25_000)
    response.write(letter)
  }
  await plugin.call('fetch.read', [id])
  const failure = failureOf(plugin.call('fetch.read', [id]))
  await clock.advance(30_000)
  assert.match(await failure, /^TimedOut: .*nothing came for 30 s/)
  assert.equal(clock.pending(), 0)
})

test('an upload counts as progress', async (t) => {
  const clock = createVirtualClock()
  const server = await waitingServer(t)
  const plugin = createNetPlugin({ net: ['api.test'], names, clock })
  t.after(plugin.end)
  const id = await opened(plugin, `http://api.test:${server.port}/`, { method: 'POST', hasBody: true })
  for (let part = 0; part < 4; part += 1) {
    await plugin.call('fetch.write', [id], Buffer.from('part'))
    await clock.advance(20_000)
  }
  await plugin.call('fetch.endBody', [id])
  const { response } = await server.next()
  response.end('done')
  await plugin.call('fetch.response', [id])
  assert.equal(Buffer.concat(await readAll(plugin, id)).toString(), 'done')
})

test('a name server and a host that never answer have 30 s', async (t) => {
  const clock = createVirtualClock()
  const plugin = createNetPlugin({ net: ['api.test'], names, clock })
  t.after(plugin.end)
  const powers = createNetPowers({ clock, lookup: () => new Promise(() => {}) })
  const asker = {
    plugin: 'tester',
    grants: () => ({ net: ['api.test'] }),
    folder: '/',
    packages: '/nowhere',
    handles: plugin.handles,
    used: () => {},
  }
  const failure = failureOf(Promise.resolve(powers['net.connect']?.(asker, [{ hostname: 'api.test', port: 80, tls: false }], undefined)))
  await clock.advance(30_000)
  assert.match(await failure, /^TimedOut: Connecting to api\.test:80 failed: nothing came for 30 s/)
  assert.equal(clock.pending(), 0)
})

test('cancelling ends the connection, before the head and within the body', async (t) => {
  const server = await waitingServer(t)
  const plugin = createNetPlugin({ net: ['api.test'], names })
  t.after(plugin.end)
  const url = `http://api.test:${server.port}/`
  const early = await opened(plugin, url)
  const failure = failureOf(plugin.call('fetch.response', [early]))
  const first = await server.next()
  const firstClosed = closeOf(first.response)
  await plugin.call('fetch.cancel', [early])
  assert.match(await failure, /^Interrupted: The request was cancelled/)
  await firstClosed

  const late = await opened(plugin, url)
  const second = await server.next()
  second.response.write('begun')
  await plugin.call('fetch.response', [late])
  await plugin.call('fetch.read', [late])
  const reading = failureOf(plugin.call('fetch.read', [late]))
  const secondClosed = closeOf(second.response)
  await plugin.call('fetch.cancel', [late])
  assert.match(await reading, /^Interrupted: /)
  await secondClosed
  assert.match(await failureOf(plugin.call('fetch.read', [late])), /^BadResource: /)
  assert.equal(await failureOf(plugin.call('fetch.cancel', [late])), 'no failure')
})

test('the end of a generation ends its requests and connections', async (t) => {
  const server = await waitingServer(t)
  const plugin = createNetPlugin({ net: ['api.test'], names })
  const url = `http://api.test:${server.port}/`
  const ids = [await opened(plugin, url), await opened(plugin, url, { method: 'POST', hasBody: true })]
  await plugin.call('fetch.write', [ids[1]], Buffer.from('part'))
  const failures = ids.map((id) => failureOf(plugin.call('fetch.response', [id])))
  const closed = [closeOf((await server.next()).request.socket), closeOf((await server.next()).request.socket)]
  plugin.end()
  assert.deepEqual(
    (await Promise.all(failures)).map((failure) => failure.split(':')[0]),
    ['Interrupted', 'Interrupted'],
  )
  await Promise.all(closed)
  assert.match(await failureOf(opened(plugin, url)), /^BadResource: /)
})

test('the end of a generation ends a connection that is being made for a request', async () => {
  const clock = createVirtualClock()
  const plugin = createNetPlugin({ net: ['api.test'] })
  const powers = createNetPowers({ clock, lookup: () => new Promise(() => {}) })
  const asker = {
    plugin: 'tester',
    grants: () => ({ net: ['api.test'] }),
    folder: '/',
    packages: '/nowhere',
    handles: plugin.handles,
    used: () => {},
  }
  const request = { url: 'http://api.test/', method: 'GET', headers: [], redirect: 'follow', hasBody: false }
  await powers['fetch.open']?.(asker, [request], undefined)
  await clock.advance(1)
  assert.equal(clock.pending(), 2)
  plugin.end()
  await clock.advance(1)
  assert.equal(clock.pending(), 0)
})

test('a second reader is told to wait, and the first goes on', async (t) => {
  const server = await waitingServer(t)
  const plugin = createNetPlugin({ net: ['api.test'], names })
  t.after(plugin.end)
  const id = await opened(plugin, `http://api.test:${server.port}/`)
  const { response } = await server.next()
  response.flushHeaders()
  await plugin.call('fetch.response', [id])
  const first = plugin.call('fetch.read', [id])
  assert.match(await failureOf(plugin.call('fetch.read', [id])), /^Busy: /)
  response.end('x')
  assert.equal((await first).bytes?.length, 1)
})

test('a plugin has 32 requests at once', async (t) => {
  const server = await waitingServer(t)
  const plugin = createNetPlugin({ net: ['api.test'], names })
  t.after(plugin.end)
  const url = `http://api.test:${server.port}/`
  for (let request = 0; request < 32; request += 1) await opened(plugin, url)
  assert.match(await failureOf(opened(plugin, url)), /^Busy: A plugin has at most 32 requests at once/)
})

test('an answer that nobody reads makes room for the next request', async (t) => {
  const port = await serveHttp(t, (_request, response) => response.end('x'.repeat(300_000)))
  const plugin = createNetPlugin({ net: ['api.test'], names })
  t.after(plugin.end)
  const ids: number[] = []
  for (let request = 0; request < 100; request += 1) {
    const id = await opened(plugin, `http://api.test:${port}/`)
    await plugin.call('fetch.response', [id])
    ids.push(id)
  }
  assert.match(await failureOf(plugin.call('fetch.read', [ids[0]])), /^BadResource: /)
  assert.equal(Buffer.concat(await readAll(plugin, ids.at(-1) ?? 0)).length, 300_000)
})

test('a thousand requests share their connections and leave nothing open', async (t) => {
  let connections = 0
  const server = createServer((_request, response) => response.end('ok')).on('connection', () => {
    connections += 1
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const plugin = createNetPlugin({ net: ['api.test'], names })
  let held = 0
  const open = plugin.handles.open
  const counting: typeof open = (resource, close) => {
    held += 1
    return open(resource, () => {
      held -= 1
      close()
    })
  }
  Object.assign(plugin.handles, { open: counting })
  for (let request = 0; request < 1000; request += 1) assert.equal((await fetchText(plugin, `http://api.test:${port}/`)).text, 'ok')
  // The next request may come before the last connection is free again.
  assert.ok(connections < 5, `${connections} connections`)
  assert.equal(held, 1)
  plugin.end()
  assert.equal(held, 0)
})

test('a grant that is taken back ends what was kept of it', async (t) => {
  let net = ['api.test']
  const port = await serveHttp(t, (_request, response) => response.end('ok'))
  const plugin = createNetPlugin({ net: () => net, names })
  t.after(plugin.end)
  await fetchText(plugin, `http://api.test:${port}/`)
  net = ['other.test']
  assert.match(await failureOf(fetchText(plugin, `http://api.test:${port}/`)), /^NotCapable: /)
  for (let change = 0; change < 20; change += 1) {
    net = [`${change}.test`, 'api.test']
    await fetchText(plugin, `http://api.test:${port}/`)
  }
  assert.equal(plugin.dialled.length, 21)
})
