import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import type { HostOptions } from '../../core/host.ts'
import { createSimulator } from '../../core/ingest/simulator/simulator.ts'
import type { SourceStatus } from '../../core/ingest/source.ts'
import { createTikTokSource } from '../../core/ingest/tiktok/source.ts'
import { createFakeTikTok } from '../../scripts/fake-tiktok/server.ts'
import { startHost } from '../support/host.ts'

/** As `npm start` does it: the live that the settings name, and until there is one a made-up one. */
const sourceOf =
  (endpoint: string): HostOptions['createSource'] =>
  (door, { tiktok }) => {
    const parts = { door, clock: systemClock, random: Math.random }
    if (!tiktok?.username) return createSimulator(parts)
    return createTikTokSource({ ...parts, username: tiktok.username, log: createLog({ level: 'silent' }), options: { endpoint } })
  }

test('S1-080: a TikTok name that is set while the host runs is followed at once, and the live before has ended', async (t) => {
  const fake = await createFakeTikTok()
  t.after(fake.stop)
  const host = await startHost(t, { createSource: sourceOf(fake.url), only: [] })
  await host.until((events) => events.some(({ source }) => source === 'simulator'))
  const change = async (username: string) => {
    const headers = { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ tiktok: { username } })
    return fetch(`${host.url}/api/settings`, { method: 'PATCH', headers, body })
  }

  assert.equal((await change('not a name')).status, 422)
  assert.equal((await change('@somebody')).status, 200)
  await host.until((events) => events.some(({ eventType, streamId }) => eventType === 'connected' && streamId === 'tiktok:somebody'))
  const ends = host.events.filter(({ eventType }) => eventType === 'streamEnd').map(({ streamId }) => streamId)
  assert.deepEqual(ends, ['simulator:demo'])
  const { source } = host.status() as { source: SourceStatus }
  assert.deepEqual([source.kind, source.streamId], ['tiktok', 'tiktok:somebody'])
  const after = host.events.findIndex(({ eventType }) => eventType === 'streamEnd')
  assert.ok(
    host.events.slice(after + 1).every(({ source }) => source === 'live'),
    'The made-up live goes on',
  )
})
