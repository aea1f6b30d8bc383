import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { RehearseOptions } from '../../../core/rehearsal/prepared.ts'
import { rehearse } from '../../../core/rehearsal/rehearse.ts'
import { createFolder } from '../../support/folder.ts'
import { openSocket, startHost } from '../../support/host.ts'
import { ROOT } from '../../support/root.ts'

async function start(t: TestContext, options: RehearseOptions = {}) {
  const plugin = await rehearse(join(ROOT, 'plugins/alerts'), options)
  t.after(plugin.stop)
  return plugin
}

test('alerts shows what its operator wants cards for, and nothing else', async (t) => {
  const plugin = await start(t, { settings: { follow: false, gift: false, minTipCents: 1000 } })
  const kinds: unknown[] = []
  for (const [type, fields, envelope] of [
    ['gift', {}, {}],
    ['follow', {}, {}],
    ['share', {}, {}],
    ['tip', {}, { value: { amountCents: 999 } }],
    ['tip', {}, { value: { amountCents: 1000 } }],
    ['custom', { name: 'streaming.goal.completed', data: { title: 'Microphone' } }, { eventId: 'plugin:goals:1002:0' }],
    ['custom', { name: 'streaming.goal.completed', data: { title: 'Forged' } }, { eventId: 'plugin:prize-wheel:1002:0' }],
    ['custom', { name: 'streaming.goal.completed', data: { title: 'Forged' } }, { eventId: 'plugin:goals:1002:0', source: 'api' }],
    ['custom', { name: 'something.else', data: { title: 'x' } }, { eventId: 'plugin:goals:1002:0' }],
  ] as const) {
    const { published } = await plugin.send(type, fields, envelope)
    kinds.push(published.map(({ data }) => (data as { kind: string }).kind))
  }
  assert.deepEqual(kinds, [[], [], ['share'], [], ['tip'], ['goal'], [], [], []])
})

test('alerts is steered by actions, and says so to its page', async (t) => {
  const plugin = await start(t)
  const published = []
  for (const action of ['skip', 'clear', 'pause', 'resume']) published.push(...(await plugin.act(action)).published)
  const shown = await plugin.act('show', { name: 'Ben', line: 'is live', message: '<b>hi</b>' })
  const retracted = await plugin.act('retract', { userIds: ['7'] })
  const { kind, name, message } = Object(shown.published[0]?.data)
  assert.deepEqual(published, [
    { topic: 'control', data: { do: 'skip' } },
    { topic: 'control', data: { do: 'clear' } },
    { topic: 'paused', data: true, retain: true },
    { topic: 'paused', data: null, retain: true },
  ])
  assert.deepEqual([kind, name, message, retracted.published[0]?.data], ['shoutout', 'Ben', '<b>hi</b>', { ids: [], userIds: ['7'] }])
})

test('alerts takes back what the platform deleted: by event and by viewer', async (t) => {
  const plugin = await start(t)
  const { published } = await plugin.send('chatDeleted', { messageIds: ['tip:1'], userIds: ['7'] })
  assert.deepEqual(published, [{ topic: 'retract', data: { ids: ['tip:1'], userIds: ['7'] } }])
})

test('a card that is taken back or cleared is kept for no page that is reloaded, and one that is not is', async (t) => {
  const plugin = await start(t)
  const tip = (eventId: string, userId: string) =>
    plugin.send(
      'tip',
      {},
      { eventId, user: { userId, uniqueId: 'luna', displayName: 'Luna', safeName: 'Luna' }, value: { amountCents: 1000 } },
    )
  const sent = [await tip('tip:1', '1'), await tip('tip:2', '2'), await tip('tip:3', '3')]
  assert.deepEqual(
    sent.map(({ published }) => published[0]?.ack),
    ['tip:1', 'tip:2', 'tip:3'],
  )
  const deleted = await plugin.send('chatDeleted', { messageIds: ['tip:1'], userIds: ['2'] })
  const cleared = await plugin.act('clear')
  const takenBack = (ack: string) => ['alerts', 'pictures'].map((topic) => ({ topic, data: null, ack }))
  assert.deepEqual(deleted.published.slice(1), [...takenBack('tip:1'), ...takenBack('tip:2')])
  assert.deepEqual(cleared.published.slice(1), takenBack('tip:3'))
})

test('a card goes out without its pictures, and asks for them of the plugin that has them', async (t) => {
  const plugin = await start(t)
  const { published, called, error } = await plugin.send('gift')
  const later = await plugin.advance(1)
  assert.deepEqual([published.map(({ topic }) => topic), error, later.published], [['alerts'], undefined, []])
  assert.deepEqual(
    [...called, ...later.called].map(({ error = '' }) => error.split(' ', 1)[0]),
    ['moderation.check', 'overlays.picture', 'overlays.picture'],
  )
})

test('without pictures nobody is asked for one', async (t) => {
  const plugin = await start(t, { settings: { pictures: false } })
  const { called } = await plugin.send('gift')
  assert.deepEqual(
    [...called, ...(await plugin.advance(1)).called].map(({ error = '' }) => error.split(' ', 1)[0]),
    ['moderation.check'],
  )
})

test('alerts that were paused are so after a restart, and pages that come then are told', async (t) => {
  const folder = createFolder()
  const begin = () => startHost(t, { pluginRoots: [join(ROOT, 'plugins')], only: ['alerts'], dataDir: folder })
  const host = await begin()
  const headers = { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' }
  await fetch(`${host.url}/api/actions/alerts.pause`, { method: 'POST', headers, body: '{}' })
  await host.stop()
  const again = await begin()
  const { messages, until } = await openSocket(t, again.url, { key: again.keys.overlay, subscribe: { topics: ['alerts.paused'] } })
  await until(() => messages.some(({ type }) => type === 'publish'))
  assert.equal(messages.find(({ type }) => type === 'publish')?.data, true)
})
