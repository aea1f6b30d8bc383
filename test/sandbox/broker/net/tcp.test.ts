import assert from 'node:assert/strict'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { createServer as createSecureServer } from 'node:tls'
import { createHandles } from '../../../../core/sandbox/broker/handles.ts'
import { countOf } from '../../../../core/sandbox/broker/net/chunks.ts'
import type { Lookup } from '../../../../core/sandbox/broker/net/door.ts'
import { createNetPowers } from '../../../../core/sandbox/broker/net.ts'
import type { Method } from '../../../../core/sandbox/powers.ts'
import { createNetPlugin, failureOf, type NetPlugin, PUBLIC } from '../../../support/net-powers.ts'
import { testCertificate } from '../../../support/test-certificate.ts'
import { createVirtualClock } from '../../../support/virtual-clock.ts'

const names = { 'api.test': [PUBLIC], 'other.test': [PUBLIC] }

async function serve(t: TestContext, server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => void sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port // It listens on a port.
}

function pluginWith(t: TestContext, parts: Parameters<typeof createNetPlugin>[0]): NetPlugin {
  const plugin = createNetPlugin(parts)
  t.after(plugin.end)
  return plugin
}

/** The powers without a stand-in for the wire. */
function withRealWire({ net, lookup }: { readonly net: readonly string[]; readonly lookup: Lookup }) {
  const handles = createHandles()
  const powers = createNetPowers({ lookup })
  const asker = { plugin: 'tester', grants: () => ({ net: [...net] }), folder: '/', packages: '/nowhere', handles, used: () => {} }
  const call = async (method: Method, args: readonly unknown[], bytes?: Uint8Array) => (await powers[method]?.(asker, args, bytes))?.value
  return { handles, call }
}

async function readText(plugin: NetPlugin, id: number): Promise<string> {
  let text = ''
  for (;;) {
    const { bytes } = await plugin.call('net.read', [id, 5])
    if (!bytes) return text
    text += Buffer.from(bytes).toString()
  }
}

test('a connection writes, ends its half, and reads on to the end', async (t) => {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let heard = ''
    socket.on('data', (part) => {
      heard += part
    })
    socket.on('end', () => socket.end(`heard ${heard}`))
  })
  const port = await serve(t, server)
  const plugin = pluginWith(t, { net: ['api.test'], names })
  const { value } = await plugin.call('net.connect', [{ hostname: 'API.test.', port, tls: false }])
  await plugin.call('net.write', [value.id], Buffer.from('one '))
  await plugin.call('net.write', [value.id], Buffer.from('two'))
  await plugin.call('net.closeWrite', [value.id])
  assert.equal(await readText(plugin, value.id), 'heard one two')
  assert.match(await failureOf(plugin.call('net.write', [value.id], Buffer.from('x'))), /^BrokenPipe: /)
  assert.deepEqual([value.remoteAddr, value.localAddr.hostname], [{ hostname: '127.0.0.1', port }, '127.0.0.1'])
  assert.deepEqual([plugin.used, plugin.dialled], [[`net api.test:${port}`], [`${PUBLIC}:${port}`]])
  await plugin.call('net.close', [value.id])
  assert.match(await failureOf(plugin.call('net.read', [value.id, 5])), /^BadResource: /)
  assert.match(await failureOf(plugin.call('net.close', [value.id])), /^BadResource: /)
})

test('a loopback grant reaches loopback', async (t) => {
  const port = await serve(
    t,
    createServer((socket) => socket.end('here')),
  )
  const plugin = pluginWith(t, { net: [`127.0.0.1:${port}`, `localhost:${port}`], names: { localhost: ['10.0.0.1', '127.0.0.1'] } })
  for (const hostname of ['127.0.0.1', 'localhost']) {
    const { value } = await plugin.call('net.connect', [{ hostname, port, tls: false }])
    assert.equal(await readText(plugin, value.id), 'here')
  }
  assert.deepEqual(plugin.dialled, [`127.0.0.1:${port}`, `127.0.0.1:${port}`])
})

test('the real wire tries the checked addresses in turn, and keeps its half open', async (t) => {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.end('first')
    socket.on('data', (part) => heard(String(part)))
  })
  let heard: (text: string) => void = () => {}
  const isHeard = new Promise<string>((resolve) => {
    heard = resolve
  })
  const port = await serve(t, server)
  const { handles, call } = withRealWire({ net: ['localhost'], lookup: async () => ['127.0.0.2', '::1', '127.0.0.1'] })
  t.after(() => handles.closeAll())
  const { id } = (await call('net.connect', [{ hostname: 'localhost', port, tls: false }])) as { id: number }
  await call('net.read', [id, 100])
  await call('net.read', [id, 100])
  await call('net.write', [id], Buffer.from('still here'))
  assert.equal(await isHeard, 'still here')
})

test('no read asks for more than one message can carry', () => {
  assert.deepEqual([countOf(5), countOf(5.7), countOf(1e12)], [5, 5, 192 * 1024])
})

test('TLS is verified, with the certificates that the plugin brings', async (t) => {
  const port = await serve(
    t,
    createSecureServer(testCertificate, (socket) => socket.end(`for ${socket.servername}`)),
  )
  const plugin = pluginWith(t, { net: ['api.test', 'other.test'], names })
  const connect = (hostname: string, caCerts: readonly string[]) => plugin.call('net.connect', [{ hostname, port, tls: true, caCerts }])
  assert.match(await failureOf(connect('api.test', [])), /^InvalidData: TLS with api\.test:\d+ failed: self-signed certificate/)
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
  t.after(() => delete process.env.NODE_TLS_REJECT_UNAUTHORIZED)
  assert.match(await failureOf(connect('api.test', [])), /failed: self-signed certificate/, 'whatever the environment says')
  assert.match(await failureOf(connect('other.test', [testCertificate.cert])), /^InvalidData: .*altnames/)
  assert.match(await failureOf(connect('api.test', ['nonsense'])), /^(InvalidData|Error): /)
  const { value } = await connect('api.test', [testCertificate.cert])
  assert.equal(await readText(plugin, value.id), 'for api.test')
})

test('TLS with a server that speaks something else fails, and one that keeps silent has 30 s', async (t) => {
  const clock = createVirtualClock()
  const port = await serve(
    t,
    createServer((socket) => socket.end('220 smtp.example\r\n')),
  )
  let heard = () => {}
  const isHeard = new Promise<void>((resolve) => {
    heard = resolve
  })
  const silent = await serve(
    t,
    createServer((socket) => void socket.on('data', heard).on('error', () => {})),
  )
  const plugin = pluginWith(t, { net: ['api.test'], names, clock })
  assert.match(await failureOf(plugin.call('net.connect', [{ hostname: 'api.test', port, tls: true }])), /^InvalidData: TLS with/)
  const failure = failureOf(plugin.call('net.connect', [{ hostname: 'api.test', port: silent, tls: true }]))
  await isHeard
  await clock.advance(30_000)
  assert.match(await failure, /^TimedOut: /)
})

test('failures have the names of Deno', async (t) => {
  const port = await serve(
    t,
    createServer((socket) => void socket.once('data', () => socket.resetAndDestroy())),
  )
  const plugin = pluginWith(t, { net: ['api.test', 'nowhere.test', 'empty.test', '127.0.0.1'], names: { ...names, 'empty.test': [] } })
  const connect = (hostname: string, at: number) => failureOf(plugin.call('net.connect', [{ hostname, port: at, tls: false }]))
  assert.match(await connect('nowhere.test', 80), /^Error: Connecting to nowhere\.test:80 failed: /)
  assert.match(await connect('empty.test', 80), /^Error: /)
  assert.match(await connect('127.0.0.1', 2), /^ConnectionRefused: Connecting to 127\.0\.0\.1:2 failed: /)
  for (const wrong of [0, 65536, -1, 1.5]) assert.match(await connect('api.test', wrong), /^RangeError: Invalid port/)
  const { value } = await plugin.call('net.connect', [{ hostname: 'api.test', port, tls: false }])
  await plugin.call('net.write', [value.id], Buffer.from('x'))
  assert.match(await failureOf(plugin.call('net.read', [value.id, 5])), /^ConnectionReset: /)
})

test('a server that does not read is written no more than 4 MiB, and closing ends every write', async (t) => {
  const port = await serve(
    t,
    createServer({ pauseOnConnect: true }, (socket) => void socket.on('error', () => {})),
  )
  const plugin = pluginWith(t, { net: ['api.test'], names })
  const { value } = await plugin.call('net.connect', [{ hostname: 'api.test', port, tls: false }])
  const writes = Array.from({ length: 200 }, () => failureOf(plugin.call('net.write', [value.id], new Uint8Array(190_000))))
  assert.match(await Promise.race(writes.slice(-100)), /^Busy: Too much is being written at once/)
  await plugin.call('net.close', [value.id])
  const outcomes = new Set((await Promise.all(writes)).map((outcome) => outcome.split(':')[0]))
  assert.deepEqual(
    [...outcomes].filter((name) => !['no failure', 'Busy', 'BrokenPipe'].includes(name ?? '')),
    [],
  )
})

test('a plugin that does not read is sent no more than fits', async (t) => {
  let full = () => {}
  const isFull = new Promise<void>((resolve) => {
    full = resolve
  })
  const server = createServer((socket) => {
    socket.on('error', () => {})
    const more = () => {
      while (socket.write(Buffer.alloc(1024 * 1024))) if (socket.destroyed) return
      full()
      socket.once('drain', more)
    }
    more()
  })
  const port = await serve(t, server)
  const plugin = pluginWith(t, { net: ['api.test'], names })
  const { value } = await plugin.call('net.connect', [{ hostname: 'api.test', port, tls: false }])
  await isFull
  const { bytes } = await plugin.call('net.read', [value.id, 10_000_000])
  assert.ok(bytes && bytes.length <= 192 * 1024)
})

test('a read that waits ends with its connection, and only one waits', async (t) => {
  const port = await serve(
    t,
    createServer(() => {}),
  )
  const plugin = pluginWith(t, { net: ['api.test'], names })
  const { value } = await plugin.call('net.connect', [{ hostname: 'api.test', port, tls: false }])
  const failure = failureOf(plugin.call('net.read', [value.id, 5]))
  assert.match(await failureOf(plugin.call('net.read', [value.id, 5])), /^Busy: /)
  assert.match(await failureOf(plugin.call('net.read', [value.id, 0])), /^RangeError: /)
  await plugin.call('net.close', [value.id])
  assert.match(await failure, /^Interrupted: /)
})

test('the end of a generation ends a connection that is being made', async () => {
  const { handles, call } = withRealWire({ net: ['api.test'], lookup: () => new Promise(() => {}) })
  const failure = failureOf(call('net.connect', [{ hostname: 'api.test', port: 80, tls: false }]))
  handles.closeAll()
  assert.match(await failure, /^Interrupted: /)
})
