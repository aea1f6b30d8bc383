import assert from 'node:assert/strict'
import { Socket } from 'node:net'
import { test } from 'node:test'
import { createDoor } from '../../../../core/sandbox/broker/net/door.ts'
import type { Asker, Grants } from '../../../../core/sandbox/broker/power.ts'
import { createVirtualClock } from '../../../support/virtual-clock.ts'

const NAMES: Readonly<Record<string, readonly string[]>> = {
  'shop.example': ['93.184.216.34'],
  'inside.example': ['192.168.1.20'],
  'mixed.example': ['192.168.1.20', '93.184.216.34'],
  'cloud.example': ['169.254.169.254'],
}

/** The addresses that a plugin with these grants gets a connection to, or the name of the error. */
async function reached(grants: Grants, hostname: string, port = 443): Promise<readonly string[] | string> {
  let dialled: readonly string[] = []
  const door = createDoor({
    lookup: async (name) => NAMES[name] ?? [],
    dial({ addresses }) {
      dialled = addresses
      const socket = new Socket()
      setImmediate(() => socket.emit('connect'))
      return socket
    },
    ownPorts: () => [3000],
    clock: createVirtualClock(),
  })
  // All that a door looks at of who asks.
  const asker = { plugin: 'tts', grants: () => grants, used: () => {} } as unknown as Asker
  return door.connect(asker, { hostname, port }, { signal: new AbortController().signal }).then(
    (socket) => {
      socket.destroy()
      return dialled
    },
    (error: Error) => error.name,
  )
}

test('T57: a plugin reaches nothing by a name that is not granted, and of a granted one only what is public', async () => {
  const net = ['shop.example', 'inside.example', 'mixed.example']
  assert.deepEqual(
    [
      await reached({ net }, 'shop.example'),
      await reached({ net }, 'inside.example'),
      await reached({ net }, 'mixed.example'),
      await reached({ net }, 'cloud.example'),
    ],
    [['93.184.216.34'], 'NotCapable', ['93.184.216.34'], 'NotCapable'],
  )
})

test('T57: what an operator wrote leads to that port of it, also inside, but neither to Showrunner itself nor to where a cloud keeps secrets', async () => {
  const typed = ['inside.example:443', '127.0.0.1:3000', '127.0.0.1:3001', '192.168.1.20:3000', 'cloud.example:443', '169.254.170.2:80']
  assert.deepEqual(
    [
      await reached({ typed }, 'inside.example'),
      await reached({ typed }, 'inside.example', 80),
      await reached({ typed }, '127.0.0.1', 3000),
      await reached({ typed }, '127.0.0.1', 3001),
      await reached({ typed }, '192.168.1.20', 3000),
      await reached({ typed }, 'cloud.example'),
      await reached({ typed }, '169.254.170.2', 80),
    ],
    [['192.168.1.20'], 'NotCapable', 'NotCapable', ['127.0.0.1'], ['192.168.1.20'], 'NotCapable', 'NotCapable'],
  )
})

test('T57: what an operator wrote without letting it inside leads to public addresses only', async () => {
  const typedPublic = ['shop.example:443', 'inside.example:443', 'mixed.example:443']
  assert.deepEqual(
    [
      await reached({ typedPublic }, 'shop.example'),
      await reached({ typedPublic }, 'inside.example'),
      await reached({ typedPublic }, 'mixed.example'),
    ],
    [['93.184.216.34'], 'NotCapable', ['93.184.216.34']],
  )
})
