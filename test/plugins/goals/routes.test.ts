import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openSocket, startHost } from '../../support/host.ts'

type Json = Record<string, unknown>

async function started(t: TestContext) {
  const host = await startHost(t, { only: ['goals'] })
  async function ask(method: string, path: string, body?: unknown, key = host.keys.moderator) {
    const headers = { ...(key && { authorization: `Bearer ${key}` }), 'content-type': 'application/json' }
    const answer = await fetch(host.url + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) as Json), headers: answer.headers }
  }
  return { host, ask }
}

test('S2-030: POST /api/goals makes a goal, and says where it is', async (t) => {
  const { ask } = await started(t)
  const { status, body, headers } = await ask('POST', '/api/goals', { title: 'Outfit change', targetCents: 50_000, currency: 'EUR' })
  const { createdAt, ...goal } = body
  assert.deepEqual([status, headers.get('location')], [201, '/api/goals/goal-1'])
  assert.deepEqual(goal, {
    ...{ id: 'goal-1', title: 'Outfit change', kind: 'tips', unit: 'cents', target: 50_000, currency: 'EUR' },
    ...{ current: 0, percentage: 0 },
  })
  assert.ok(!Number.isNaN(Date.parse(String(createdAt))))
})

test('S2-030: a goal without a title, with two targets or none, or with what is no field is not made', async (t) => {
  const { ask } = await started(t)
  const wrong = [
    { target: 5 },
    { title: 'x' },
    { title: 'x', target: 5, targetCents: 5 },
    { title: 'x', target: 0 },
    { title: 'x', target: 5, kind: 'wishes' },
    { title: 'x', target: 5, completedAt: 'now' },
    { title: 'x'.repeat(121), target: 5 },
  ]
  for (const body of wrong) assert.equal((await ask('POST', '/api/goals', body)).status, 422, JSON.stringify(body))
  assert.deepEqual((await ask('GET', '/api/goals')).body, { goals: [] })
})

test('S2-031 S2-034: GET /api/goals lists goals as they stand in a session', async (t) => {
  const { host, ask } = await started(t)
  await ask('POST', '/api/goals', { title: 'Every live', targetCents: 10_000 })
  const socket = await openSocket(t, host.url, { key: host.keys.overlay, subscribe: { topics: ['goals.goal.progress'] } })
  const told = async (count: number) => {
    await socket.until(() => socket.messages.filter(({ type }) => type === 'publish').length >= count)
    return Object(socket.messages.filter(({ type }) => type === 'publish')[count - 1]).data
  }
  const first = Object((await ask('POST', '/api/sessions', { platform: 'other' })).body.session).sessionId
  await ask('POST', '/api/tips', { amountCents: 2550, currency: 'EUR' })
  assert.deepEqual(await told(1), {
    ...{ sessionId: first, goalId: 'goal-1', title: 'Every live', currentCents: 2550, targetCents: 10_000, percentage: 25 },
    ...{ kind: 'tips', unit: 'cents' },
  })
  await ask('POST', `/api/sessions/${first}/end`, {})
  const second = Object((await ask('POST', '/api/sessions', { platform: 'other' })).body.session).sessionId
  await ask('POST', '/api/tips', { amountCents: 100, currency: 'EUR' })
  await told(2)
  const currents = async (query: string) => Object((await ask('GET', `/api/goals${query}`)).body).goals.map(({ current }: Json) => current)
  assert.deepEqual(
    [await currents(''), await currents(`?sessionId=${first}`), await currents(`?sessionId=${second}`)],
    [[100], [2550], [100]],
  )
})

test('S2-032: PATCH /api/goals/:id changes a goal and how far it is', async (t) => {
  const { ask } = await started(t)
  await ask('POST', '/api/goals', { title: 'Lights', kind: 'coins', target: 500 })
  const early = await ask('PATCH', '/api/goals/goal-1', { current: 10 })
  assert.deepEqual([early.status, early.body.code], [409, 'NO_LIVE'])
  await ask('POST', '/api/sessions', { platform: 'other' })
  // The plugin knows of the session once its start is delivered; a look does not wait for that, a gift does.
  await ask('POST', '/api/simulate/gift', { coins: 5 })
  const patched = await ask('PATCH', '/api/goals/goal-1', { title: 'All the lights', target: 400, hidden: true })
  assert.deepEqual([patched.status, patched.body.title, patched.body.target, patched.body.hidden], [200, 'All the lights', 400, true])
  assert.equal((await ask('PATCH', '/api/goals/goal-1', {})).status, 422)
  assert.equal((await ask('PATCH', '/api/goals/goal-9', { title: 'x' })).body.code, 'GOAL_UNKNOWN')
})

test('S2-033: DELETE /api/goals/:id removes a goal, and restore brings it back', async (t) => {
  const { ask } = await started(t)
  await ask('POST', '/api/goals', { title: 'Lights', kind: 'coins', target: 500 })
  assert.equal((await ask('DELETE', '/api/goals/goal-1')).status, 204)
  assert.equal((await ask('DELETE', '/api/goals/goal-1')).status, 404)
  assert.deepEqual((await ask('GET', '/api/goals')).body, { goals: [] })
  assert.equal((await ask('POST', '/api/goals/goal-1/restore', {})).body.title, 'Lights')
  assert.equal((await ask('GET', '/api/goals/goal-1')).status, 200)
})

test('goals are read by every key and changed by those who act; nobody else sees them', async (t) => {
  const { host, ask } = await started(t)
  const goal = { title: 'Lights', kind: 'coins', target: 500 }
  const asked = [
    (await ask('GET', '/api/goals', undefined, '')).status,
    (await ask('GET', '/api/goals', undefined, host.keys.overlay)).status,
    (await ask('GET', '/api/goals', undefined, host.keys.game)).status,
    (await ask('POST', '/api/goals', goal, host.keys.overlay)).status,
    (await ask('POST', '/api/goals', goal, host.keys.game)).status,
    (await ask('POST', '/api/goals', goal, host.keys.admin)).status,
  ]
  assert.deepEqual(asked, [401, 200, 200, 403, 403, 201])
})

test('there are at most 50 goals', async (t) => {
  const { ask } = await started(t)
  for (let made = 0; made < 50; made += 1) await ask('POST', '/api/goals', { title: `Goal ${made}`, target: 5 })
  const { status, body } = await ask('POST', '/api/goals', { title: 'One more', target: 5 })
  assert.deepEqual([status, body.code, body.detail], [409, 'GOALS_FULL', 'There are 50 goals; remove one first'])
})
