import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openSocket, startHost } from '../../support/host.ts'

type Json = Record<string, unknown>

async function started(t: TestContext) {
  const host = await startHost(t, { only: ['tip-menu', 'goals'] })
  const ask = (method: string, path: string, body?: unknown, key = host.keys.moderator) => host.ask(method, path, body, key)
  return { host, ask }
}

test('S2-040 S2-046: POST /api/menu puts an item of each category on the menu', async (t) => {
  const { ask } = await started(t)
  for (const category of ['performance', 'request', 'interaction', 'custom'])
    assert.equal((await ask('POST', '/api/menu', { title: category, category, priceCents: 500, currency: 'EUR' })).body.category, category)
  const { status, body } = await ask('POST', '/api/menu', { title: 'Sing', price: 100 })
  assert.deepEqual(
    [status, body],
    [201, { id: 'item-5', title: 'Sing', category: 'custom', price: 100, unit: 'coins', on: true, match: 'exact' }],
  )
  const wrong = [
    { title: 'x' },
    { title: 'x', price: 5, priceCents: 5 },
    { title: 'x', price: 0 },
    { title: 'x', price: 5, category: 'dance' },
    { title: 'x', price: 5, action: { id: 'obs.stopStream' } },
    { price: 5 },
  ]
  for (const item of wrong) assert.equal((await ask('POST', '/api/menu', item)).status, 422, JSON.stringify(item))
})

test('S2-041: GET /api/menu lists every item, with what is off and what happens behind it', async (t) => {
  const { ask } = await started(t)
  const action = { id: 'overlays.show', input: { text: '{name}' } }
  await ask('POST', '/api/menu', { title: 'Sing', price: 100, on: false, action })
  assert.deepEqual((await ask('GET', '/api/menu')).body, {
    creatorId: 'me',
    items: [{ id: 'item-1', title: 'Sing', category: 'custom', price: 100, unit: 'coins', on: false, match: 'exact', action }],
  })
})

test('S2-042: PATCH /api/menu/:id changes an item, and null takes its action away', async (t) => {
  const { ask } = await started(t)
  await ask('POST', '/api/menu', { title: 'Sing', price: 100, action: { id: 'overlays.show', input: { text: 'a' } } })
  const { status, body } = await ask('PATCH', '/api/menu/item-1', {
    title: 'Dance',
    priceCents: 250,
    currency: 'EUR',
    action: null,
    match: 'atLeast',
  })
  assert.deepEqual(
    [status, body],
    [200, { id: 'item-1', title: 'Dance', category: 'custom', price: 250, unit: 'cents', currency: 'EUR', on: true, match: 'atLeast' }],
  )
  assert.equal((await ask('PATCH', '/api/menu/item-9', { title: 'x' })).body.code, 'ITEM_UNKNOWN')
  assert.equal((await ask('PATCH', '/api/menu/item-1', { id: 'x' })).status, 422)
})

test('S2-043: DELETE /api/menu/:id removes an item, and restore brings it back', async (t) => {
  const { ask } = await started(t)
  await ask('POST', '/api/menu', { title: 'Sing', price: 100 })
  assert.equal((await ask('DELETE', '/api/menu/item-1')).status, 204)
  assert.equal((await ask('DELETE', '/api/menu/item-1')).status, 404)
  assert.equal((await ask('POST', '/api/menu/item-1/restore', {})).body.title, 'Sing')
})

test('S2-044: POST /api/menu/:id/toggle takes an item off the menu and puts it on again', async (t) => {
  const { ask } = await started(t)
  await ask('POST', '/api/menu', { title: 'Sing', price: 100 })
  const toggled = async (body: Json) => (await ask('POST', '/api/menu/item-1/toggle', body)).body.on
  assert.deepEqual(
    [await toggled({}), await toggled({}), await toggled({ on: true }), await toggled({ on: false })],
    [false, true, true, false],
  )
})

test('S2-045: GET /api/menu/public/:creatorId shows everyone what is on, and nothing else, by the name of a channel that was live', async (t) => {
  const { host, ask } = await started(t)
  await ask('POST', '/api/menu', { title: 'Sing', price: 100, action: { id: 'overlays.show', input: { text: 'secret' } } })
  await ask('POST', '/api/menu', { title: 'Hidden', price: 50, on: false })
  const items = [{ id: 'item-1', title: 'Sing', category: 'custom', price: 100, unit: 'coins' }]
  const asStranger = (creatorId: string) => ask('GET', `/api/menu/public/${creatorId}`, undefined, '')
  assert.deepEqual(await asStranger('me'), { status: 200, body: { creatorId: 'me', items } })
  const unknown = await asStranger('ana.live')
  assert.deepEqual([unknown.status, unknown.body.code], [404, 'CREATOR_UNKNOWN'])

  const socket = await openSocket(t, host.url, { key: host.keys.overlay, subscribe: { topics: ['tip-menu.menu.updated'] } })
  const door = host.door()
  door.openSession({ streamId: 'tiktok:ana.live', source: 'live', roomId: '7' })
  await socket.until(() => socket.messages.some(({ data }) => Object(data).creatorId === 'tiktok:ana.live'))
  assert.deepEqual(await asStranger('ana.live'), { status: 200, body: { creatorId: 'ana.live', items } })
  const shut = await Promise.all(['GET', 'POST'].map((method) => ask(method, '/api/menu', method === 'POST' ? {} : undefined, '')))
  assert.deepEqual(
    shut.map(({ status }) => status),
    [401, 401],
  )
})

test('what the acting plugin would refuse is refused when the item is saved, in its own words', async (t) => {
  const { ask } = await started(t)
  await ask('POST', '/api/goals', { title: 'Songs', kind: 'coins', target: 10 })
  const action = (input: Json) => ({ id: 'goals.add', input })
  const refused = await ask('POST', '/api/menu', { title: 'Sing', price: 5, action: action({ goal: 'Songs', amount: 'four' }) })
  assert.deepEqual([refused.status, refused.body.code], [422, 'ITEM_INVALID'])
  assert.match(String(refused.body.detail), /^Input of goals\.add: "amount" is "four"/)
  const saved = await ask('POST', '/api/menu', { title: 'Sing', price: 5, action: action({ goal: 'Songs', amount: 4 }) })
  assert.equal(saved.status, 201)
  assert.equal((await ask('PATCH', `/api/menu/${saved.body.id}`, { action: action({ gaol: 'Songs' }) })).status, 422)
  const goals = (await ask('GET', '/api/goals')).body
  assert.ok(JSON.stringify(goals).includes('"current":0'), `something was called: ${JSON.stringify(goals)}`)
})

test('a tip of the price of an item calls the action of another plugin, as it is granted', async (t) => {
  const { host, ask } = await started(t)
  await ask('POST', '/api/goals', { title: 'Songs', kind: 'coins', target: 10 })
  await ask('POST', '/api/menu', { title: 'Sing', priceCents: 500, action: { id: 'goals.add', input: { goal: 'Songs', amount: 4 } } })
  const socket = await openSocket(t, host.url, {
    key: host.keys.overlay,
    subscribe: { topics: ['goals.goal.progress', 'tip-menu.ordered'] },
  })
  await ask('POST', '/api/sessions', { platform: 'other' })
  await ask('POST', '/api/tips', { amountCents: 500, currency: 'EUR', tipperName: 'Ana' })
  await socket.until(() => socket.messages.some(({ data }) => Object(data).currentCents === 4))
  await socket.until(() => socket.messages.some(({ topic }) => topic === 'ordered'))
  assert.deepEqual(
    socket.messages.filter(({ topic }) => topic === 'ordered').map(({ data }) => data),
    [{ id: 'item-1', name: 'Ana' }],
  )
})
