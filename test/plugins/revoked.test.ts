import assert from 'node:assert/strict'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openOffline } from '../../core/commands/offline-plugins.ts'
import { install, rollBack } from '../../core/packages/install.ts'
import { hashFolder } from '../../core/plugins/folder-hash.ts'
import { createPlace, goodPlugin } from '../packaging/installing.ts'
import { createOperated } from '../support/operated.ts'
import { ROOT } from '../support/root.ts'

const TELL = { 'plugin.ts': `export default { actions: { tell: () => 'here' } }` }
const REASON = 'It sends chat to a stranger'

async function createHouse(t: TestContext) {
  const operated = await createOperated(t)
  async function revoke(list: unknown) {
    await mkdir(operated.dataDir, { recursive: true })
    await writeFile(join(operated.dataDir, 'revoked.json'), typeof list === 'string' ? list : JSON.stringify(list))
  }
  return { ...operated, revoke }
}

test('T68: what is on the list does not start, its operator is told why, and it cannot be approved', async (t) => {
  const { write, revoke, start, dataDir, root } = await createHouse(t)
  const manifest = { actions: { tell: {} } }
  await write('named', { manifest, files: TELL })
  await write('newer', { manifest: { ...manifest, version: '1.0.1' }, files: TELL })
  const copied = await write('copied', { manifest: { ...manifest, permissions: { net: ['evil.example'] } }, files: TELL })
  const hash = await hashFolder(copied)
  await revoke([
    { id: 'named', version: '1.0.0', reason: REASON },
    { id: 'newer', version: '1.0.0', reason: REASON },
    { hash, reason: REASON },
  ])
  const offline = await openOffline({ dataDir, roots: [root], base: join(ROOT, 'plugin.manifest.json'), hostVersion: '0.1.0' })
  const shown = await offline.show('copied')
  assert.deepEqual([shown.state, shown.revoked, shown.ask], ['disabled', REASON, undefined])

  const host = await start()
  const told = async (id: string) => {
    const { state, detail, ask, revoked } = await host.show(id)
    return { state, detail, ask, revoked }
  }
  const off = { state: 'disabled', detail: `It was revoked: ${REASON}`, ask: undefined, revoked: REASON }
  assert.deepEqual([await told('named'), await told('copied'), (await told('newer')).state], [off, off, 'running'])
  await host.heard(new RegExp(`^named: It was revoked: ${REASON}$`))
  const refused = await host.order('copied', 'approve', { hash })
  assert.deepEqual([refused.status, refused.body.code, refused.body.detail], [403, 'PLUGIN_REVOKED', `copied was revoked: ${REASON}`])
  assert.equal((await host.order('named', 'enable')).body.state, 'disabled')
})

test('T68: the list is followed: what comes onto it ends, what leaves it runs, and a broken list changes nothing', async (t) => {
  const { write, revoke, start, dataDir } = await createHouse(t)
  const folder = await write('calm', { manifest: { actions: { tell: {} } }, files: TELL })
  const host = await start()
  assert.equal((await host.act('calm.tell')).status, 200)
  await revoke([{ hash: await hashFolder(folder), reason: REASON }])
  await host.heard(/^calm: It was revoked/)
  assert.deepEqual([(await host.show('calm')).state, (await host.act('calm.tell')).status], ['disabled', 502])
  await revoke('[{"hash":5}]')
  await host.heard(/revoked\.json: .*the list before goes on$/)
  assert.equal((await host.show('calm')).state, 'disabled')
  await rm(join(dataDir, 'revoked.json'))
  await host.heard(/^calm runs$/)
  assert.equal((await host.act('calm.tell')).status, 200)
})

test('a version that runs ends with its revocation, although the next one cannot be built', async (t) => {
  const { write, edit, revoke, start } = await createHouse(t)
  await write('calm', { manifest: { actions: { tell: {} } }, files: TELL })
  const host = await start()
  // Broken first, so that 1.1.0 never runs.
  await edit('calm', 'plugin.ts', 'export default {')
  await write('calm', { manifest: { version: '1.1.0', actions: { tell: {} } }, files: { 'plugin.ts': 'export default {' } })
  await host.heard(/^calm: .*the version before goes on running$/)
  await revoke([{ id: 'calm', version: '1.0.0', reason: REASON }])
  await host.heard(/^calm: (?!.*goes on running)/)
  assert.deepEqual([(await host.show('calm')).state, (await host.act('calm.tell')).status], ['failed', 502])
})

test('what is on the list is neither installed nor brought back', async () => {
  const place = await createPlace()
  const source = await place.zip(goodPlugin('one'))
  const named = { ...place.parts, revoked: [{ id: 'one', version: '1.0.0', reason: REASON }] }
  const code = { code: 'PLUGIN_REVOKED', message: `one was revoked: ${REASON}` }
  const deciding = { source, allowDowngrade: false, decide: async () => true }
  const contents = new Map(goodPlugin('one').map(({ name, content }) => [String(name), Buffer.from(String(content))] as const))
  await assert.rejects(install(contents, named, deciding), code)
  assert.deepEqual(await place.there(), [])

  assert.equal(await install(contents, place.parts, deciding), true)
  const hashed = { ...place.parts, revoked: [{ hash: await hashFolder(join(place.parts.into, 'one')), reason: REASON }] }
  await assert.rejects(install(contents, hashed, deciding), code)
  const next = new Map(
    goodPlugin('one', { version: '1.1.0' }).map(({ name, content }) => [String(name), Buffer.from(String(content))] as const),
  )
  assert.equal(await install(next, named, deciding), true)
  await assert.rejects(rollBack('one', named), code)
})
