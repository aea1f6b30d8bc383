import assert from 'node:assert/strict'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { pluginRemove } from '../../core/commands/plugin-install.ts'
import { noteRunning } from '../../core/commands/running.ts'
import { askedUntil } from '../support/asked.ts'
import { createOperated } from '../support/operated.ts'
import { ROOT } from '../support/root.ts'

const SETTINGS = { type: 'object', properties: { token: { type: 'string', writeOnly: true }, room: { type: 'string' } } }
const MANIFEST = { subscriptions: [{ event: 'gift' }], retry: { attempts: 1 } }
const CODE = `export default {
  on: {
    async gift(event, host) {
      await host.kv.set('last', event.payload.giftName)
      throw new Error('The lamp is broken')
    },
  },
}
`
const FILES = { 'plugin.ts': CODE, 'settings.schema.json': JSON.stringify(SETTINGS) }
const LAMP = { manifest: MANIFEST, files: FILES }
const NOTHING = { plugin: 'lamp', settings: false, keys: 0, values: 0, deadLetters: 0, files: false }
const ALL = { plugin: 'lamp', settings: true, keys: 1, values: 1, deadLetters: 1, files: true }

/** A host with a plugin that has a key, a choice of its operator, a value, a file and a gift that it gave up. */
async function createUsed(t: TestContext) {
  const operated = await createOperated(t)
  await operated.drop('lamp', LAMP)
  const host = await operated.start()
  const set = await host.ask('PUT', '/api/plugins/lamp/settings', { token: 'hunter2', room: 'den' })
  assert.equal(set.status, 200, JSON.stringify(set.body))
  await mkdir(join(operated.dataDir, 'plugins/lamp'), { recursive: true })
  await writeFile(join(operated.dataDir, 'plugins/lamp/note.txt'), 'kept')
  await host.ask('POST', '/api/simulate/gift', { giftName: 'Rose' })
  const kept = () => host.ask('DELETE', '/api/plugins/lamp/data?dryRun=true')
  await askedUntil(kept, ({ body }) => body.deadLetters === 1)
  return { ...operated, host, kept }
}

function createCommand(t: TestContext, { dataDir, root }: { dataDir: string; root: string }) {
  const base = join(ROOT, 'plugin.manifest.json')
  return async (options: Partial<Parameters<typeof pluginRemove>[1]> = {}) => {
    const lines: string[] = []
    const log = t.mock.method(console, 'log', (line: unknown) => lines.push(String(line)))
    await pluginRemove('lamp', { base, hostVersion: '0.1.0', root: ROOT, dataDir, into: root, purge: true, ...options }).finally(() =>
      log.mock.restore(),
    )
    return lines.join('\n')
  }
}

test('a plugin whose folder is gone is taken away with its keys, settings, storage, files and dead letters; none that is there', async (t) => {
  const { host, kept, dataDir, remove, drop } = await createUsed(t)
  const alerts = async () => {
    const { body } = await host.ask('GET', '/api/alerts')
    return (body.alerts as { id: string }[]).map(({ id }) => id).filter((id) => id.startsWith('plugin-gone'))
  }
  assert.deepEqual((await kept()).body, ALL)

  const refused = await host.ask('DELETE', '/api/plugins/lamp/data')
  assert.deepEqual([refused.status, refused.body.detail], [400, 'lamp is still there; remove its folder first'])
  assert.deepEqual((await kept()).body, ALL)

  await remove('lamp')
  await askedUntil(
    () => host.ask('GET', '/api/plugins/lamp'),
    ({ status }) => status === 404,
  )
  assert.deepEqual(await alerts(), ['plugin-gone:lamp'])
  assert.deepEqual(await host.ask('DELETE', '/api/plugins/lamp/data'), { status: 200, body: ALL })
  assert.deepEqual(await alerts(), [])
  assert.deepEqual((await kept()).body, NOTHING)
  for (const file of ['secrets.json', 'settings.json']) assert.doesNotMatch(await readFile(join(dataDir, file), 'utf8'), /lamp|hunter2/)

  // Whoever comes by that name finds nothing, and is owed nothing of before.
  await host.ask('POST', '/api/simulate/gift', { giftName: 'Lion' })
  await drop('lamp', LAMP)
  await askedUntil(
    () => host.ask('GET', '/api/plugins/lamp'),
    ({ body }) => body.state === 'running',
  )
  assert.deepEqual((await host.ask('GET', '/api/plugins/lamp/settings')).body.values, { token: { set: false } })
  await host.ask('POST', '/api/simulate/gift', { giftName: 'Galaxy' })
  await askedUntil(kept, ({ body }) => body.deadLetters === 1)
  const letters = (await host.ask('GET', '/api/dead-letters?plugin=lamp')).body.letters as {
    event: { payload: { giftName: string } }
  }[]
  assert.deepEqual(
    letters.map(({ event }) => event.payload.giftName),
    ['Galaxy'],
  )
})

test('what is no plugin of a name that one may have is not taken away', async (t) => {
  const { host } = await createUsed(t)
  for (const id of ['@host', '..', 'Lamp', '%2e%2e%2fbackups']) {
    const { status } = await host.ask('DELETE', `/api/plugins/${encodeURIComponent(id)}/data`)
    assert.ok(status === 400 || status === 404, `${id}: ${status}`)
  }
})

test('plugin remove --purge takes it away while a host runs and while none does, only shows it with --dry-run, and asks before', async (t) => {
  const { host, dataDir, root, remove, drop } = await createUsed(t)
  const command = createCommand(t, { dataDir, root })
  await noteRunning(dataDir, { url: host.url, pid: process.pid })
  await assert.rejects(command(), { code: 'USAGE', message: /--yes/ })
  await assert.rejects(command({ purge: false, dryRun: true }), { code: 'USAGE', message: /--purge/ })
  assert.match(
    await command({ dryRun: true }),
    /settings: yes, keys: 1, stored values: 1, files: yes, dead letters: 1\nNothing was changed/,
  )

  // A folder that somebody put there is theirs to delete.
  await assert.rejects(command({ yes: true }), { code: 'PACKAGE_REFUSED' })
  await remove('lamp')
  assert.deepEqual(JSON.parse(await command({ yes: true, json: true })), ALL)

  await drop('lamp', LAMP)
  await askedUntil(
    () => host.ask('GET', '/api/plugins/lamp'),
    ({ body }) => body.state === 'running',
  )
  await host.ask('PUT', '/api/plugins/lamp/settings', { token: 'hunter3' })
  await host.stop()
  await remove('lamp')
  await rm(join(dataDir, 'running.json'))
  assert.match(await command({ yes: true }), /Nothing is kept of lamp any more\. There was: settings: (yes|no), keys: 1, /)
  assert.doesNotMatch(await readFile(join(dataDir, 'secrets.json'), 'utf8'), /lamp|hunter3/)
  assert.match(await readFile(join(dataDir, 'audit.ndjson'), 'utf8'), /plugin\.purged/)
})
