import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Outcome } from '../../../core/rehearsal/outcome.ts'
import { type Rehearsed, rehearse } from '../../../core/rehearsal/rehearse.ts'
import { ROOT } from '../../support/root.ts'

const FOLDER = join(ROOT, 'plugins/goals')
/** Of the canonical events. */
const SESSION = '0b9d1a0e-6f0e-4a3c-9f56-2f2f6f0f8a11'

async function goals(t: TestContext, settings: Record<string, unknown> = {}) {
  const plugin = await rehearse(FOLDER, { settings })
  t.after(() => plugin.stop())
  return plugin
}

const tip = (plugin: Rehearsed, seqNo: number, amountCents: number, more = {}) =>
  plugin.send('tip', {}, { seqNo, eventId: `tip:${seqNo}`, value: { amountCents, currency: 'EUR' }, ...more })

const sent = ({ published }: Outcome, topic: string) => published.filter((each) => each.topic === topic).map(({ data }) => data)

test('S2-088 S2-034: each tip tells how far the goal is, in the words of the rooms', async (t) => {
  const plugin = await goals(t)
  await plugin.ask('POST', '/', { title: 'Outfit change', targetCents: 5000 })
  await plugin.advance(1000)
  const outcome = await tip(plugin, 1, 1250)
  const { sessionId, goals: shown } = Object(sent(await plugin.advance(0), 'goals')[0])
  assert.deepEqual([sessionId, shown[0].current], [SESSION, 1250])
  assert.deepEqual(sent(outcome, 'goal.progress'), [
    {
      ...{ sessionId, goalId: 'goal-1', title: 'Outfit change' },
      currentCents: 1250,
      targetCents: 5000,
      percentage: 25,
      kind: 'tips',
      unit: 'cents',
    },
  ])
})

test('a tip that is taken back leaves the goals that were there when it came', async (t) => {
  const plugin = await goals(t)
  await plugin.ask('POST', '/', { title: 'Lamp', targetCents: 5000 })
  await plugin.advance(1000)
  await tip(plugin, 1, 1250)
  const reversal = (seqNo: number, tippedAt: string) =>
    plugin.send(
      'custom',
      { name: 'streaming.tip.reversed', data: { tipSeqNo: 1, amountCents: 1250, currency: 'EUR', tippedAt } },
      { seqNo, eventId: `reversed:${seqNo}` },
    )
  const current = async () => Object(sent(await plugin.advance(1000), 'goals').at(-1)).goals?.[0].current
  await current()
  await reversal(2, '2020-01-01T00:00:00.000Z')
  assert.equal(await current(), undefined)
  await reversal(3, '2999-01-01T00:00:00.000Z')
  assert.equal(await current(), 0)
})

test('S2-089 S2-113: the tip that reaches the target completes the goal, once: pages are told, and plugins by an event', async (t) => {
  const plugin = await goals(t)
  await plugin.ask('POST', '/', { title: 'Lights', targetCents: 2000 })
  const outcomes = [await tip(plugin, 1, 1999), await tip(plugin, 2, 1), await tip(plugin, 3, 500)]
  const completed = {
    sessionId: SESSION,
    goalId: 'goal-1',
    title: 'Lights',
    targetCents: 2000,
    kind: 'tips',
    unit: 'cents',
  }
  assert.deepEqual(
    outcomes.map((outcome) => sent(outcome, 'goal.completed')),
    [[], [completed], []],
  )
  assert.deepEqual(
    outcomes.map(({ emitted }) => emitted),
    [
      [],
      [{ eventType: 'custom', payload: { name: 'streaming.goal.completed', data: { creatorId: 'tiktok:lumen.live', ...completed } } }],
      [],
    ],
  )
})

test('an event that is delivered again counts once, and its completion is emitted again under the same cause', async (t) => {
  const plugin = await goals(t)
  await plugin.ask('POST', '/', { title: 'Lights', targetCents: 2000 })
  await tip(plugin, 1, 1500)
  const first = await tip(plugin, 2, 500)
  const again = await tip(plugin, 2, 500)
  const letter = await tip(plugin, 3, 500, { replay: { id: 'dead-letter-1', of: 2, to: ['goals'] } })
  assert.deepEqual(
    [first, again, letter].map(({ emitted }) => emitted.length),
    [1, 1, 1],
  )
  assert.deepEqual(
    [first, again, letter].map((outcome) => sent(outcome, 'goal.completed').length),
    [1, 0, 0],
  )
  assert.equal(Object((await plugin.ask('GET', '/goal-1')).body).current, 2000)
})

test('each kind counts its own events, and gifts count their coins', async (t) => {
  const plugin = await goals(t)
  for (const kind of ['coins', 'gifts', 'follows', 'likes', 'subscriptions', 'shares'])
    await plugin.ask('POST', '/', { title: kind, kind, target: 10 })
  await plugin.send('gift', { giftCount: 3, coins: 15 }, { seqNo: 1 })
  await plugin.send('follow', {}, { seqNo: 2 })
  await plugin.send('like', { likeCount: 7 }, { seqNo: 3 })
  await plugin.send('subscribe', {}, { seqNo: 4 })
  await plugin.send('share', {}, { seqNo: 5 })
  const { goals: list } = Object((await plugin.ask('GET', '/')).body)
  assert.deepEqual(
    list.map(({ title, unit, current, percentage }: Record<string, unknown>) => [title, unit, current, percentage]),
    [
      ['coins', 'coins', 15, 150],
      ['gifts', 'gifts', 3, 30],
      ['follows', 'follows', 1, 10],
      ['likes', 'likes', 7, 70],
      ['subscriptions', 'subscriptions', 1, 10],
      ['shares', 'shares', 1, 10],
    ],
  )
})

test('S2-034: each live counts for itself, and a goal of one live is in no other', async (t) => {
  const plugin = await goals(t)
  await plugin.ask('POST', '/', { title: 'Every live', targetCents: 1000 })
  await plugin.ask('POST', '/', { title: 'This live', targetCents: 1000, sessionId: 'one' })
  await tip(plugin, 1, 700, { sessionId: 'one' })
  await tip(plugin, 2, 200, { sessionId: 'two' })
  const of = async (query: string) =>
    Object((await plugin.ask('GET', `/${query}`)).body).goals.map(({ title, current }: Record<string, unknown>) => [title, current])
  assert.deepEqual(await of('?sessionId=one'), [
    ['Every live', 700],
    ['This live', 700],
  ])
  assert.deepEqual(await of(''), [['Every live', 200]])
})

test('a simulated gift does not take the place of a live that is on, and the next live does', async (t) => {
  const plugin = await goals(t)
  await plugin.ask('POST', '/', { title: 'Lights', targetCents: 1000 })
  await tip(plugin, 5, 700, { sessionId: 'one', source: 'api' })
  await tip(plugin, 6, 100, { sessionId: 'test', source: 'simulator' })
  assert.equal(Object((await plugin.ask('GET', '/goal-1')).body).current, 700)
  await plugin.send('streamStart', {}, { seqNo: 7, sessionId: 'two', source: 'live' })
  assert.equal(Object((await plugin.ask('GET', '/goal-1')).body).current, 0)
})

test('a goal that was removed comes back with how far it was', async (t) => {
  const plugin = await goals(t)
  await plugin.ask('POST', '/', { title: 'Lights', targetCents: 1000 })
  await tip(plugin, 1, 700)
  assert.equal((await plugin.ask('DELETE', '/goal-1')).status, 204)
  assert.equal((await plugin.ask('GET', '/goal-1')).status, 404)
  assert.equal(Object((await plugin.act('restore')).answer).current, 700)
  assert.deepEqual(Object((await plugin.ask('POST', '/goal-1/restore', {})).body).code, 'GOAL_UNKNOWN')
})

test('actions move a goal that is named by its title, or the first one, and every wish that cannot be granted says why', async (t) => {
  const plugin = await goals(t)
  const current = async (action: string, input: unknown) => Object((await plugin.act(action, input)).answer).current
  assert.match(String((await plugin.act('set', { current: 5 })).error), /There is no goal/)
  await plugin.act('create', { title: 'Luz', kind: 'coins', target: 10 })
  assert.match(String((await plugin.act('set', { current: 5 })).error), /no live yet/)
  await plugin.send('streamStart', {}, { seqNo: 1 })
  assert.equal(await current('set', { goal: 'luz', current: 5 }), 5)
  assert.equal(await current('add', { amount: -2 }), 3)
  assert.equal(await current('add', { amount: -20 }), 0)
  const done = await plugin.act('add', { amount: 30 })
  assert.deepEqual([sent(done, 'goal.completed').length, done.emitted.length], [1, 1])
  assert.equal(await current('reset', {}), 0)
})

test('a flood of likes is told four times a second, and the page gets the last of them', async (t) => {
  const plugin = await goals(t)
  await plugin.ask('POST', '/', { title: 'Likes', kind: 'likes', target: 1000 })
  await plugin.advance(1000)
  const outcomes = []
  for (let seqNo = 1; seqNo <= 100; seqNo += 1) outcomes.push(await plugin.send('like', { likeCount: 1, totalLikeCount: seqNo }, { seqNo }))
  outcomes.push(await plugin.advance(300))
  const states = outcomes.flatMap((outcome) => sent(outcome, 'goals'))
  assert.equal(outcomes.flatMap((outcome) => sent(outcome, 'goal.progress')).length, 2)
  assert.deepEqual(
    states.map((state) => Object(state).goals[0].current),
    [1, 100],
  )
})

test('the page is sent the goals that are still to be reached first, and no more than the settings say', async (t) => {
  const plugin = await goals(t, { shownMax: 2, language: 'es', theme: 'neon' })
  for (const title of ['one', 'two', 'three']) await plugin.ask('POST', '/', { title, kind: 'follows', target: 1 })
  await plugin.ask('PATCH', '/goal-2', { hidden: true })
  await plugin.send('streamStart', {}, { seqNo: 1 })
  await plugin.ask('PATCH', '/goal-1', { current: 1 })
  const state = sent(await plugin.advance(1000), 'goals').at(-1)
  const { goals: shown, look } = Object(state)
  assert.deepEqual(
    shown.map(({ title }: Record<string, unknown>) => title),
    ['three', 'one'],
  )
  assert.deepEqual(look, { language: 'es', theme: 'neon', celebrate: true })
})
