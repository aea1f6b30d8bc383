import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { WebSocketServer } from 'ws'
import { createNetPlugin } from '../../../support/net-powers.ts'
import { createObservedSandbox, pluginCode } from '../../../support/sandbox.ts'
import { serveHttp } from '../../../support/web-server.ts'

/** What a plugin in a runner of its own publishes as the end of this piece of code, which may reach this port. */
async function inSandbox(t: TestContext, port: number, code: string): Promise<unknown> {
  const plugin = createNetPlugin({ net: [`127.0.0.1:${port}`] })
  const observed = createObservedSandbox({
    // The broker of the test knows every method of the table; the core's answer goes back as it is.
    call: (_, method, args, bytes) => plugin.call(method as 'fetch.open', args as [], bytes),
  })
  t.after(async () => {
    await observed.stop()
    plugin.end()
  })
  const definition = `{ start(host) { (async () => { ${code} })().then((value) => host.publish('end', value), (error) => host.publish('end', String(error.cause ?? error))) } }`
  await observed.sandbox.load(pluginCode('web', definition), 'process')
  await observed.until(() => observed.told('publish').length > 0 || observed.told('crashed').length > 0)
  assert.deepEqual(observed.told('crashed'), [])
  return JSON.parse(String(observed.told('publish')[0]?.[1]))
}

test('a long body goes up and comes down whole, and what the plugin says meanwhile is not lost', async (t) => {
  const port = await serveHttp(t, (request, response) => {
    let length = 0
    request.on('data', (data: Buffer) => {
      length += data.length
    })
    request.on('end', () => response.end(Buffer.alloc(20 * 1024 * 1024 + (length % 1000), 7)))
  })
  const answer = await inSandbox(
    t,
    port,
    `const sent = fetch('http://127.0.0.1:${port}/', { method: 'POST', body: new Uint8Array(10 * 1024 * 1024 + 1) })
     const answer = await sent
     return [answer.status, (await answer.arrayBuffer()).byteLength]`,
  )
  assert.deepEqual(answer, [200, 20 * 1024 * 1024 + ((10 * 1024 * 1024 + 1) % 1000)])
})

test('a WebSocket carries more than may go out in a second', async (t) => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(String((data as Buffer).length))))
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const answer = await inSandbox(
    t,
    port,
    `const socket = new WebSocket('ws://127.0.0.1:${port}/')
     await new Promise((resolve) => { socket.onopen = resolve })
     let back = 0
     const ended = new Promise((resolve) => {
       socket.onclose = (event) => resolve(event.code)
       socket.onmessage = ({ data }) => { back += Number(data); if (back < 9_700_000) socket.send(new Uint8Array(100_000)); else if (back === 10_000_000) socket.close(1000) }
     })
     for (let count = 0; count < 4; count++) socket.send(new Uint8Array(100_000))
     return [await ended, back]`,
  )
  assert.deepEqual(answer, [1000, 10_000_000])
})

test('what a plugin comes by without its name is frozen as well', async (t) => {
  const { sandbox, stop } = createObservedSandbox()
  t.after(stop)
  const code = `{ actions: { async look() {
    const response = await fetch('data:,x')
    const found = [response, response.headers, response.body, response.body.getReader(), crypto.subtle, new Request('http://a').signal]
    return found.filter((one) => !Object.isFrozen(Object.getPrototypeOf(one))).map(String)
  } } }`
  await sandbox.load(pluginCode('one', code), 'thread')
  assert.deepEqual(JSON.parse(await sandbox.act('one', 'look', '{}')), [])
})
