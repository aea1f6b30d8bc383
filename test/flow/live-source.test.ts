import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import type { HostOptions } from '../../core/host.ts'
import { createSimulator } from '../../core/ingest/simulator/simulator.ts'
import type { SourceStatus } from '../../core/ingest/source.ts'
import { createTikTokSource } from '../../core/ingest/tiktok/source.ts'
import type { SessionPage, UnifiedEvent } from '../../schemas/types.ts'
import { viewer } from '../../scripts/fake-tiktok/messages.ts'
import { createFakeTikTok } from '../../scripts/fake-tiktok/server.ts'
import { createFolder } from '../support/folder.ts'
import { startHost } from '../support/host.ts'

/** As `npm start` does it: the live that the settings name, and until there is one a made-up one. */
const sourceOf =
  (endpoint: string): HostOptions['createSource'] =>
  (door, { tiktok }) => {
    const parts = { door, clock: systemClock, random: Math.random }
    if (!tiktok?.username) return createSimulator(parts)
    return createTikTokSource({ ...parts, username: tiktok.username, log: createLog({ level: 'silent' }), options: { endpoint } })
  }

test('a stop in the middle of a live tells no plugin that it has ended, and the next start goes on with it to its end', async (t) => {
  const fake = await createFakeTikTok()
  t.after(fake.stop)
  const dataDir = createFolder()
  await writeFile(join(dataDir, 'settings.json'), JSON.stringify({ schemaVersion: '1', tiktok: { username: 'somebody' } }))
  const start = async () => {
    const host = await startHost(t, { dataDir, createSource: sourceOf(fake.url), only: [] })
    await host.until((events) => events.some(({ eventType }) => eventType === 'connected'))
    return host
  }
  const sessionsOf = async (host: Awaited<ReturnType<typeof start>>) => {
    const { sessions } = (await host.ask('GET', '/api/sessions')).body as unknown as SessionPage
    return sessions.map(({ status, endReason }) => [status, endReason])
  }
  const before = await start()
  fake.push([fake.messages.chat(viewer(1), 'before')])
  await before.until((events) => events.some(({ eventType }) => eventType === 'chat'))
  await before.stop()
  const next = await start()
  const going = await sessionsOf(next)
  fake.push([fake.messages.control(3)])
  await next.until((events) => events.some(({ eventType }) => eventType === 'streamEnd'))
  const told = (events: readonly UnifiedEvent[]) =>
    events.flatMap(({ eventType, payload }) =>
      eventType === 'streamStart'
        ? ['start']
        : eventType === 'streamEnd'
          ? [Object(payload).reason]
          : eventType === 'custom'
            ? [Object(payload).name]
            : [],
    )
  assert.deepEqual(
    [told(before.events), going, told(next.events).slice(0, 1)],
    [['start', 'streaming.session.started'], [['active', null]], ['ended']],
  )
})

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
