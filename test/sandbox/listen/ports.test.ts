import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { test } from 'node:test'
import { failureOf } from '../../support/net-powers.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { createWorld, say } from './world.ts'

/** Somebody has begun to wait. */
async function waits(clock: { pending(): number }): Promise<void> {
  while (clock.pending() === 0) await new Promise<void>((resolve) => setImmediate(resolve))
}

const ANY = { listen: ['127.0.0.1:0'] }

test('a plugin listens at no address that another machine reaches, whatever it was granted', async (t) => {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? [])
  const wide = [
    '0.0.0.0',
    '::',
    '0',
    '127.0.0.2',
    '::ffff:127.0.0.1',
    'example.com',
    ...own.filter((address) => !['127.0.0.1', '::1'].includes(address)),
  ]
  const plugin = createWorld(t).plugin('game', { listen: wide.map((host) => `${host.includes(':') ? `[${host}]` : host}:0`) })
  for (const hostname of wide)
    for (const method of ['net.listen', 'serve.open'] as const)
      assert.match(
        await failureOf(plugin.call(method, [{ hostname, port: 0 }])),
        /^NotCapable: .*which no grant gives: plugins take connections from this machine only|^TypeError: /,
        hostname,
      )
  assert.deepEqual(plugin.used, [])
})

test('a plugin listens at the ports that it was granted and at no other', async (t) => {
  const plugin = createWorld(t).plugin('game', {
    listen: ['127.0.0.1:0', '127.0.0.1', 'localhost', '*:1234', '127.0.0.1:*', '$settings.port'],
    net: ['127.0.0.1:1234'],
  })
  assert.match(
    await failureOf(plugin.call('net.listen', [{ hostname: '127.0.0.1', port: 1234 }])),
    /^NotCapable: Requires listen access to "127\.0\.0\.1:1234"; add it/,
  )
  for (const port of [-1, 65_536, 1.5, '80', null, undefined])
    assert.match(await failureOf(plugin.call('serve.open', [{ hostname: '127.0.0.1', port }])), /^(RangeError|TypeError): /)
  assert.equal((await plugin.call('net.listen', [{ hostname: '127.0.0.1', port: 0 }])).value.addr.hostname, '127.0.0.1')
})

test('a port that is taken is AddrInUse, and the sentence says who has it', async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.after(() => other.close())
  const world = createWorld(t)
  const { port: foreign } = other.address() as AddressInfo // It listens on a port.
  const first = world.plugin('first', ANY)
  const { port } = await first.serve()
  const second = world.plugin('second', { listen: [`127.0.0.1:${port}`, `localhost:${port}`, `127.0.0.1:${foreign}`] })
  const taken = (hostname: string, at: number) => failureOf(second.call('net.listen', [{ hostname, port: at }]))
  const words = (at: number, who: string) => `AddrInUse: Port ${at} of this computer is taken by ${who}: close that, or choose another port`
  assert.equal(await taken('127.0.0.1', foreign), words(foreign, 'another program'))
  assert.equal(await taken('127.0.0.1', port), words(port, 'the plugin "first"'))
  assert.equal(await taken('localhost', port), words(port, 'the plugin "first"'))
  first.end()
  assert.equal((await second.call('net.listen', [{ hostname: 'localhost', port }])).value.addr.port, port)
})

test('the next version of a plugin waits for its port, but not for ever, and not for itself', async (t) => {
  const clock = createVirtualClock()
  const world = createWorld(t, { clock })
  const old = world.plugin('game', ANY)
  const { port } = await old.serve()
  const at = { hostname: '127.0.0.1', port }
  const grants = { listen: [`127.0.0.1:${port}`] }
  const late = world.plugin('game', grants)
  const tooLate = failureOf(late.call('serve.open', [at]))
  await waits(clock)
  await clock.advance(15_000)
  assert.match(await tooLate, /^AddrInUse: .*the plugin "game"/)
  const next = world.plugin('game', grants)
  const waiting = next.call('net.listen', [at])
  await waits(clock)
  old.end()
  assert.equal((await waiting).value.addr.port, port)
  assert.match(await failureOf(next.call('serve.open', [at])), /^AddrInUse: /)
  const gone = world.plugin('game', grants)
  const interrupted = failureOf(gone.call('serve.open', [at]))
  await waits(clock)
  gone.end()
  assert.match(await interrupted, /^Interrupted: /)
})

test('a flood of connections is held at 64, and those that wait are closed with the listener', async (t) => {
  const plugin = createWorld(t).plugin('game', ANY)
  const { value } = await plugin.call('net.listen', [{ hostname: '127.0.0.1', port: 0 }])
  const { id, addr } = value
  const sockets = Array.from({ length: 100 }, () => connect({ host: '127.0.0.1', port: addr.port }))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
  })
  const closed = sockets.map((socket) => once(socket.on('error', () => {}).resume(), 'close'))
  let gone = 0
  const enough = new Promise<void>((resolve) => {
    for (const each of closed) void each.then(() => ++gone === 36 && resolve())
  })
  await enough
  const taken = await plugin.call('net.accept', [id])
  assert.equal(taken.value.localAddr.port, addr.port)
  const second = plugin.call('net.accept', [id])
  await second
  plugin.end()
  await Promise.all(closed)
  assert.match(await failureOf(plugin.call('net.accept', [id])), /^BadResource: /)
})

test('accepted connections go on when their listener was closed, and end with the plugin', async (t) => {
  const plugin = createWorld(t).plugin('game', ANY)
  const { value } = await plugin.call('net.listen', [{ hostname: '127.0.0.1', port: 0 }])
  const peer = say(t, value.addr.port, 'hello')
  const conn = (await plugin.call('net.accept', [value.id])).value.id
  const waiting = failureOf(plugin.call('net.accept', [value.id]))
  await plugin.call('net.unlisten', [value.id])
  assert.match(await waiting, /^BadResource: /)
  assert.equal(String((await plugin.call('net.read', [conn, 100])).bytes), 'hello')
  await plugin.call('net.write', [conn], Buffer.from('still here'))
  assert.equal(await peer.until('here'), 'still here')
  plugin.end()
  await peer.until()
  assert.deepEqual(plugin.used, ['listen 127.0.0.1:0', `listen 127.0.0.1:${value.addr.port}`])
})
