import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { alertSentence } from '../../core/dashboard/page/live/alert-sentence.ts'
import { createAlerts } from '../../core/desks/queue/alerts.ts'
import { healthOf } from '../../core/desks/queue/health.ts'
import { createHolds } from '../../core/desks/queue/holds.ts'
import { createLaneHistory, daysOf, hoursOf } from '../../core/desks/queue/lane-history.ts'
import { createQueueReport } from '../../core/desks/queue/queue.ts'
import { createRates } from '../../core/desks/queue/rates.ts'
import { createQueueUpkeep } from '../../core/desks/queue/upkeep.ts'
import type { LaneStatus } from '../../core/schedule/schedule.ts'
import { createTally } from '../../core/schedule/tally.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import type { LaneHour, StoreRoom } from '../../core/store/store.ts'
import { createFolder } from '../support/folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const HOUR_MS = 3_600_000
const HOUR: LaneHour = { hour: 10, plugin: 'p', completed: 1, failed: 0, dead: 0, discarded: 0, depthMax: 4, sumMs: 20, p95Ms: 20 }
const LANE: LaneStatus = {
  ...{ plugin: 'p', state: 'running', depth: 0, max: 10, spilled: 0, inFlight: 0, retrying: 0, completed: 0, failed: 0, dead: 0 },
  ...{
    bands: { critical: 0, normal: 0, bulk: 0 },
    breaker: { state: 'closed' },
    discarded: {},
    oldestMs: 0,
    latencyMs: { p50: 0, p99: 0 },
  },
}

test('S0-037: the queue is healthy, or a warning or critical by how full it is and how much succeeds', () => {
  const health = (utilization: number, successRate: number) => healthOf({ utilization, fullest: 'p', successRate }).health
  assert.deepEqual(
    [health(0.9, 0.95), health(0.901, 1), health(0, 0.949), health(0.95, 0.9), health(0.951, 1), health(0, 0.899)],
    ['healthy', 'warning', 'warning', 'warning', 'critical', 'critical'],
  )
})

test('S0-037: the health of a queue that cannot be read is an error, with why', () => {
  const { health } = createQueueReport({
    lanes: { list: () => [], recent: () => ({ completed: 0, lost: 0 }), hours: () => [] },
    scheduler: { tallies: () => new Map() },
    holds: { panic: () => undefined },
    store: {
      deadLetterCount() {
        throw new Error('disk I/O error')
      },
    },
    since: () => 0,
    clock: createVirtualClock(),
  })
  assert.deepEqual(health(), { health: 'error', reasons: ['It cannot be read: disk I/O error'] })
})

test('S0-199: what a lane did is summed by minute, hour and day, and goes on after a restart within the hour', () => {
  const tally = createTally()
  const history = createLaneHistory('p', [{ ...HOUR, hour: 0 }], undefined)
  tally.completed(2, 30, 40)
  history.note(tally.read(), 3, 1000)
  tally.completed(2, 10, 30)
  tally.failed()
  history.note(tally.read(), 9, 61_000)
  history.note(tally.read(), 0, HOUR_MS + 1000)
  const minutes = history.minutes().map(({ at, completed, failed, averageMs, depthMax }) => [at, completed, failed, averageMs, depthMax])
  assert.deepEqual(minutes, [
    ['1970-01-01T00:00:00.000Z', 1, 0, 30, 3],
    ['1970-01-01T00:01:00.000Z', 1, 1, 10, 9],
    ['1970-01-01T01:00:00.000Z', 0, 0, 0, 0],
  ])
  const [hour] = history.takeHours()
  assert.deepEqual([hour?.completed, hour?.failed, hour?.sumMs, hour?.depthMax], [3, 1, 60, 9])
  assert.ok((hour?.p95Ms ?? 0) >= 20)
  assert.deepEqual(history.takeHours(), [])
  const [day] = daysOf([HOUR, { ...HOUR, hour: 11, completed: 3, sumMs: 20, p95Ms: 5 }])
  assert.deepEqual(day, { ...hoursOf([HOUR])[0], at: '1970-01-01T00:00:00.000Z', completed: 4, averageMs: 10 })
})

test('minutes are kept for two hours, and counters that were cleared begin anew', () => {
  const tally = createTally()
  const history = createLaneHistory('p', [], undefined)
  for (let minute = 0; minute < 300; minute++) {
    tally.completed(2, 1, 1)
    if (minute === 200) tally.clear()
    if (minute === 200) tally.completed(2, 1, 1)
    history.note(tally.read(), 0, minute * 60_000)
  }
  const minutes = history.minutes()
  assert.deepEqual([minutes.length, minutes.every(({ completed }) => completed === 1)], [120, true])
})

test('the rate is that of the last ten seconds, however long a lane has run', () => {
  const rates = createRates()
  for (let second = 0; second <= 100; second++) rates.note('p', second < 90 ? 0 : (second - 90) * 20, second * 1000)
  assert.equal(rates.perSecond('p'), 20)
  // Cleared, and five since then.
  rates.note('p', 5, 101_000)
  assert.equal(rates.perSecond('p'), 5)
  // All that was done before the first look was done within the second before it.
  rates.note('q', 4, 101_000)
  assert.equal(rates.perSecond('q'), 4)
})

test('S0-104: hours of lanes are kept for a year, replaced as a whole, and dropped by age', async () => {
  const store = await createSqliteStore({ dataDir: createFolder(), clock: systemClock, log: createLog({ level: 'silent' }) })
  const YEAR_HOURS = 365 * 24
  await Promise.all([
    store.write({ laneHours: [HOUR, { ...HOUR, plugin: 'q' }], events: [] }),
    store.write({ laneHours: [{ ...HOUR, completed: 7 }] }),
  ])
  assert.deepEqual(
    store.laneHours({}).map(({ plugin, completed }) => [plugin, completed]),
    [
      ['p', 7],
      ['q', 1],
    ],
  )
  await store.write({ laneHours: [{ ...HOUR, hour: 11 + YEAR_HOURS }] })
  assert.deepEqual(
    store.laneHours({}).map(({ hour }) => hour),
    [11 + YEAR_HOURS],
  )
  assert.deepEqual([store.dropLaneHours({ plugin: 'q' }), store.dropLaneHours({ before: 12 + YEAR_HOURS })], [0, 1])
  assert.ok(store.upkeep() >= 0)
  await store.close()
})

test('S0-105: an alert is told as long as it lasts, with since when, the most severe first', async () => {
  const clock = createVirtualClock()
  const now = { lane: LANE, room: 'enough' as StoreRoom, gone: [] as string[], frameAt: clock.wallTime() }
  const alerts = createAlerts({
    lanes: () => [now.lane],
    plugins: () => [{ id: 'q', name: 'q', version: '1.0.0', state: 'quarantined', detail: 'It crashed 5 times', overlays: [] }],
    gone: () => now.gone,
    source: () => ({ kind: 'tiktok', state: 'connected', detail: '', lastFrameAt: now.frameAt, malformed: 0, unknown: 0, reconnects: 0 }),
    room: () => now.room,
    holds: { panic: () => undefined, isPaused: () => false },
    clock,
  })
  const told = () => alerts.list().map(({ id, severity }) => `${severity} ${id}`)
  assert.deepEqual(told(), ['critical plugin-quarantined:q'])
  now.lane = { ...LANE, depth: 10, spilled: 2, breaker: { state: 'open', retryInMs: 4000 } }
  now.room = 'short'
  await clock.advance(61_000)
  assert.deepEqual(told(), [
    'critical disk',
    'critical lane-full:p',
    'critical plugin-quarantined:q',
    'warning source-silent',
    'warning breaker:p',
  ])
  const full = alerts.list().find(({ id }) => id === 'lane-full:p')
  assert.equal(full?.sentence, 'The queue of p is full: 10 of 10; 2 more wait in the log')
  assert.equal(Date.parse(full?.since ?? '') < clock.wallTime() - 50_000, true)
  now.gone = ['r']
  const gone = alerts.list().find(({ id }) => id === 'plugin-gone:r')
  assert.ok(gone)
  assert.equal(
    gone.sentence,
    'The folder of r is gone, so it does not run; its events wait until it is back, or showrunner plugin remove r --purge',
  )
  assert.match(alertSentence(gone, 'es'), /^La carpeta de r ya no está/)
  now.gone = []
  now.lane = LANE
  now.room = 'enough'
  now.frameAt = clock.wallTime()
  assert.deepEqual(told(), ['critical plugin-quarantined:q'])
  alerts.stop()
})

test('S0-032, S0-033, S0-036: every half an hour what is stuck for ten minutes is restarted, and a full lane relieved of a tenth', async () => {
  const clock = createVirtualClock()
  const restarted: string[] = []
  const relieved: (readonly [string, number])[] = []
  let stuckMs = 599_000
  const upkeep = createQueueUpkeep({
    scheduler: {
      status: () => [LANE, { ...LANE, plugin: 'full', depth: 91, max: 100 }],
      clear: () => undefined,
      clearTallies: () => {},
      relieve: (plugin, count) => {
        relieved.push([plugin, count])
        return count
      },
    },
    lanes: { forget: () => {}, hours: () => [], stuckMs: (plugin) => (plugin === 'p' ? stuckMs : undefined) },
    plugins: {
      details() {
        throw new TypeError('Not asked')
      },
      restart: async (id) => {
        restarted.push(id)
        return { id, name: id, version: '1.0.0', state: 'running', overlays: [] }
      },
    },
    deadLetters: { drop: () => ({ dropped: 0 }) },
    store: { dropLaneHours: () => 0, upkeep: () => 0, deadLetterCount: () => 0 },
    letterDays: () => 30,
    audit: () => {},
    clock,
    log: createLog({ level: 'silent' }),
  })
  await clock.advance(1_800_000)
  assert.deepEqual([restarted, relieved], [[], [['full', 10]]])
  stuckMs = 601_000
  await clock.advance(1_800_000)
  assert.deepEqual(restarted, ['p'])
  upkeep.stop()
})

test('lanes that are held are known again after a restart', async () => {
  const dataDir = createFolder()
  const open = () => createSqliteStore({ dataDir, clock: systemClock, log: createLog({ level: 'silent' }) })
  const store = await open()
  const holds = createHolds(store)
  const [since, later] = ['2026-11-20T17:00:00.000Z', '2026-11-20T17:01:00.000Z']
  for (const at of [since, later]) await holds.setPaused('p', true, at)
  await holds.setPanic({ since: '2026-11-20T18:00:00.000Z', by: 'Ana' })
  assert.deepEqual([holds.isHeld('q'), holds.isPaused('q')], [true, false])
  await store.close()
  const again = await open()
  const known = createHolds(again)
  assert.deepEqual([known.isPaused('p'), known.pausedSince('p'), known.panic()?.by], [true, since, 'Ana'])
  await known.setPanic(undefined)
  assert.deepEqual([known.isHeld('q'), known.isHeld('p')], [false, true])
  await known.setPaused('p', false, later)
  assert.deepEqual([known.isHeld('p'), known.pausedSince('p')], [false, undefined])
  await again.close()
})
