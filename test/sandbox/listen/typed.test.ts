import assert from 'node:assert/strict'
import { networkInterfaces } from 'node:os'
import { test } from 'node:test'
import type { Dial } from '../../../core/sandbox/broker/net/door.ts'
import type { Grants } from '../../../core/sandbox/broker/power.ts'
import { failureOf } from '../../support/net-powers.ts'
import { createWorld, say } from './world.ts'

const NAMES: Readonly<Record<string, readonly string[]>> = {
  localhost: ['127.0.0.1', '::1'],
  'shop.test': ['93.184.216.34'],
  'nas.local': ['192.168.1.20'],
  'meta.test': ['169.254.169.254'],
  'me.test': ['127.0.0.1'],
  'mapped.test': ['::ffff:127.0.0.1'],
}

/** A core at port 3000 that notes what it dials and connects to nothing. */
function createDialling(t: Parameters<typeof createWorld>[0], grants: Grants) {
  const dialled: string[] = []
  const dial: Dial = ({ addresses, port }) => {
    dialled.push(`${addresses.join('|')}:${port}`)
    throw new Error('Nothing is dialled here')
  }
  const lookup = async (name: string) => NAMES[name] ?? []
  const world = createWorld(t, { dial, lookup, ownPorts: () => [3000] })
  const plugin = world.plugin('game', grants)
  return { dialled, connect: (hostname: string, port: number) => failureOf(plugin.call('net.connect', [{ hostname, port, tls: false }])) }
}

test('what an operator wrote is reached where it is private, by address and by name, at its port only', async (t) => {
  const { dialled, connect } = createDialling(t, { typed: ['192.168.1.5:4455', 'NAS.local:80', 'localhost:25575', '[fd00::7]:1'] })
  for (const [hostname, port] of [
    ['192.168.1.5', 4455],
    ['nas.local', 80],
    ['fd00::7', 1],
  ] as const)
    await connect(hostname, port)
  assert.deepEqual(dialled, ['192.168.1.5:4455', '192.168.1.20:80', 'fd00::7:1'])
  for (const [hostname, port] of [
    ['192.168.1.5', 80],
    ['192.168.1.20', 80],
    ['nas.local', 81],
    ['127.0.0.1', 25575],
  ] as const)
    assert.match(await connect(hostname, port), /^NotCapable: /, `${hostname}:${port}`)
})

test('T56, T57: a setting leads neither to the secrets of a cloud nor to Showrunner itself, however it is written', async (t) => {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? [])
  const host = (address: string) => (address.includes(':') ? `[${address}]` : address)
  const here = [
    '127.0.0.1',
    'localhost',
    '127.1.2.3',
    '0.0.0.0',
    '0',
    '0x7f.1',
    '2130706433',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'me.test',
    'mapped.test',
    ...own,
  ]
  const clouds = [
    '169.254.169.254',
    '2852039166',
    '168.63.129.16',
    '100.100.100.200',
    'fd00:ec2::254',
    '::ffff:169.254.169.254',
    'meta.test',
  ]
  const typed = [...here.map((address) => `${host(address)}:3000`), ...clouds.map((address) => `${host(address)}:80`)]
  const { dialled, connect } = createDialling(t, { typed })
  for (const address of here) assert.match(await connect(address, 3000), /^(NotCapable|TypeError|Error): /, address)
  for (const address of clouds) assert.match(await connect(address, 80), /^NotCapable: .*which no grant gives/, address)
  assert.deepEqual(dialled, [])
})

test('T56, T57: what was written for the internet alone is open at a public address and at no other', async (t) => {
  const { dialled, connect } = createDialling(t, {
    typedPublic: ['shop.test:443', 'nas.local:80', '127.0.0.1:3000', '127.0.0.1:8080', 'localhost:80', '10.0.0.8:80'],
  })
  await connect('shop.test', 443)
  assert.deepEqual(dialled, ['93.184.216.34:443'])
  for (const [hostname, port] of [
    ...[['nas.local', 80] as const, ['127.0.0.1', 3000] as const, ['127.0.0.1', 8080] as const, ['localhost', 80] as const],
    ...[['10.0.0.8', 80] as const, ['shop.test', 80] as const],
  ])
    assert.match(await connect(hostname, port), /^NotCapable: /, `${hostname}:${port}`)
  assert.deepEqual(dialled, ['93.184.216.34:443'])
})

test('T58: a host that was written sends on to no other', async (t) => {
  const world = createWorld(t)
  const server = world.plugin('server', { listen: ['127.0.0.1:0'] })
  const target = await server.serve()
  const { id, port } = await server.serve()
  const plugin = world.plugin('game', { typed: [`127.0.0.1:${port}`] })
  const url = `http://127.0.0.1:${port}/`
  const asked = { url, method: 'GET', headers: [], redirect: 'follow', hasBody: false }
  const fetching = (await plugin.call('fetch.open', [asked])).value.id
  await server.answer((await server.next(id)).id, '', { status: 302, headers: [['location', `http://127.0.0.1:${target.port}/`]] })
  assert.match(await failureOf(plugin.call('fetch.response', [fetching])), /^NotCapable: Requires net access to "127\.0\.0\.1:/)
  say(t, target.port, '').socket.destroy()
  assert.deepEqual(plugin.used, [`net 127.0.0.1:${port}`])
})

test('a change of what was written counts at the next use, also for connections that are kept', async (t) => {
  const world = createWorld(t)
  const server = world.plugin('server', { listen: ['127.0.0.1:0'] })
  const { id, port } = await server.serve()
  const grants = { typed: [`127.0.0.1:${port}`] }
  const plugin = world.plugin('game', grants)
  const asked = { url: `http://127.0.0.1:${port}/`, method: 'GET', headers: [], redirect: 'follow', hasBody: false }
  /** Fetches, and answers the port that the connection came from. */
  async function fetched(): Promise<number> {
    const fetching = (await plugin.call('fetch.open', [asked])).value.id
    const { id: request, remoteAddr } = await server.next(id)
    await server.answer(request, 'fine')
    await plugin.call('fetch.response', [fetching])
    while ((await plugin.call('fetch.read', [fetching])).bytes);
    return remoteAddr.port
  }
  const seen: number[] = []
  // The next request may come before the connection is free again; sooner or later one is kept.
  for (let from = await fetched(); !seen.includes(from); from = await fetched()) seen.push(from)
  grants.typed = [`127.0.0.1:${port}`, '10.0.0.1:1']
  assert.ok(!seen.includes(await fetched()))
  grants.typed = []
  assert.match(await failureOf(plugin.call('fetch.open', [asked])), /^NotCapable: /)
})
