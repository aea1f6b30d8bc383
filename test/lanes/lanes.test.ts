import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LaneBucket, LaneView, QueueHealth, QueueStats, QueueStatus } from '../../schemas/types.ts'
import { askedUntil } from '../support/asked.ts'
import { createWitnessed } from './witness.ts'

test('S0-102, S0-195, S0-196, S0-197, S4-050, S4-054: a lane says how full it is, how fast, how well, by type, and with how many threads', async (t) => {
  const host = await (await createWitnessed(t)).start()
  for (const name of ['Rose', 'Lion', 'Fail']) await host.gift(name)
  await host.simulate('like', { likeCount: 5 })
  const lane = await host.laneUntil(({ completed, dead }) => completed === 3 && dead === 1)
  const { name, state, max, depth, inFlight, failed, perType, successRate, threads, paused, panicHeld, discarded } = lane
  assert.deepEqual(
    { name, state, max, depth, inFlight, failed, perType, successRate, threads, paused, panicHeld, discarded },
    {
      ...{ name: 'witness', state: 'running', max: 1000, depth: 0, inFlight: 0, failed: 2, successRate: 0.75, threads: 1 },
      perType: { gift: { completed: 2, failed: 1, discarded: 0 }, like: { completed: 1, failed: 0, discarded: 0 } },
      ...{ paused: false, panicHeld: false, discarded: {} },
    },
  )
  assert.ok(lane.averageMs > 0 && lane.p95Ms > 0 && lane.latencyMs.p50 > 0)
  const status = async () => (await host.get('/api/queue/status')) as unknown as QueueStatus
  const { health, reasons, size, utilization, deadLetters, lanes } = await askedUntil(status, (told) => told.deadLetters === 1)
  assert.deepEqual(
    { health, size, utilization, deadLetters, lanes: lanes.length },
    { health: 'critical', size: 0, utilization: 0, deadLetters: 1, lanes: 1 },
  )
  assert.deepEqual(reasons, ['Only 75 % of the deliveries of the last hour succeeded'])
  assert.deepEqual((await host.get('/api/queue/health')) as unknown as QueueHealth, { health, reasons })

  const stats = (await host.get('/api/queue/stats')) as unknown as QueueStats
  assert.deepEqual([stats.completed, stats.dead, stats.perHour.length, stats.perDay.length], [3, 1, 24, 30])
  assert.deepEqual([stats.perHour.at(-1)?.completed, stats.perDay.at(-1)?.completed], [3, 3])
  assert.equal(stats.perPlugin.witness?.successRate, 0.75)

  // The rate is looked at once a second, and is of the last ten.
  const another = async () => {
    await host.gift('Rose')
    return host.lane()
  }
  assert.ok((await askedUntil(another, ({ perSecond }) => perSecond > 0)).perSecond > 0)
})

test('S0-027, S0-103, S0-104, S0-199: a lane that is paused stays so over a restart, and its history goes on', async (t) => {
  const operated = await createWitnessed(t)
  const host = await operated.start()
  await host.gift('Rose')
  await host.heardOf('gift', 1)
  const paused = await host.ask('POST', '/api/lanes/witness/pause', undefined, host.keys.moderator)
  assert.equal((paused.body.lane as LaneView).paused, true)
  await host.gift('Lion')
  await host.gift('Star')
  await host.laneUntil(({ depth }) => depth === 2)
  await host.stop()

  const again = await operated.start()
  assert.deepEqual([(await again.lane()).paused, (await again.lane()).depth], [true, 2])
  await again.ask('POST', '/api/lanes/witness/resume')
  assert.deepEqual(await again.heardOf('gift', 2), ['Lion', 'Star'])
  const history = (by: string) => async () => (await again.get(`/api/lanes/witness/history?by=${by}`)).buckets as LaneBucket[]
  const completedIn = (buckets: readonly LaneBucket[]) => buckets.reduce((sum, { completed }) => sum + completed, 0)
  const hours = await askedUntil(history('hour'), (buckets) => completedIn(buckets) === 3)
  assert.ok(hours.every(({ p95Ms, averageMs }) => p95Ms > 0 && averageMs > 0))
  assert.equal(Math.max(...hours.map(({ depthMax }) => depthMax)), 2)
  assert.equal(completedIn(await history('day')()), 3)
  assert.equal(completedIn(await history('minute')()), 2)
  assert.equal((await again.ask('GET', '/api/lanes/nobody/history')).status, 404)
})

test('pages of a plugin whose lane was paused, over a restart, are told since when before anything comes', async (t) => {
  const operated = await createWitnessed(t)
  const host = await operated.start()
  const before = new Date().toISOString()
  await host.ask('POST', '/api/lanes/witness/pause')
  await host.gift('Rose')
  await host.stop()
  const again = await operated.start()
  await again.ask('POST', '/api/lanes/witness/resume')
  await again.heardOf('gift', 1)
  const [span] = again.published('host.held').map(Object)
  assert.ok(before <= span.since && span.since < span.until, JSON.stringify(span))
})

test('S4-014: the threads of a plugin are changed while it runs, and nothing is lost', async (t) => {
  const host = await (await createWitnessed(t)).start()
  const scale = (threads: number) => host.ask('PUT', '/api/lanes/witness/threads', { threads })
  for (const name of ['Rose', 'Lion']) await host.gift(name)
  const scaled = await scale(3)
  assert.deepEqual([scaled.status, (scaled.body.lane as LaneView).threads], [200, 3])
  for (const name of ['Star', 'Crown']) await host.gift(name)
  assert.equal((await scale(1)).status, 200)
  assert.deepEqual(await host.heardOf('gift', 4), ['Rose', 'Lion', 'Star', 'Crown'])
  assert.equal((await host.lane()).threads, 1)
  assert.equal((await scale(0)).status, 422)
  assert.equal((await scale(33)).status, 422)
})

test('S0-152, S0-153, S0-154, S0-155, S0-161: the queue is cleared and put in order, with the numbers first and the paid things kept', async (t) => {
  const host = await (await createWitnessed(t)).start()
  await host.gift('Fail')
  await host.gift('Rose')
  await host.laneUntil(({ dead, completed }) => dead === 1 && completed === 1)
  await host.ask('POST', '/api/lanes/witness/pause')
  await host.gift('Lion')
  await host.simulate('like', { likeCount: 1 })
  await host.laneUntil(({ depth }) => depth === 2)
  const clear = async (body: Record<string, unknown>) => host.ask('POST', '/api/queue/clear', body)

  const unconfirmed = await clear({ what: 'waiting' })
  assert.deepEqual([unconfirmed.status, unconfirmed.body.path], [400, '/confirm'])
  const counts = { discarded: 1, becameDeadLetters: 1, left: 0 }
  assert.deepEqual((await clear({ what: 'waiting', dryRun: true })).body.cleared, counts)
  assert.deepEqual((await clear({ what: 'waiting', plugin: 'witness', confirm: 'yes' })).body.cleared, counts)
  assert.deepEqual([(await host.lane()).depth, (await host.lane()).discarded], [0, { cleared: 1 }])

  const letters = () => host.get('/api/dead-letters')
  await askedUntil(letters, ({ total }) => total === 2)
  assert.deepEqual((await clear({ what: 'failed' })).body.cleared, { deadLetters: 0 })
  await host.ask('POST', '/api/lanes/witness/resume')
  // What was cleared comes back by being replayed.
  await host.ask('POST', '/api/dead-letters/replay', { all: true })
  assert.deepEqual(await host.heardOf('gift', 2), ['Rose', 'Lion'])
  await askedUntil(letters, ({ total }) => total === 1)
  assert.deepEqual((await clear({ what: 'failed', hours: 0, dryRun: true })).body.cleared, { deadLetters: 1 })
  assert.deepEqual((await clear({ what: 'failed', hours: 0 })).body.cleared, { deadLetters: 1 })

  assert.deepEqual((await clear({ what: 'completed' })).body.cleared, { hours: 1 })
  assert.equal((await host.lane()).completed, 0)
  const { done } = (await host.ask('POST', '/api/queue/optimize', { dryRun: true })).body
  assert.deepEqual(done, { restarted: 0, fullLanes: 0, deadLetters: 0, pages: 0 })
  const optimized = Object((await host.ask('POST', '/api/queue/optimize', {})).body.done)
  assert.ok(optimized.pages >= 0)
  assert.deepEqual({ ...optimized, pages: 0 }, { restarted: 0, discarded: 0, deadLetters: 0, pages: 0 })
  assert.equal((await clear({ what: 'failed', plugin: 'nobody' })).status, 404)
  assert.equal((await host.ask('POST', '/api/queue/clear', { what: 'failed' }, host.keys.moderator)).status, 403)
})
