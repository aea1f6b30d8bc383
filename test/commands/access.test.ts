import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { AuditPage, Settings, TokenMade, TokenView } from '../../schemas/types.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'
import { createOperator, startOperated, writeSettings } from './operator.ts'

test('tokens and invitations are made, listed and revoked from the command line, and all of it is in the audit', async (t) => {
  const { host, type, json } = await startOperated(t, { pluginRoots: [(await createPluginFolders()).root] })
  const { token, key } = (await json('tokens', 'create', 'Ana', '--role', 'moderator', '--hours', '5')) as TokenMade
  const status = async () => (await fetch(`${host.url}/status`, { headers: { authorization: `Bearer ${key}` } })).status
  assert.equal(await status(), 200)
  assert.ok(((await json('tokens')) as TokenView[]).some(({ id }) => id === token.id))
  assert.match(await type('tokens', 'list'), /^id +name +role +kind/)
  assert.equal(await type('tokens', 'revoke', token.id), `${token.id} may not come in any more`)
  assert.equal(await status(), 401)
  assert.match(
    await type('invite', 'Ben', '--hours', '2'),
    /^With this link Ben comes in as moderator for 2 hours; it works once, until \d{4}-.*:\nhttp:\/\/.*#invite=.*\nOnly this computer can open it/,
  )
  await assert.rejects(type('tokens', 'create', 'Eve', '--role', 'king'), /There is no role "king"; there are admin/)

  const { entries, intact } = (await json('audit', '--what', 'token.')) as AuditPage
  assert.deepEqual([entries.map(({ what }) => what).sort(), intact], [['token.created', 'token.revoked'], true])
  const text = await type('audit')
  assert.match(text, /token\.created/)
  assert.ok(!text.includes(key))
})

test('settings are read and set by their path, through the host and without one, and a wrong one changes nothing', async (t) => {
  const { type, json, dataDir } = await startOperated(t, { pluginRoots: [(await createPluginFolders()).root] })
  assert.equal(await type('settings', 'set', 'tiktok.username', 'luna', '--dry-run'), 'tiktok.username would be luna')
  await assert.rejects(type('settings', 'get', 'tiktok.username'), /Nothing is set at tiktok.username/)
  assert.equal(await type('settings', 'set', 'tiktok.username', 'luna'), 'tiktok.username is luna')
  assert.equal(await type('settings', 'get', 'tiktok.username'), 'luna')
  await assert.rejects(type('settings', 'set', 'retention.eventDays', '"many"'), /eventDays/)
  assert.equal(((await json('settings')) as Settings).retention, undefined)
  assert.equal(JSON.parse(await readFile(join(dataDir, 'settings.json'), 'utf8')).tiktok.username, 'luna')

  const offline = createOperator(t)
  await writeSettings(offline.dataDir, { retention: { eventDays: 10 } })
  assert.equal(await offline.type('settings', 'set', 'retention.eventDays', '20'), 'retention.eventDays is 20')
  assert.equal(await offline.type('settings', 'set', 'tiktok.username', 'luna'), 'tiktok.username is luna')
  await offline.type('settings', 'set', 'tiktok', 'null')
  await assert.rejects(offline.type('settings', 'set', 'retention.eventDays', 'many'), /eventDays/)
  assert.deepEqual(await offline.json('settings'), { schemaVersion: '1', retention: { eventDays: 20 } })
})
