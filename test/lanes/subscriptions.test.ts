import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { SubscriptionRow } from '../../schemas/types.ts'
import { createWitnessed, type Witnessed } from './witness.ts'

const PATH = '/api/plugins/witness/subscriptions'
const rowsOf = async (host: Witnessed) => (await host.get(PATH)).subscriptions as SubscriptionRow[]
const changed = async (host: Witnessed, rows: readonly Partial<SubscriptionRow>[]) => host.ask('PUT', PATH, { subscriptions: rows })

test("S0-022, S0-050, S1-041, S1-075: a plugin's table of events is edited in place, and counts from the next event on", async (t) => {
  const operated = await createWitnessed(t)
  const host = await operated.start()
  assert.deepEqual(await rowsOf(host), [
    { event: 'chat', enabled: true, priority: 10, mode: 'sync', discardable: false, changed: false },
    { event: 'gift', enabled: true, priority: 100, mode: 'sync', discardable: false, streak: 'final', changed: false },
    { event: 'like', enabled: true, priority: 5, mode: 'sync', discardable: true, changed: false },
  ])
  await host.gift('Rose')
  await host.heardOf('gift', 1)
  const { body } = await changed(host, [
    { event: 'gift', enabled: false },
    { event: 'chat', priority: 70, mode: 'async', discardable: true },
  ])
  assert.deepEqual(body.subscriptions, await rowsOf(host))
  assert.deepEqual(
    (await rowsOf(host)).map(({ event, enabled, priority, mode, discardable, changed }) => [
      event,
      enabled,
      priority,
      mode,
      discardable,
      changed,
    ]),
    [
      ['chat', true, 70, 'async', true, true],
      ['gift', false, 100, 'sync', false, true],
      ['like', true, 5, 'sync', true, false],
    ],
  )
  await host.gift('Lion')
  await host.simulate('chat', { message: 'hello' })
  await host.heardOf('chat', 1)
  assert.deepEqual(host.published('gift'), ['Rose'])
  assert.ok(!host.said.some((sentence) => /reloaded/.test(sentence)))

  const back = await host.ask('DELETE', PATH)
  assert.deepEqual(
    (back.body.subscriptions as SubscriptionRow[]).map((row) => row.changed),
    [false, false, false],
  )
  await host.gift('Star')
  assert.deepEqual(await host.heardOf('gift', 2), ['Rose', 'Star'])
  const settings = JSON.parse(await readFile(join(operated.dataDir, 'settings.json'), 'utf8'))
  assert.equal('subscriptions' in settings.plugins.witness, false)
})

test('S1-047: no operator makes a gift discardable, or an event be heard that the plugin does not listen to', async (t) => {
  const operated = await createWitnessed(t)
  const host = await operated.start()
  for (const row of [
    { event: 'gift', discardable: true },
    { event: 'follow', enabled: true },
  ] as const) {
    const { status, body } = await changed(host, [{ event: 'chat', priority: 99 }, row])
    assert.deepEqual([status, body.code], [422, 'SETTINGS_INVALID'])
  }
  assert.equal((await changed(host, [{ event: 'gift', priority: 101 }])).status, 422)
  assert.deepEqual(
    (await rowsOf(host)).filter((row) => row.changed),
    [],
  )
  assert.equal((await host.ask('PUT', PATH, { subscriptions: [] }, host.keys.moderator)).status, 403)
  assert.equal((await host.ask('GET', '/api/plugins/nobody/subscriptions')).status, 404)
})

test('a table of a plugin that listens to everything has every event type, and keeps what settings say by hand', async (t) => {
  const operated = await createWitnessed(t, { subscriptions: [{ event: '*', priority: 3 }] })
  await writeFile(
    join(operated.dataDir, 'settings.json'),
    JSON.stringify({ schemaVersion: '1', plugins: { witness: { subscriptions: [{ event: 'raw', enabled: false }] } } }),
  )
  const host = await operated.start()
  const rows = await rowsOf(host)
  assert.equal(rows.length, 25)
  assert.deepEqual(
    rows.filter((row) => row.changed).map(({ event, enabled }) => [event, enabled]),
    [['raw', false]],
  )
  await changed(host, [{ event: 'join', priority: 1 }])
  assert.deepEqual(
    (await rowsOf(host)).filter((row) => row.changed).map(({ event }) => event),
    ['join', 'raw'],
  )
})
