import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { HostOptions } from '../../../core/host.ts'
import { createFolder } from '../../support/folder.ts'
import { openSocket, startHost } from '../../support/host.ts'
import { createPluginFolders } from '../../support/plugin-folders.ts'
import { ROOT } from '../../support/root.ts'

const SHOW = `export default { on: {
  chat: ({ payload, user }, host) => host.publish('chat', user.displayName + ': ' + payload.message),
  chatDeleted: ({ payload }, host) => host.publish('chat', 'gone: ' + payload.userIds),
} }`

/** A host with moderation, and a plugin that shows chats. */
async function moderatedHost(t: TestContext, options: Partial<HostOptions> = {}) {
  const { root, write } = await createPluginFolders()
  await write('show', { manifest: { subscriptions: [{ event: 'chat' }, { event: 'chatDeleted' }] }, files: { 'plugin.ts': SHOW } })
  const host = await startHost(t, { pluginRoots: [join(ROOT, 'plugins'), root], only: ['moderation', 'show'], ...options })
  const socket = await openSocket(t, host.url, { key: host.keys.admin, subscribe: { topics: ['show.chat'] } })
  await socket.until(() => socket.messages.some(({ type }) => type === 'subscribed'))
  const door = host.door()
  door.openSession({ streamId: 's', roomId: '1', source: 'live' })
  async function post(path: string, { key, input, status }: { key: string; input: unknown; status: number }): Promise<void> {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const answer = await fetch(host.url + path, { method: 'POST', headers, body: JSON.stringify(input) })
    assert.equal(answer.status, status)
  }
  const shown = () => socket.messages.flatMap(({ type, data }) => (type === 'publish' ? [data] : []))
  return {
    host,
    shown,
    say: (name: string, message: string) =>
      door.ingest([
        {
          eventType: 'chat',
          timestamp: new Date().toISOString(),
          payload: { message },
          user: { userId: `id-${name}`, uniqueId: name, displayName: name },
        },
      ]),
    leave: () => door.closeSession('stopped'),
    untilShown: (text: string) => socket.until(() => shown().includes(text)),
    act: (action: string, input: unknown) => post(`/api/actions/moderation.${action}`, { key: host.keys.moderator, input, status: 200 }),
    simulate: (type: string) => post(`/api/simulate/${type}`, { key: host.keys.admin, input: {}, status: 201 }),
  }
}

test('S0-139: on a live host a bad chat reaches no plugin, stays in the log, and the others come in order', async (t) => {
  const { host, say, shown, untilShown } = await moderatedHost(t)
  await say('ana', 'hola')
  await say('leo', 'h1jo d3 put4')
  await say('eva', 'que tal')
  await untilShown('eva: que tal')
  assert.deepEqual(shown(), ['ana: hola', 'eva: que tal'])
  assert.equal(host.events.filter(({ eventType }) => eventType === 'chat').length, 3)
})

test('S0-142: with FEATURE_CONTENT_MODERATION=false nothing is hidden', async (t) => {
  const { say, shown, untilShown } = await moderatedHost(t, { variables: { FEATURE_CONTENT_MODERATION: 'false' } })
  await say('leo', 'puta vida')
  await untilShown('leo: puta vida')
  assert.deepEqual(shown(), ['leo: puta vida'])
})

test('a mute takes back what was shown and hides what comes, a blocked word counts at once', async (t) => {
  const { say, act, shown, untilShown } = await moderatedHost(t)
  await say('leo', 'hola')
  await untilShown('leo: hola')
  await act('mute', { userId: 'id-leo' })
  await untilShown('gone: id-leo')
  await act('blockWord', { word: 'melon' })
  await say('leo', 'sigo aqui')
  await say('ana', 'un M3L0N')
  await say('ana', 'adios')
  await untilShown('ana: adios')
  assert.deepEqual(shown(), ['leo: hola', 'gone: id-leo', 'ana: adios'])
})

test('a mute outlasts a test that ends, and a restart within its live', async (t) => {
  const dataDir = createFolder()
  const before = await moderatedHost(t, { dataDir })
  await before.say('leo', 'hola')
  await before.untilShown('leo: hola')
  await before.act('mute', { userId: 'id-leo' })
  await before.simulate('streamEnd')
  await before.leave()
  await before.host.stop()
  const { host, say, shown, untilShown } = await moderatedHost(t, { dataDir })
  await say('leo', 'sigo aqui')
  await say('ana', 'adios')
  await untilShown('ana: adios')
  assert.deepEqual([shown(), new Set(host.events.map(({ sessionId }) => sessionId)).size], [['ana: adios'], 1])
})

test('T53: what a viewer writes is text to moderation: templates and markup in it do nothing, and pass', async (t) => {
  const { say, shown, untilShown } = await moderatedHost(t)
  const texts = ['{{7*7}}', `\${7*7}`, '<%= 7*7 %>', '{{#with constructor}}x', '<img src=x onerror=alert(1)>', '$& $1 \\1 .* (a+)+$']
  for (const text of texts) await say('leo', text)
  await untilShown('leo: $& $1 \\1 .* (a+)+$')
  assert.deepEqual(
    shown(),
    texts.map((text) => `leo: ${text}`),
  )
})

test('a word that is blocked is text, whatever signs are in it', async (t) => {
  const { say, act, shown, untilShown } = await moderatedHost(t)
  await act('blockWord', { word: '(a+)+$' })
  await act('blockWord', { word: '[' })
  await act('blockWord', { word: '*' })
  await say('ana', 'hola')
  await untilShown('ana: hola')
  assert.deepEqual(shown(), ['ana: hola'])
})
