import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { createSettingsDesk } from '../../core/desks/plugins/settings-desk.ts'
import { merged } from '../../core/desks/plugins/settings-patch.ts'
import type { Audit, By } from '../../core/serve/serve.ts'
import { openSettings } from '../../core/store/settings.ts'
import type { Settings } from '../../schemas/types.ts'
import fc from '../support/chance.ts'
import { createFolder } from '../support/folder.ts'

const BY: By = { id: 'key-admin', name: 'admin', role: 'admin', peer: '127.0.0.1' }

async function openDesk() {
  const file = join(createFolder(), 'settings.json')
  const settings = await openSettings(file)
  const grant = { permissions: {}, approvedAt: '2026-11-20T18:00:00Z', hash: 'a'.repeat(64) }
  await settings.update((now) => ({ ...now, plugins: { tts: { enabled: true, grant } } }))
  const followed: (readonly [Settings, Settings])[] = []
  const audited: Parameters<Audit>[0][] = []
  const desk = createSettingsDesk({
    settings,
    follow: async (before, after) => void followed.push([before, after]),
    audit: (entry) => audited.push(entry),
  })
  const kept = async () => Object(JSON.parse(await readFile(file, 'utf8')))
  return { desk, kept, followed, audited, change: (patch: object, dryRun = false) => desk.change({ ...patch }, { dryRun, by: BY }) }
}

test('S1-080: a setting is kept by its name, told again, and taken away by null; tiktok.username is the tiktok_user of before', async () => {
  const { desk, kept, change, audited, followed } = await openDesk()
  await change({ tiktok: { username: 'somebody' }, retention: { eventDays: 5, personalDays: 7 } })
  assert.deepEqual(desk.show().tiktok, { username: 'somebody' })
  await change({ retention: { eventDays: null } })
  assert.deepEqual([(await kept()).retention, followed.length], [{ personalDays: 7 }, 2])
  assert.deepEqual(
    audited.map(({ what, detail }) => [what, detail]),
    [
      ['settings.changed', { places: 'tiktok.username, retention.eventDays, retention.personalDays' }],
      ['settings.changed', { places: 'retention.eventDays' }],
    ],
  )
})

test('a change that is not valid, and a dry run, leave the settings as they are', async () => {
  const { kept, change, audited } = await openDesk()
  const before = await kept()
  await assert.rejects(change({ retention: { eventDays: 0 } }), {
    code: 'SETTINGS_INVALID',
    message: '"retention.eventDays" is 0; it must be >= 1',
  })
  await assert.rejects(change({ tiktok: { username: 'somebody' }, unknown: 1 }), { code: 'SETTINGS_INVALID' })
  assert.deepEqual((await change({ tiktok: { username: 'somebody' } }, true)).tiktok, { username: 'somebody' })
  assert.deepEqual([await kept(), audited], [before, []])
})

test('what a plugin may do is neither told nor changed with the settings', async () => {
  const { desk, kept, change } = await openDesk()
  assert.deepEqual(desk.show().plugins, { tts: { enabled: true } })
  for (const patch of [
    { plugins: { tts: { grant: { permissions: { net: ['*'] } } } } },
    { plugins: { tts: { grant: null } } },
    { plugins: { tts: null } },
    { plugins: null },
    { plugins: { other: { enabled: true, grant: {} } } },
  ])
    await assert.rejects(change(patch), { code: 'SETTINGS_INVALID' })
  await change({ plugins: { tts: { enabled: false } } })
  assert.deepEqual([(await kept()).plugins.tts.enabled, (await kept()).plugins.tts.grant.hash], [false, 'a'.repeat(64)])
})

test('a merge patch does what RFC 7396 says', () => {
  const cases: readonly (readonly [unknown, unknown, unknown])[] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ]
  assert.deepEqual(
    cases.map(([before, patch]) => merged(before, patch)),
    cases.map(([, , after]) => after),
  )
  // Twice is as once.
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (before, patch) =>
      assert.deepEqual(merged(merged(before, patch), patch), merged(before, patch)),
    ),
  )
})
