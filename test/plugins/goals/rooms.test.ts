import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'
import { createFolder } from '../../support/folder.ts'
import { startHost } from '../../support/host.ts'

const open = (dataDir: string, t: Parameters<typeof startHost>[0]) => startHost(t, { dataDir, only: ['goals', 'tip-menu'] })

function asker({ url, keys }: Awaited<ReturnType<typeof startHost>>) {
  return async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${keys.admin}`, 'content-type': 'application/json' }
    return Object(await (await fetch(url + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })).json())
  }
}

test('S2-088 S2-089 S2-093 S2-102: overlays in the room of a session hear of goals and of the menu, without a key', async (t) => {
  const host = await open(createFolder(), t)
  const ask = asker(host)
  const { sessionId } = (await ask('POST', '/api/sessions', { platform: 'other' })).session
  const socket = new WebSocket(`${host.url.replace('http', 'ws')}/streaming/overlay`)
  t.after(() => socket.terminate())
  const heard: { readonly event: string; readonly data: Record<string, unknown> }[] = []
  const { changed, until } = createWaiters()
  socket.on('message', (data) => {
    heard.push(JSON.parse(String(data)))
    changed()
  })
  const of = (event: string) => heard.filter((message) => message.event === event).map(({ data }) => data)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  socket.send(JSON.stringify({ event: 'join_overlay', data: { sessionId } }))
  await until(() => of('session_updated').length > 0)

  await ask('POST', '/api/goals', { title: 'Lights', targetCents: 2000, currency: 'EUR' })
  await ask('POST', '/api/menu', { title: 'Sing', category: 'request', priceCents: 500, currency: 'EUR' })
  await ask('POST', '/api/tips', { amountCents: 2500, currency: 'EUR' })
  const menu = () => Object(of('menu_updated').at(-1))
  await until(() => of('goal_progress').length > 0 && of('goal_completed').length > 0 && menu().items?.length > 0)

  const goal = { sessionId, goalId: 'goal-1', title: 'Lights', targetCents: 2000, kind: 'tips', unit: 'cents' }
  assert.deepEqual(of('goal_progress'), [{ ...goal, currentCents: 2500, percentage: 125 }])
  assert.deepEqual(of('goal_completed'), [goal])
  const item = { id: 'item-1', title: 'Sing', category: 'request', price: 500, unit: 'cents', currency: 'EUR' }
  assert.deepEqual([typeof menu().creatorId, menu().items], ['string', [item]])
})

test('S2-120: goals, how far they are, and the menu are kept over a restart, and shown by it', async (t) => {
  const dataDir = createFolder()
  const first = await open(dataDir, t)
  const { sessionId } = (await asker(first)('POST', '/api/sessions', { platform: 'other' })).session
  const goal = await asker(first)('POST', '/api/goals', { title: 'Lights', kind: 'coins', target: 20, sessionId, current: 5 })
  const item = await asker(first)('POST', '/api/menu', { title: 'Sing', price: 100 })
  assert.equal(goal.current, 5)
  await first.stop()
  const second = await open(dataDir, t)
  assert.deepEqual((await asker(second)('GET', `/api/goals?sessionId=${sessionId}`)).goals, [goal])
  assert.deepEqual((await asker(second)('GET', '/api/menu')).items, [item])
})
