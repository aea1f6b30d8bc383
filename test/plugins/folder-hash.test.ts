import assert from 'node:assert/strict'
import { chmod, mkdir, rename, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { execa } from 'execa'
import { hashFolder } from '../../core/plugins/folder-hash.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'

async function createFolder() {
  const { write } = await createPluginFolders()
  return write('bound', { files: { 'lib/more.ts': 'export {}', 'overlay/box.html': '<p>', 'node_modules/x/index.js': '1' } })
}

test('the hash of a folder stays the same, whatever is read of it and whatever version control writes', async () => {
  const folder = await createFolder()
  const before = await hashFolder(folder)
  await mkdir(join(folder, '.git'))
  await writeFile(join(folder, '.git', 'index'), 'x')
  await writeFile(join(folder, '.DS_Store'), 'x')
  await chmod(join(folder, 'plugin.ts'), 0o600)
  assert.deepEqual([await hashFolder(folder), /^[0-9a-f]{64}$/.test(before)], [before, true])
})

const CHANGES: Record<string, (folder: string) => Promise<unknown>> = {
  'a byte of the code': (folder) => writeFile(join(folder, 'lib/more.ts'), 'export { }'),
  'a page': (folder) => writeFile(join(folder, 'overlay/box.html'), '<b>'),
  'a package': (folder) => writeFile(join(folder, 'node_modules/x/index.js'), '2'),
  'a new hidden file': (folder) => writeFile(join(folder, '.hidden.ts'), ''),
  'a name': (folder) => rename(join(folder, 'lib/more.ts'), join(folder, 'lib/less.ts')),
  'a place': (folder) => rename(join(folder, 'lib'), join(folder, 'bil')),
  'a link': (folder) => symlink('/etc/hostname', join(folder, 'lib/link.ts')),
  'a pipe': (folder) => execa('mkfifo', [join(folder, 'lib/pipe')]),
}

for (const [what, change] of Object.entries(CHANGES)) {
  test(`the hash of a folder is another one after a change of ${what}`, async () => {
    const folder = await createFolder()
    const before = await hashFolder(folder)
    await change(folder)
    assert.notEqual(await hashFolder(folder), before)
  })
}

test('the last byte of a long file counts', async () => {
  const folder = await createFolder()
  const long = Buffer.alloc(300 * 1024)
  await writeFile(join(folder, 'overlay/sound.mp3'), long)
  const before = await hashFolder(folder)
  long[long.length - 1] = 1
  await writeFile(join(folder, 'overlay/sound.mp3'), long)
  assert.notEqual(await hashFolder(folder), before)
})

test('where a link leads is part of the hash, and what lies there is not', async () => {
  const folder = await createFolder()
  const outside = join(folder, '..', 'outside.txt')
  await writeFile(outside, 'one')
  await symlink(outside, join(folder, 'link.txt'))
  const before = await hashFolder(folder)
  await writeFile(outside, 'two')
  assert.equal(await hashFolder(folder), before)
})

test('a folder with too much in it is not hashed for ever', async () => {
  const folder = await createFolder()
  await assert.rejects(hashFolder(folder, { files: 100, bytes: 10 }), { code: 'PLUGIN_TOO_LARGE', message: /more than 100 files or/ })
})

test('a folder with too many files is not hashed for ever', async () => {
  const folder = await createFolder()
  await execa('sh', ['-c', 'i=0; while [ $i -lt 20001 ]; do : > "many-$i"; i=$((i+1)); done'], { cwd: folder })
  await assert.rejects(hashFolder(folder), { code: 'PLUGIN_TOO_LARGE' })
})
