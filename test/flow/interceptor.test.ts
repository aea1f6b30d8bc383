import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PluginView, Why } from '../../schemas/types.ts'
import { openSocket, startHost } from '../support/host.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'

const GUARD = `export default { intercept: {
  chat({ payload }) {
    if (payload.message.includes('hang')) return new Promise(() => {})
    if (payload.message.includes('throw')) throw new Error(payload.message)
    return payload.message.includes('bad') ? { hide: 'a bad word' } : undefined
  },
} }`

const SHOW = `export default { on: { chat: ({ payload }, host) => host.publish('chat', payload.message) } }`

async function guardedHost(t: Parameters<typeof startHost>[0]) {
  const { root, write } = await createPluginFolders()
  await write('show', { manifest: { subscriptions: [{ event: 'chat' }] }, files: { 'plugin.ts': SHOW } })
  await write('guard', {
    manifest: { subscriptions: [], permissions: { intercept: ['chat'] }, intercepts: [{ event: 'chat', deadlineMs: 300 }] },
    files: { 'plugin.ts': GUARD },
  })
  const host = await startHost(t, { pluginRoots: [root] })
  const api = async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' }
    return (await fetch(host.url + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })).json()
  }
  const { state, ask } = (await api('GET', '/api/plugins/guard')) as PluginView
  assert.deepEqual([state, ask?.permissions], ['waiting-for-grant', { intercept: ['chat'] }])
  await api('POST', '/api/plugins/guard/approve', { hash: ask?.hash })
  const socket = await openSocket(t, host.url, { key: host.keys.admin, subscribe: { topics: ['show.chat'] } })
  await socket.until(() => socket.messages.some(({ type }) => type === 'subscribed'))
  const door = host.door()
  door.openSession({ streamId: 's', roomId: '1', source: 'live' })
  const user = { userId: '1', uniqueId: 'luna', displayName: 'Luna', safeName: 'Luna' }
  const say = (...messages: readonly string[]) =>
    door.ingest(messages.map((message) => ({ eventType: 'chat', timestamp: new Date().toISOString(), payload: { message }, user })))
  const shown = () => socket.messages.flatMap(({ type, data }) => (type === 'publish' ? [data] : []))
  return { host, say, shown, socket }
}

test('a chat that a plugin hides stays in the log and reaches no other plugin, and Why says who hid it', async (t) => {
  const { host, say, shown, socket } = await guardedHost(t)
  await say('hola', 'something bad', 'que tal')
  await socket.until(() => shown().includes('que tal'))
  const chats = host.events.filter(({ eventType }) => eventType === 'chat')
  const headers = { authorization: `Bearer ${host.keys.admin}` }
  // The route's schema is that of Why.
  const why = (await (await fetch(`${host.url}/api/events/${chats[1]?.seqNo}/why`, { headers })).json()) as Why
  const lane = why.lanes.find(({ plugin }) => plugin === 'show')
  assert.deepEqual([shown(), chats.length, lane?.sentence], [['hola', 'que tal'], 3, 'show never saw it: guard hid it (a bad word)'])
})

test('a chat goes on when the plugin that looks at it fails or says nothing', async (t) => {
  const { host, say, shown, socket } = await guardedHost(t)
  await say('throw this', 'hang this', 'bye')
  await socket.until(() => shown().includes('bye'))
  const { interceptors } = host.status() as { interceptors: readonly { passed: number; late: number }[] }
  assert.deepEqual([shown(), interceptors[0]?.late], [['throw this', 'hang this', 'bye'], 3])
})
