import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, readdir, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { WebSocket, WebSocketServer } from 'ws'
import { removeLeftovers } from '../../../plugins/dino-chrome/browser/leftovers.ts'
import { createFolder } from '../../support/folder.ts'

/** What the plugin's sandbox has, with files of a real folder. */
async function inFolder(t: TestContext, names: readonly string[]) {
  const folder = createFolder()
  for (const name of names) await mkdir(join(folder, name, 'Default'), { recursive: true })
  const { WebSocket: before } = globalThis
  t.after(() => {
    Object.assign(globalThis, { WebSocket: before, Deno: undefined })
  })
  Object.assign(globalThis, {
    WebSocket,
    Deno: {
      async *readDir() {
        for (const name of await readdir(folder)) yield { name, isDirectory: true }
      },
      remove: (name: string) => rm(join(folder, name), { recursive: true }),
    },
  })
  return { left: () => readdir(folder) }
}

function createKv(kept: Map<string, unknown>) {
  return {
    ...{ get: async (key: string) => kept.get(key), set: async (key: string, value: unknown) => void kept.set(key, value) },
    ...{ delete: async (key: string) => void kept.delete(key), list: async () => [], sum: async () => 0 },
  }
}

test('the browser that a killed host left is told to close, by an address that only it has; its profiles go, and nothing else', async (t) => {
  const { left } = await inFolder(t, ['profile-1', 'profile-2', 'pictures'])
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  t.after(() => server.close())
  await once(server, 'listening')
  const told: string[] = []
  server.on('connection', (socket, { url }) => {
    socket.on('message', (text) => {
      const { id, method } = JSON.parse(String(text))
      told.push(`${url} ${method}`)
      socket.send(JSON.stringify({ id, result: {} }))
    })
  })
  const { port } = server.address() as AddressInfo
  const kept = new Map<string, unknown>([
    ['browser', `ws://127.0.0.1:${port}/devtools/browser/secret`],
    ['best', 47],
  ])
  await removeLeftovers(createKv(kept))
  assert.deepEqual([told, [...kept.keys()], await left()], [['/devtools/browser/secret Browser.close'], ['best'], ['pictures']])
})

test('where none was left, or it has ended, there is nothing to close', async (t) => {
  const { left } = await inFolder(t, ['profile-1'])
  const kept = new Map<string, unknown>([['browser', 'ws://127.0.0.1:9/devtools/browser/gone']])
  await removeLeftovers(createKv(kept))
  await removeLeftovers(createKv(kept))
  assert.deepEqual([await left(), kept.size], [[], 0])
})
