import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPluginFolders } from '../support/plugin-folders.ts'
import { startOperated } from './operator.ts'

const FORM = {
  type: 'object',
  properties: {
    key: { type: 'string', format: 'password' },
    shown: { type: 'boolean' },
    seconds: { type: 'integer', default: 5 },
  },
}

test('plugins settings lists every setting of the form in its order, also one that nobody chose and that has no default', async (t) => {
  const folders = await createPluginFolders()
  await folders.write('lamp', {
    manifest: { settings: { seconds: 7 } },
    files: { 'plugin.ts': 'export default {}', 'settings.schema.json': JSON.stringify(FORM) },
  })
  const { host, type } = await startOperated(t, { pluginRoots: [folders.root] })
  await host.loaded()
  const rows = (await type('plugins', 'settings', 'lamp')).split('\n').map((line) => line.trim().split(/ {2,}/))
  assert.deepEqual(rows, [
    ['setting', 'value'],
    ['key', '(not set)'],
    ['shown', '(not set)'],
    ['seconds', '7'],
  ])
})
