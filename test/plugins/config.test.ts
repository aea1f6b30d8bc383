import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createConfig, type PluginSettings } from '../../core/plugins/config.ts'
import { readBase } from '../../core/plugins/manifest.ts'
import { EVENT_TYPES, type PluginManifest } from '../../schemas/types.ts'

const base = await readBase(new URL('../../plugin.manifest.json', import.meta.url).pathname)

function configOf(manifest: Partial<PluginManifest>, chosen?: PluginSettings) {
  const whole = { id: 'some', name: 'Some', version: '1.0.0', subscriptions: [], ...manifest }
  return createConfig({ folder: '/plugins/some', manifest: whole, base, chosen })
}

function typesOf(...subscriptions: PluginManifest['subscriptions']) {
  return Object.keys(configOf({ subscriptions }).lane.rules).sort()
}

test('a manifest that says little gets everything from the base', () => {
  const { manifest, ...config } = configOf({ subscriptions: [{ event: 'gift' }, { event: 'like' }] })
  assert.equal(manifest.id, 'some')
  assert.deepEqual(config, {
    id: 'some',
    folder: '/plugins/some',
    main: 'plugin.ts',
    isolation: 'process',
    enabled: true,
    lane: {
      plugin: 'some',
      rules: {
        gift: { priority: 100, mode: 'sync', discardable: false, streak: 'final', coalesceMs: 0 },
        like: { priority: 5, mode: 'sync', discardable: true, streak: 'final', coalesceMs: 0 },
      },
      queueMax: 1000,
      concurrency: 8,
      retry: { attempts: 4, delayMs: 200 },
      replays: false,
    },
    threads: 1,
    timeoutMs: 5000,
    memoryMb: 256,
    settings: {},
    written: {},
    packages: [],
  })
})

test('a lane knows whether it takes replays, and which events go viewer by viewer', () => {
  const { lane } = configOf({ replays: true, subscriptions: [{ event: 'chat', mode: 'async', orderBy: 'user' }] })
  assert.deepEqual([lane.replays, lane.rules.chat?.orderBy], [true, 'user'])
})

test('the manifest goes over the base, and the operator over the manifest', () => {
  const config = configOf(
    {
      isolation: 'thread',
      enabled: false,
      settings: { color: 'red', size: 1 },
      queue: { max: 50 },
      retry: { attempts: 2 },
      subscriptions: [{ event: 'chat', priority: 60, mode: 'async', where: { source: 'live' } }],
    },
    { enabled: true, settings: { size: 2 }, subscriptions: [{ event: 'chat', priority: 70 }, { event: 'share' }] },
  )
  assert.deepEqual(
    [config.isolation, config.enabled, config.settings, config.lane.queueMax, config.lane.retry],
    ['process', true, { color: 'red', size: 2 }, 50, { attempts: 2, delayMs: 200 }],
  )
  assert.deepEqual(config.lane.rules.chat, {
    priority: 70,
    mode: 'async',
    discardable: false,
    streak: 'final',
    coalesceMs: 0,
    where: { source: 'live' },
  })
  assert.equal(config.lane.rules.share?.priority, 15)
})

test('only what is shipped, or what the operator trusts, shares a process with others', () => {
  const asking = { isolation: 'thread' as const }
  const isolationOf = (...given: Parameters<typeof configOf>) => configOf(...given).isolation
  assert.equal(isolationOf(asking), 'process')
  assert.equal(isolationOf({ ...asking, id: base.shipped[0] ?? '' }), 'thread')
  assert.equal(isolationOf({}, { isolation: 'thread' }), 'thread')
  assert.equal(isolationOf({ ...asking, id: base.shipped[0] ?? '' }, { isolation: 'process' }), 'process')
  assert.equal(isolationOf({ isolation: 'deno' }), 'deno')
})

test('a star stands for every type that is not named, and a switched-off type is not delivered', () => {
  const { rules } = configOf({
    subscriptions: [
      { event: '*', priority: 1 },
      { event: 'chat', priority: 9 },
      { event: 'like', enabled: false },
    ],
  }).lane
  assert.deepEqual(
    Object.keys(rules),
    EVENT_TYPES.filter((type) => type !== 'like'),
  )
  assert.deepEqual([rules.chat?.priority, rules.join?.priority], [9, 1])
})

test('the streak of a gift says which of gift and giftStreak are delivered', () => {
  assert.deepEqual(typesOf({ event: 'gift' }), ['gift'])
  assert.deepEqual(typesOf({ event: 'gift', streak: 'final' }), ['gift'])
  assert.deepEqual(typesOf({ event: 'gift', streak: 'each' }), ['giftStreak'])
  assert.deepEqual(typesOf({ event: 'gift', streak: 'both' }), ['gift', 'giftStreak'])
  assert.deepEqual(typesOf({ event: 'gift', streak: 'final' }, { event: 'giftStreak' }), ['gift', 'giftStreak'])
  assert.equal(typesOf({ event: '*', streak: 'final' }).includes('giftStreak'), false)
  assert.equal(typesOf({ event: '*', streak: 'each' }).includes('gift'), false)
})

test('a gift whose steps are switched off is delivered once, at the end of its streak', () => {
  const { rules } = configOf(
    { subscriptions: [{ event: 'gift', streak: 'both' }] },
    { subscriptions: [{ event: 'giftStreak', enabled: false }] },
  ).lane
  assert.deepEqual([rules.gift?.streak, rules.giftStreak], ['final', undefined])
})

test('a step of a streak may be dropped, unless the subscription says otherwise', () => {
  assert.equal(configOf({ subscriptions: [{ event: 'gift', streak: 'both' }] }).lane.rules.giftStreak?.discardable, true)
  assert.equal(
    configOf({ subscriptions: [{ event: 'gift', streak: 'both', discardable: false }] }).lane.rules.giftStreak?.discardable,
    false,
  )
})

for (const event of ['gift', 'tip', 'follow', 'subscribe'] as const) {
  test(`a ${event} that a manifest calls discardable is refused, and so is one of the operator's`, () => {
    const subscriptions = [
      { event: 'chat' as const, discardable: true },
      { event, discardable: true },
    ]
    assert.throws(() => configOf({ subscriptions }), {
      code: 'MANIFEST_INVALID',
      message: `plugins/some/plugin.manifest.json: "subscriptions.1.discardable" is true; a ${event} is never discarded, so leave it out`,
    })
    assert.throws(() => configOf({}, { subscriptions }), {
      code: 'SETTINGS_INVALID',
      message: /^settings\.json, plugin some: "subscriptions\.1/,
    })
  })
}

test('a star that may be dropped does not mean gifts, tips, follows and subscriptions', () => {
  const { rules } = configOf({ subscriptions: [{ event: '*', discardable: true }] }).lane
  assert.deepEqual(EVENT_TYPES.filter((type) => rules[type]?.discardable === false).sort(), ['follow', 'gift', 'subscribe', 'tip'])
})

test('what a plugin looks at first has a deadline of 150 ms unless said', () => {
  const { lane } = configOf({ intercepts: [{ event: 'chat' }, { event: 'question', deadlineMs: 700 }] })
  assert.deepEqual(lane.intercepts, [
    { event: 'chat', deadlineMs: 150 },
    { event: 'question', deadlineMs: 700 },
  ])
})

test('no plugin may hide what is never dropped', () => {
  for (const event of ['gift', 'tip', 'follow', 'subscribe'] as const)
    assert.throws(() => configOf({ intercepts: [{ event: 'chat' }, { event }] }), {
      code: 'MANIFEST_INVALID',
      message: `plugins/some/plugin.manifest.json: "intercepts.1.event" is ${event}, which no plugin may hide; leave it out`,
    })
})
