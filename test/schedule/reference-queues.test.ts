import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createConfig } from '../../core/plugins/config.ts'
import { readBase } from '../../core/plugins/manifest.ts'
import base from '../../plugin.manifest.json' with { type: 'json' }
import { EVENT_TYPES, type PluginManifest } from '../../schemas/types.ts'
import { createLaneBench, laneConfig, laneRule } from '../support/lane-bench.ts'
import { ROOT } from '../support/root.ts'

// What the queues of the reference systems promise, line by line of the checklist; each also holds for a plugin's lane here.

const { events } = base
const GIFT = laneRule({ priority: 100 })
const CHAT = laneRule({ priority: 10, discardable: true })
const LIKE = laneRule({ priority: 5, discardable: true })

async function configOf(manifest: Partial<PluginManifest>, chosen = {}) {
  const least = { id: 'p', name: 'p', version: '1.0.0', subscriptions: [] } satisfies PluginManifest
  return createConfig({ folder: '/p', manifest: { ...least, ...manifest }, base: await readBase(`${ROOT}/plugin.manifest.json`), chosen })
}

async function heldBench(rules: Parameters<typeof laneConfig>[0], queueMax = 100) {
  const bench = createLaneBench()
  await bench.open(laneConfig(rules, { queueMax }))
  bench.scheduler.hold('p', true)
  return {
    ...bench,
    /** The numbers, in the order in which they are handled. */
    async handled() {
      const order: number[] = []
      bench.scheduler.hold('p', false)
      while (bench.sent.length > 0) {
        order.push(...bench.sent.map(({ seqNo }) => seqNo))
        bench.answer()
        await bench.clock.advance(1)
      }
      return order
    },
  }
}

test('S0-050, S0-051, S0-052, S0-053, S0-054, S0-055, S0-056, S0-057: priorities are those of the reference system unless a manifest says otherwise', () => {
  const { gift, tip, follow, share, chat, like, viewerCount } = events
  const named = { gift, tip, follow, subscribe: events.subscribe, share, chat, like, viewerCount }
  assert.deepEqual(
    Object.entries(named).map(([type, { priority }]) => [type, priority]),
    [
      ...[
        ['gift', 100],
        ['tip', 100],
        ['follow', 50],
        ['subscribe', 50],
      ],
      ...[
        ['share', 15],
        ['chat', 10],
        ['like', 5],
        ['viewerCount', 1],
      ],
    ],
  )
  const others = EVENT_TYPES.filter((type) => !(type in named))
  assert.ok(others.length > 10)
  assert.deepEqual(
    others.filter((type) => events[type].priority !== 0),
    [],
  )
})

test('S0-023, S0-028, S1-040: the size of a queue and the attempts are 1000 and 4 unless a manifest says otherwise', async () => {
  const { lane } = await configOf({})
  assert.deepEqual([lane.queueMax, lane.retry.attempts], [1000, 4])
  const own = await configOf({ queue: { max: 50 }, retry: { attempts: 3 }, enabled: false })
  assert.deepEqual([own.lane.queueMax, own.lane.retry.attempts, own.enabled], [50, 3, false])
})

test('S0-031, S0-034: an operator says which plugins run and with how many threads', async () => {
  const { enabled, threads } = await configOf({ threads: 2 }, { enabled: false, threads: 5 })
  assert.deepEqual({ enabled, threads }, { enabled: false, threads: 5 })
})

test('S1-047: gifts, tips, follows and subscriptions are not discardable by default, and no manifest makes them so', async () => {
  const never = ['gift', 'tip', 'follow', 'subscribe'] as const
  assert.deepEqual(
    never.map((type) => events[type].discardable),
    [false, false, false, false],
  )
  const all = await configOf({ subscriptions: [{ event: '*', discardable: true }] })
  assert.deepEqual(
    never.map((type) => all.lane.rules[type]?.discardable),
    [false, false, false, false],
  )
  for (const event of never) await assert.rejects(configOf({ subscriptions: [{ event, discardable: true }] }), { code: 'MANIFEST_INVALID' })
})

test('S0-025, S1-043, S1-053, S4-030, S4-031, S4-035: the more urgent goes first, and within a priority the first', async () => {
  const bench = await heldBench({ gift: GIFT, chat: CHAT, share: laneRule({ priority: 15 }) })
  bench.accept(['chat', 'share', 'gift', 'chat', 'gift', 'share'])
  assert.deepEqual(await bench.handled(), [3, 5, 2, 6, 1, 4])
})

test('S1-053: what waits keeps the priority and the mode that it was given when it came', async () => {
  const bench = await heldBench({ gift: GIFT, chat: CHAT })
  bench.accept(['chat', 'gift'])
  bench.scheduler.change(laneConfig({ gift: laneRule({ priority: 1 }), chat: laneRule({ priority: 90, mode: 'async' }) }))
  assert.deepEqual(await bench.handled(), [2, 1])
})

test('S1-044, S1-045: sync waits for each event before the next batch, async has several at once and no more than it may', async () => {
  const sync = createLaneBench()
  await sync.open(laneConfig({ gift: laneRule({ priority: 100, mode: 'sync' }) }))
  sync.accept(['gift'])
  assert.deepEqual([...new Set(sync.sent.map(({ mode }) => mode))], ['sync'])
  const async = createLaneBench()
  await async.open(laneConfig({ gift: laneRule({ priority: 100, mode: 'async' }) }, { concurrency: 3 }))
  async.accept(['gift', 'gift', 'gift', 'gift', 'gift'])
  assert.equal(async.status().inFlight, 3)
  async.answer()
  assert.equal(async.status().inFlight, 2)
})

test('S0-024, S0-026, S0-035, S1-046, S1-055: a full lane drops the oldest of the least urgent that may be dropped, found behind what may not, and never a gift', async () => {
  const bench = await heldBench({ gift: GIFT, chat: CHAT, like: LIKE, share: laneRule({ priority: 1 }) }, 4)
  bench.accept(['share', 'like', 'like', 'chat'])
  bench.accept(['gift', 'gift', 'gift', 'gift', 'gift'])
  assert.deepEqual(
    bench.facts.flatMap((fact) => (fact.kind === 'discarded' ? [[fact.seqNo, fact.reason]] : [])),
    [
      [2, 'full'],
      [3, 'full'],
      [4, 'full'],
    ],
  )
  assert.deepEqual(await bench.handled(), [5, 6, 7, 8, 9, 1])
})

test('S1-054: what comes into a full lane of what is more urgent is itself dropped, if it may be', async () => {
  const bench = await heldBench({ gift: GIFT, chat: CHAT, like: LIKE }, 2)
  bench.accept(['chat', 'chat', 'like', 'chat'])
  assert.deepEqual(
    bench.facts.flatMap((fact) => (fact.kind === 'discarded' ? [fact.seqNo] : [])),
    [3, 1],
  )
})

test('S0-040, S1-056: of a streak a plugin gets the end, the steps, or both', async () => {
  const types = async (streak: 'final' | 'each' | 'both') => {
    const bench = createLaneBench()
    await bench.open((await configOf({ subscriptions: [{ event: 'gift', streak }] })).lane)
    bench.accept(['giftStreak', 'giftStreak', 'gift'])
    return bench.sent.map(({ seqNo }) => seqNo).sort()
  }
  assert.deepEqual([await types('final'), await types('each'), await types('both')], [[3], [1, 2], [1, 2, 3]])
})

test('S4-035: what always fails is given up after its attempts, is told, and the next one goes', async () => {
  const bench = createLaneBench()
  await bench.open(laneConfig({ gift: GIFT }, { retry: { attempts: 3, delayMs: 10 } }))
  bench.accept(['gift'])
  for (let attempt = 0; attempt < 3; attempt++) {
    bench.answer('no')
    await bench.clock.advance(1000)
  }
  assert.deepEqual(
    bench.facts.map(({ kind }) => kind),
    ['retry', 'retry', 'dead'],
  )
  bench.accept(['gift'])
  assert.deepEqual(
    bench.sent.map(({ seqNo }) => seqNo),
    [2],
  )
})
