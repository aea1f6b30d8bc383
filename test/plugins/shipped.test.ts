import assert from 'node:assert/strict'
import { access } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { pluginFolders } from '../../core/plugins/discover.ts'
import { createPlugins } from '../../core/plugins/lifecycle.ts'
import { readBase } from '../../core/plugins/manifest.ts'
import { createObservedSandbox } from '../support/sandbox.ts'

const root = fileURLToPath(new URL('../../plugins', import.meta.url))
const folders = await pluginFolders([root])
const ids = folders.map((folder) => basename(folder))
const nothing = () => {}

test('every plugin of this repository starts in a real runner when it is switched on', async () => {
  assert.ok(
    ['alerts', 'dummy', 'slow', 'verbose'].every((id) => ids.includes(id)),
    ids.join(),
  )
  // Their storage, their folders and every file are empty.
  const answers: Readonly<Record<string, unknown>> = {
    'kv.list': [],
    'file.list': [],
    'file.open': { id: 1 },
    'run.spawn': { id: 1, pid: 1 },
  }
  const { sandbox, told, stop } = createObservedSandbox({ call: async (_, method) => (answers[method] ? { value: answers[method] } : {}) })
  const plugins = createPlugins({
    roots: [root],
    shippedRoot: root,
    base: await readBase(fileURLToPath(new URL('../../plugin.manifest.json', import.meta.url))),
    hostVersion: '0.1.0',
    packagesDir: '/nowhere',
    settings: () => Object.fromEntries(ids.map((id) => [id, { enabled: true }])),
    sandbox,
    lanes: { open: nothing, change: nothing, close: nothing, forget: nothing, resume: nothing, pause: nothing },
    log: createLog({ level: 'silent' }),
    clock: systemClock,
    watch: false,
  })
  after(async () => {
    await plugins.stop()
    await stop()
  })
  await plugins.open()
  await plugins.loaded()
  assert.deepEqual(
    plugins.status().map(({ id, state, detail }) => ({ id, state, detail })),
    ids.map((id) => ({ id, state: 'running', detail: undefined })),
  )
  const disagreements = told('log').filter(([, message]) => /: the manifest /.test(String(message)))
  assert.deepEqual(disagreements, [])
})

test('the base names every plugin of this repository as shipped, and no other', async () => {
  const { shipped } = await readBase(fileURLToPath(new URL('../../plugin.manifest.json', import.meta.url)))
  assert.deepEqual([...shipped].sort(), ids)
})

for (const folder of folders) {
  test(`${basename(folder)} has a README`, () => access(join(folder, 'README.md')))
}
