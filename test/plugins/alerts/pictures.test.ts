import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { PluginReport } from '../../../core/serve/serve.ts'
import { picturesOf } from '../../../plugins/alerts/pictures.ts'
import { openSocket, startHost } from '../../support/host.ts'
import { ROOT } from '../../support/root.ts'

const URLS = { avatarUrl: 'https://p16.tiktokcdn.com/luna.webp', giftUrl: 'https://p16.tiktokcdn.com/rose.png' }

test('pictures are those of this host, and what cannot be had is left out', async () => {
  const ask = (answers: Readonly<Record<string, unknown>>) =>
    picturesOf('1', URLS, { call: async (_, input) => ({ url: answers[Object(input).url] }) })
  assert.deepEqual(await ask({ [URLS.avatarUrl]: '/blobs/a.webp', [URLS.giftUrl]: '/blobs/b.png' }), {
    id: '1',
    avatar: '/blobs/a.webp',
    gift: '/blobs/b.png',
  })
  assert.deepEqual(await ask({ [URLS.giftUrl]: '/blobs/b.png' }), { id: '1', gift: '/blobs/b.png' })
  assert.deepEqual(await ask({ [URLS.avatarUrl]: 'https://elsewhere.example/a.png' }), undefined)
  assert.deepEqual(await picturesOf('1', URLS, { call: () => Promise.reject(new Error('There is no such plugin')) }), undefined)
  assert.deepEqual(await picturesOf('1', undefined, { call: () => Promise.reject(new Error('Nobody is to be asked')) }), undefined)
})

test('in a running host alerts asks overlays for pictures, as it was granted, and the card does not wait for the answer', async (t) => {
  const host = await startHost(t, { pluginRoots: [join(ROOT, 'plugins')], only: ['alerts', 'overlays'] })
  const headers = { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' }
  const { messages, until } = await openSocket(t, host.url, { key: host.keys.overlay, subscribe: { topics: ['alerts.alerts'] } })
  const report = async () => (await (await fetch(`${host.url}/api/plugins/alerts`, { headers })).json()) as PluginReport
  const body = JSON.stringify({ avatarUrl: 'https://p16.example.invalid/luna.webp' })
  await fetch(`${host.url}/api/simulate/gift`, { method: 'POST', headers, body })
  await until(() => messages.some(({ type }) => type === 'publish'))
  const asked = async () => (await report()).usage.find(({ what }) => what === 'overlays.picture')
  let found = await asked()
  // The card was there before it was asked for.
  for (let turn = 0; !found && turn < 200; turn++) found = await asked()
  assert.deepEqual([found?.power, found?.denied], ['actions', 0])
})
