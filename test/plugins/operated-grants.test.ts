import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { keepGrant } from '../../core/commands/keep-grant.ts'
import { noteRunning } from '../../core/commands/running.ts'
import type { AuditPage } from '../../schemas/types.ts'
import { createOperated } from '../support/operated.ts'
import { ROOT } from '../support/root.ts'

const saying = (text: string) => `export default { actions: { tell: () => '${text}' } }`
const plugin = (text: string, permissions: Record<string, unknown>, version = '1.0.0') => ({
  manifest: { version, permissions, actions: { tell: {} } },
  files: { 'plugin.ts': saying(text) },
})

test('a plugin that asks waits until what was seen is approved, and then runs at every start', async (t) => {
  const { write, start, dataDir } = await createOperated(t)
  await write('curious', plugin('one', { net: ['api.example.com'], env: ['HOME'] }))
  const host = await start()
  const before = await host.show('curious')
  assert.deepEqual(
    [before.state, before.ask?.permissions, before.granted],
    ['waiting-for-grant', { net: ['api.example.com'], env: ['HOME'] }, {}],
  )
  assert.deepEqual((await host.act('curious.tell')).body.code, 'ACTION_FAILED')

  const wrong = await host.order('curious', 'approve', { hash: 'f'.repeat(64) })
  assert.deepEqual([wrong.status, wrong.body.code, wrong.body.detail], [409, 'PLUGIN_CHANGED', 'curious changed since it was looked at'])
  assert.equal((await host.order('curious', 'approve')).status, 400)
  assert.equal((await host.show('curious')).state, 'waiting-for-grant')

  const asked = Date.now()
  assert.equal((await host.approve('curious')).body.state, 'running')
  const told = Date.parse(String((await host.show('curious')).approvedAt))
  assert.ok(told >= asked && told <= Date.now(), 'approved at another time')
  assert.deepEqual((await host.act('curious.tell')).body, { value: 'one' })
  const { grant } = JSON.parse(await readFile(join(dataDir, 'settings.json'), 'utf8')).plugins.curious
  assert.deepEqual([grant.permissions, grant.hash], [{ net: ['api.example.com'], env: ['HOME'] }, before.ask?.hash])
  assert.equal((await host.approve('curious')).body.detail, 'curious asks for nothing that it does not have')
  await host.stop()

  const again = await start()
  const after = await again.show('curious')
  assert.deepEqual([after.state, after.ask, after.approvedAt], ['running', undefined, grant.approvedAt])
})

test('T66: a byte that is changed in an approved folder holds the plugin at the next start, until it is approved again', async (t) => {
  const { write, edit, start } = await createOperated(t)
  await write('bound', plugin('one', { net: ['api.example.com'] }))
  await write('free', plugin('one', {}))
  const host = await start()
  await host.approve('bound')
  await host.stop()
  await edit('bound', 'plugin.ts', saying('owe'))
  await edit('free', 'plugin.ts', saying('owe'))

  const again = await start()
  const held = await again.show('bound')
  assert.equal(held.state, 'held')
  assert.match(held.detail ?? '', /^Its files are not those that were approved on \d{4}-\d\d-\d\d; if you changed them, allow it/)
  assert.deepEqual(held.ask?.permissions, {})
  assert.deepEqual([(await again.show('free')).state, (await again.act('free.tell')).body.value], ['running', 'owe'])
  assert.deepEqual((await again.ask('GET', '/health')).body, { status: 'degraded', failing: 'plugin bound' })
  assert.equal((await again.approve('bound')).body.state, 'running')
  assert.deepEqual((await again.act('bound.tell')).body, { value: 'owe' })
})

test('a folder that is changed back is the approved one again', async (t) => {
  const { write, edit, start } = await createOperated(t)
  await write('bound', plugin('one', { net: ['api.example.com'] }))
  const host = await start()
  await host.approve('bound')
  await edit('bound', 'plugin.ts', saying('two'))
  await host.heard(/^bound: Its files are not those.*; the version before goes on running$/)
  assert.deepEqual([(await host.show('bound')).state, (await host.act('bound.tell')).body.value], ['running', 'one'])
  await edit('bound', 'plugin.ts', saying('one'))
  assert.equal((await host.order('bound', 'reload')).body.ask, undefined)
})

test('T67: an update that asks for more leaves the version before running, and the difference is shown', async (t) => {
  const { write, start } = await createOperated(t)
  await write('grown', plugin('one', { net: ['api.example.com'] }))
  const host = await start()
  await host.approve('grown')
  await write('grown', plugin('two', { net: ['api.example.com', 'evil.example'], run: ['curl'] }, '2.0.0'))
  await host.heard(/^grown: It now also asks to reach evil.example and to run the program curl;.*the version before goes on running$/)
  await host.order('grown', 'reload')
  const waiting = await host.show('grown')
  assert.deepEqual(
    [waiting.state, waiting.version, waiting.ask?.permissions],
    ['running', '1.0.0', { net: ['evil.example'], run: ['curl'] }],
  )
  assert.deepEqual([waiting.granted, (await host.act('grown.tell')).body.value], [{ net: ['api.example.com'] }, 'one'])

  const after = (await host.approve('grown')).body
  assert.deepEqual([after.state, after.version, after.ask], ['running', '2.0.0', undefined])
  assert.equal((await host.act('grown.tell')).body.value, 'two')
})

test('who writes a plugin changes it without being asked, until it asks for more', async (t) => {
  const { write, edit, start } = await createOperated(t)
  await write('draft', plugin('one', { net: ['api.example.com'] }))
  const host = await start({ dev: true })
  await host.approve('draft')
  await edit('draft', 'plugin.ts', saying('two'))
  await host.heard(/^draft was reloaded$/)
  assert.equal((await host.act('draft.tell')).body.value, 'two')
  await write('draft', plugin('three', { net: ['api.example.com'], run: ['curl'] }))
  await host.heard(/^draft: It now also asks to run the program curl/)
  assert.equal((await host.act('draft.tell')).body.value, 'two')
  await host.stop()
  assert.equal((await (await start({ dev: true })).show('draft')).state, 'waiting-for-grant')
})

test('a plugin that asks for less has less at once', async (t) => {
  const { write, start } = await createOperated(t)
  await write('modest', plugin('one', { net: ['api.example.com'], run: ['curl'] }))
  const host = await start({ dev: true })
  await host.approve('modest')
  await write('modest', plugin('two', { net: ['api.example.com'] }))
  assert.equal((await host.order('modest', 'reload')).body.state, 'running')
  assert.deepEqual(host.grants('modest'), { net: ['api.example.com'] })
})

test('what is revoked stops at once and stays stopped, and who is switched off stays off', async (t) => {
  const { write, start } = await createOperated(t)
  await write('curious', plugin('one', { net: ['api.example.com'] }))
  await write('lamp', plugin('one', {}))
  const host = await start()
  await host.approve('curious')
  assert.deepEqual(host.grants('curious'), { net: ['api.example.com'] })
  assert.equal((await host.order('curious', 'revoke')).body.state, 'waiting-for-grant')
  assert.deepEqual(host.grants('curious'), {})
  assert.equal((await host.order('lamp', 'disable')).body.state, 'disabled')
  await host.stop()

  const again = await start()
  assert.deepEqual([(await again.show('curious')).state, (await again.show('lamp')).state], ['waiting-for-grant', 'disabled'])
  assert.equal((await again.order('lamp', 'enable')).body.state, 'running')
  assert.equal((await again.order('lamp', 'restart')).body.state, 'running')
})

test('a version that its operator installed keeps its grant unless it asks for more, with a host and without', async (t) => {
  const { write, start, dataDir, root } = await createOperated(t)
  const options = { dataDir, roots: [root], base: join(ROOT, 'plugin.manifest.json'), hostVersion: '0.1.0' }
  await write('tool', plugin('one', { net: ['api.example.com'], run: ['curl'] }))
  const host = await start()
  await noteRunning(dataDir, { url: host.url, pid: process.pid })
  await host.approve('tool')
  await write('tool', plugin('two', { net: ['api.example.com'] }))
  const kept = await keepGrant('tool', options)
  assert.deepEqual([kept?.state, kept?.ask, kept?.granted], ['running', undefined, { net: ['api.example.com'] }])
  assert.equal((await host.act('tool.tell')).body.value, 'two')
  assert.equal(await keepGrant('ghost', options), undefined)
  await host.stop()

  await write('tool', plugin('three', { net: ['api.example.com'] }))
  assert.deepEqual((await keepGrant('tool', options))?.state, 'not running')
  await write('tool', plugin('four', { net: ['api.example.com'], run: ['curl'] }))
  const grown = await keepGrant('tool', options)
  assert.deepEqual([grown?.state, grown?.ask?.permissions], ['waiting-for-grant', { run: ['curl'] }])
})

test('every order is written into the audit with who gave it, and only the operator may give one', async (t) => {
  const { write, start } = await createOperated(t)
  await write('lamp', plugin('one', {}))
  const host = await start()
  await host.order('lamp', 'disable')
  const { entries } = (await host.ask('GET', '/api/audit?what=plugin.')).body as unknown as AuditPage
  assert.deepEqual(
    entries.map(({ what, who, peer, detail }) => [what, who.id, peer, detail]),
    [['plugin.disabled', 'key-admin', '127.0.0.1', { plugin: 'lamp' }]],
  )
  const byGame = await host.ask('POST', '/api/plugins/lamp/enable', {}, host.keys.game)
  assert.deepEqual([byGame.status, (await host.show('lamp')).state], [403, 'disabled'])
  assert.equal((await host.order('ghost', 'enable')).status, 404)
})
