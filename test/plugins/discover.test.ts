import assert from 'node:assert/strict'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { pluginFolders, readPlugin } from '../../core/plugins/discover.ts'
import { readBase } from '../../core/plugins/manifest.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'

const base = await readBase(new URL('../../plugin.manifest.json', import.meta.url).pathname)

async function found(roots: readonly string[]): Promise<readonly string[]> {
  const reading = { roots, base, hostVersion: '0.1.0', packagesDir: '/nowhere', chosen: () => undefined }
  const all = await Promise.all((await pluginFolders(roots)).map((folder) => readPlugin(folder, reading)))
  return all.map((plugin) => {
    if (!plugin) return 'nothing'
    return 'config' in plugin ? `${plugin.config.id}: good` : `${plugin.id}: ${plugin.problem.code} ${plugin.problem.message}`
  })
}

test('a bad plugin does not stop the others, and what only lies there is passed over', async () => {
  const { root, write } = await createPluginFolders()
  await write('good')
  await write('broken', { manifest: '{' })
  await write('Upper')
  await write('.git')
  await write('_draft')
  await writeFile(join(root, 'README.md'), '')
  assert.deepEqual(await found([root]), [
    'Upper: MANIFEST_INVALID plugins/Upper/: "Upper" cannot be a plugin\'s id; take 2 to 39 of a-z, 0-9 and -, a letter first',
    'broken: MANIFEST_INVALID plugins/broken/plugin.manifest.json:1:2 Expected string in JSON but found end of file',
    'good: good',
  ])
})

test('of two plugins with one id the first counts, and the second is a problem', async () => {
  const [first, second] = [await createPluginFolders(), await createPluginFolders()]
  await first.write('twin')
  await second.write('twin')
  const [one, two] = await found([first.root, second.root])
  assert.equal(one, 'twin: good')
  assert.match(two ?? '', /^twin: MANIFEST_INVALID .* is taken by .*plugins\/twin; rename one$/)
})

test('a link to a folder outside is refused, and one to a place inside is not', async () => {
  const { root, write } = await createPluginFolders()
  await mkdir(join(dirname(root), 'elsewhere'))
  await symlink(join(dirname(root), 'elsewhere'), join(root, 'linked'))
  await write('_hidden')
  await symlink(join(root, '_hidden'), join(root, 'inner'))
  const [inner, linked] = await found([root])
  assert.match(inner ?? '', /"id" is "_hidden"/)
  assert.equal(linked, 'linked: MANIFEST_INVALID plugins/linked/ is a link to a place outside plugins/; copy the folder in')
})

test('pages that are a link out of the plugin are refused, and a link within it is not', async () => {
  const { root, write } = await createPluginFolders()
  const outside = join(dirname(root), 'data')
  await mkdir(outside)
  await write('beside', { files: { 'built/page.html': '' } })
  await symlink('built', join(root, 'beside', 'overlay'))
  await symlink(outside, join(await write('out'), 'overlay'))
  await symlink('..', join(await write('up'), 'overlay'))
  const why = 'is a link to a place outside the plugin; copy the folder in'
  assert.deepEqual(await found([root]), [
    'beside: good',
    `out: MANIFEST_INVALID plugins/out/overlay ${why}`,
    `up: MANIFEST_INVALID plugins/up/overlay ${why}`,
  ])
})

test('a root that is not there is told to who started the host', async () => {
  await assert.rejects(pluginFolders(['/nowhere/at/all']), {
    code: 'USAGE',
    message: 'The plugins folder /nowhere/at/all cannot be read (ENOENT)',
  })
})
