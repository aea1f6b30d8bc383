import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createLog } from '../../core/base/log.ts'
import { createScenarios } from '../../core/desks/log/scenarios.ts'
import { PACKS, type PackName } from '../../core/ingest/simulator/packs.ts'
import type { Draft } from '../../core/ingest/source.ts'
import type { By } from '../../core/serve/serve.ts'
import type { ScenarioList, ScenarioRun, UnifiedEvent } from '../../schemas/types.ts'
import { openSocket, startHost } from '../support/host.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const BY: By = { role: 'admin', peer: '127.0.0.1', id: 'key-admin', name: 'admin' }
const NAMES = Object.keys(PACKS) as readonly PackName[]

/** Scenarios on a clock that moves when told, with what they hand in. */
function createCase({ refuse = () => {}, wait = async () => {} }: { refuse?: () => void; wait?: () => Promise<void> } = {}) {
  const clock = createVirtualClock()
  const handed: Draft[] = []
  const told: string[] = []
  const scenarios = createScenarios({
    door: {
      openSession: ({ streamId }) => {
        told.push(`open ${streamId}`)
        return { sessionId: 's', number: 1, resumed: false }
      },
      async ingest(drafts) {
        refuse()
        await wait()
        handed.push(...drafts)
      },
      async closeSession(reason) {
        told.push(`close ${reason}`)
      },
    },
    assertOpen: () => {},
    cutGames: () => told.push('cut'),
    audit: ({ what }) => told.push(what),
    clock,
    random: () => 0.5,
    log: createLog({ level: 'silent' }),
  })
  return { clock, handed, told, scenarios, run: () => scenarios.list().running ?? scenarios.list().last }
}

test('a scenario hands in as many events as its time and rate say, in a session of its own, and ends', async () => {
  const { clock, handed, told, scenarios, run } = createCase()
  scenarios.start('gift-storm', { seconds: 3, perSecond: 10 }, BY)
  await clock.advance(1_000)
  const early = handed.length
  await clock.advance(4_000)
  assert.deepEqual([early, handed.length, run()?.state, run()?.events], [11, 30, 'ended', 30])
  assert.deepEqual([told, clock.pending()], [['open simulator:scenario', 'scenario.started', 'close ended'], 0])
})

test('S0-106: anything happens every N seconds until it is stopped', async () => {
  const { clock, handed, scenarios } = createCase()
  scenarios.start('random', {}, BY)
  await clock.advance(9_000)
  const unless = handed.length
  await scenarios.stop(BY)
  scenarios.start('random', { every: 2 }, BY)
  await clock.advance(9_000)
  const run = await scenarios.stop(BY)
  await clock.advance(60_000)
  assert.deepEqual([unless, handed.length - unless, run.state], [2, 5, 'stopped'])
})

test('one scenario plays at a time, and a name that is none is told', async () => {
  const { scenarios } = createCase()
  scenarios.start('raid', {}, BY)
  assert.throws(() => scenarios.start('raid', {}, BY), { code: 'SCENARIO_RUNNING' })
  await scenarios.stop(BY)
  await assert.rejects(scenarios.stop(BY), { code: 'SCENARIO_UNKNOWN' })
  for (const name of ['nothing', '__proto__', 'constructor'])
    assert.throws(() => scenarios.start(name, {}, BY), { code: 'SCENARIO_UNKNOWN' })
})

test('a scenario whose events are refused has failed, and another may play', async () => {
  let isFull = true
  const { clock, scenarios, run } = createCase({
    refuse: () => {
      if (isFull) throw new Error('The disk is full')
    },
  })
  scenarios.start('raid', {}, BY)
  await clock.advance(200)
  const failed = run()
  isFull = false
  assert.deepEqual([failed?.state, failed?.detail], ['failed', 'Events were refused: The disk is full'])
  scenarios.start('raid', {}, BY)
})

test('a scenario that fell behind makes up for it bit by bit', async () => {
  let release = () => {}
  const { clock, handed, scenarios } = createCase({ wait: () => new Promise((resolve) => (release = resolve)) })
  scenarios.start('chat-flood', {}, BY)
  await clock.advance(10_000)
  release()
  await clock.advance(0)
  const before = handed.length
  await clock.advance(100)
  release()
  await clock.advance(0)
  assert.deepEqual([before, handed.length - before], [1, 100])
})

test('no scenario has more than 100,000 events', async () => {
  const { clock, handed, scenarios, run } = createCase()
  scenarios.start('random', { perSecond: 500, seconds: 86_400 }, BY)
  await clock.advance(400_000)
  assert.deepEqual([run()?.state, handed.length], ['ended', 100_000])
})

test('ten thousand likes are ten thousand likes', async () => {
  const { clock, handed, scenarios } = createCase()
  scenarios.start('ten-thousand-likes', {}, BY)
  await clock.advance(30_000)
  const likes = handed.map((draft) => (draft.eventType === 'like' ? draft.payload.likeCount : 0))
  assert.equal(
    likes.reduce((sum, count) => sum + count, 0),
    10_000,
  )
})

test('while a game is offline its connections are cut, at once and every five seconds', async () => {
  const { clock, told, scenarios } = createCase()
  scenarios.start('game-offline', {}, BY)
  await clock.advance(11_000)
  assert.equal(told.filter((what) => what === 'cut').length, 3)
})

async function ask(host: Awaited<ReturnType<typeof startHost>>, method: string, path: string, body?: unknown) {
  const answer = await host.ask(method, `/api/scenarios${path}`, body)
  return { ...answer, body: answer.body as { run: ScenarioRun; code?: string } }
}

async function startScenarios(t: TestContext) {
  const host = await startHost(t, { pluginRoots: [] })
  const of = (run: ScenarioRun) => host.events.filter(({ sessionId }) => sessionId === run.sessionId)
  const isOver = (run: ScenarioRun) => (events: readonly UnifiedEvent[]) =>
    events.some(({ eventType, sessionId }) => eventType === 'streamEnd' && sessionId === run.sessionId)
  return { host, of, isOver }
}

test('S1-083, S0-100: every scenario plays in a running host, as events of the simulator, and none is refused', async (t) => {
  const { host, of, isOver } = await startScenarios(t)
  for (const name of NAMES) {
    const { status, body } = await ask(host, 'POST', `/${name}`, { seconds: 0.15, perSecond: 200 })
    assert.deepEqual([name, status, body.run.state], [name, 202, 'running'])
    await host.until(isOver(body.run))
    const { last } = (await (
      await fetch(`${host.url}/api/scenarios`, { headers: { authorization: `Bearer ${host.keys.admin}` } })
    ).json()) as ScenarioList
    assert.deepEqual([name, last?.state, [...new Set(of(body.run).map(({ source }) => source))]], [name, 'ended', ['simulator']])
    assert.ok((last?.events ?? 0) >= 20, `${name}: ${last?.events}`)
  }
})

test('a streak that the platform never ends is one gift with the number of all its steps once the scenario ends', async (t) => {
  const { host, of, isOver } = await startScenarios(t)
  const { body } = await ask(host, 'POST', '/endless-streak', { seconds: 0.2, perSecond: 100 })
  await host.until(isOver(body.run))
  const gifts = of(body.run).filter(({ eventType }) => eventType === 'gift')
  assert.deepEqual(
    gifts.map(({ payload }) => 'giftCount' in payload && payload.giftCount),
    [20],
  )
})

test('a game that is cut off by a scenario comes back and misses no gift', async (t) => {
  const { host, isOver } = await startScenarios(t)
  const game = await openSocket(t, host.url, { key: host.keys.game, subscribe: { events: ['*'] } })
  await game.until(() => game.messages.length === 2)
  const closed = new Promise((resolve) => game.socket.once('close', resolve))
  const { body } = await ask(host, 'POST', '/game-offline', { seconds: 0.3, perSecond: 30 })
  assert.equal(await closed, 1001)
  const seen = game.messages.flatMap(({ event }) => (event as UnifiedEvent | undefined)?.seqNo ?? []).at(-1) ?? 0
  const back = await openSocket(t, host.url, { key: host.keys.game, subscribe: { events: ['*'], after: seen } })
  await host.until(isOver(body.run))
  const last = host.events.at(-1)?.seqNo
  await back.until(() => back.messages.some(({ event }) => (event as UnifiedEvent | undefined)?.seqNo === last))
  const all = [...game.messages, ...back.messages].flatMap(({ event }) => (event as UnifiedEvent | undefined)?.seqNo ?? [])
  assert.deepEqual(
    all,
    host.events.map(({ seqNo }) => seqNo),
  )
})

test('a scenario is asked for by admins and moderators, within bounds', async (t) => {
  const { host } = await startScenarios(t)
  const asGame = await fetch(`${host.url}/api/scenarios`, { headers: { authorization: `Bearer ${host.keys.game}` } })
  const answers = await Promise.all([
    ask(host, 'POST', '/nothing', {}),
    ask(host, 'POST', '/raid', { perSecond: 501 }),
    ask(host, 'POST', '/raid', { seconds: 0 }),
    ask(host, 'POST', '/raid', { forever: true }),
    ask(host, 'DELETE', '', {}),
  ])
  assert.deepEqual(
    [asGame.status, ...answers.map(({ status, body }) => [status, body.code])],
    [403, [404, 'SCENARIO_UNKNOWN'], [422, 'BODY_INVALID'], [422, 'BODY_INVALID'], [422, 'BODY_INVALID'], [404, 'SCENARIO_UNKNOWN']],
  )
})
