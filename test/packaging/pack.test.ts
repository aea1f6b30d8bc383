import assert from 'node:assert/strict'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { checkPlugin } from '../../core/packages/check.ts'
import type { Contents } from '../../core/packages/contents.ts'
import { packedContents } from '../../core/packages/pack.ts'
import { readZip } from '../../core/packages/read-zip.ts'
import { writeZip } from '../../core/packages/write-zip.ts'
import { rehearse } from '../../core/rehearsal/rehearse.ts'
import { createPlace, goodPlugin } from './installing.ts'

const TEMPLATES = fileURLToPath(new URL('../../scripts/templates', import.meta.url))

async function write(folder: string, files: Record<string, string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true })
    await writeFile(join(folder, path), content)
  }
}

/** A plugin that uses a package of its own, and has things around that nobody else needs. */
async function writePlugin(folder: string) {
  const [manifest] = goodPlugin('mine', { overlays: [{ page: 'a' }] })
  await write(join(folder, 'mine'), {
    'plugin.manifest.json': String(manifest?.content),
    'plugin.ts': "import { say } from './say.ts'\nexport default { on: { gift: (event, host) => say(host) } }",
    'say.ts':
      "import { word } from 'wording'\nexport function say(host) {\n  host.publish('said', word)\n  if (host.settings.fail) throw new Error('on purpose')\n}",
    'node_modules/wording/package.json': '{ "name": "wording", "version": "1.2.3", "license": "MIT", "main": "index.js" }',
    'node_modules/wording/index.js': "exports.word = 'hola'",
    'overlay/a.html': '<p>a</p>',
    'README.md': '# Mine',
    'plugin.test.ts': 'throw new Error()',
    '.env': 'SECRET=1',
    '.git/config': 'x',
    'notes/private.txt': 'x',
  })
  return join(folder, 'mine')
}

test('a packed plugin has what it needs and nothing else, and the same files make the same archive', async () => {
  const { folder } = await createPlace()
  const contents = await packedContents(await writePlugin(folder), '0.1.0')
  assert.deepEqual(
    [...contents.keys()],
    [
      'README.md',
      'dist/plugin.js',
      'dist/plugin.js.map',
      'overlay/a.html',
      'plugin.files.json',
      'plugin.manifest.json',
      'plugin.ts',
      'say.ts',
    ],
  )
  const archive = await writeZip(contents)
  assert.deepEqual(await writeZip(await packedContents(join(folder, 'mine'), '0.1.0')), archive)
  await writeFile(join(folder, 'packed.zip'), archive)
  assert.deepEqual(bytesOf(await readZip(join(folder, 'packed.zip'))), bytesOf(contents))
})

test('an installed archive runs without its packages, and its errors name the lines of its author', async (t) => {
  const { folder, install, parts } = await createPlace()
  await writeFile(join(folder, 'packed.zip'), await writeZip(await packedContents(await writePlugin(folder), '0.1.0')))
  await install(join(folder, 'packed.zip'))
  const plugin = await rehearse(join(parts.into, 'mine'), { settings: { fail: true } })
  t.after(plugin.stop)
  const { published, error = '' } = await plugin.send('gift')
  assert.deepEqual(published, [{ topic: 'said', data: 'hola' }])
  assert.match(error, /on purpose[\s\S]*mine\/say\.ts:4:\d+/)
})

test('a folder is installed as it would be packed, and what was packed can be packed again', async () => {
  const { folder, install, parts, there } = await createPlace()
  const contents = await packedContents(await writePlugin(folder), '0.1.0')
  await install(join(folder, 'mine'))
  assert.ok((await there()).includes('mine/dist/plugin.js') && !(await there()).includes('mine/notes'))
  assert.deepEqual(bytesOf(await packedContents(join(parts.into, 'mine'), '0.1.0')), bytesOf(contents))
})

test('T66: one byte that is not what the list says is found', async () => {
  const { folder, install, there } = await createPlace()
  const contents = new Map(await packedContents(await writePlugin(folder), '0.1.0'))
  const faults = [
    new Map([...contents, ['say.ts', new TextEncoder().encode('export const say = 1')]]),
    new Map([...contents, ['extra.ts', new Uint8Array()]]),
    new Map([...contents].filter(([path]) => path !== 'say.ts')),
  ]
  for (const fault of faults) {
    await writeFile(join(folder, 'packed.zip'), await writeZip(fault))
    await assert.rejects(install(join(folder, 'packed.zip')), { code: 'PACKAGE_REFUSED', message: /plugin\.files\.json/ })
  }
  assert.deepEqual(await there(), [])
})

test('a link in a folder is not followed', async () => {
  const { folder } = await createPlace()
  const mine = await writePlugin(folder)
  await symlink('/etc/hostname', join(mine, 'overlay/host.html'))
  await assert.rejects(packedContents(mine, '0.1.0'), {
    code: 'PACKAGE_REFUSED',
    message: '"overlay/host.html" is a link; put the file itself there',
  })
})

test('T64: the limits hold for folders, too', async () => {
  const { folder, install } = await createPlace()
  const mine = await writePlugin(folder)
  await Promise.all(Array.from({ length: 2000 }, (_, n) => writeFile(join(mine, `notes/${n}.txt`), '')))
  await assert.rejects(install(mine), { code: 'PACKAGE_REFUSED', message: 'It has more than 2000 files' })
})

test('every template can be packed and passes its check after that', async () => {
  const { folder, install, parts } = await createPlace()
  for (const id of ['my-alert', 'my-game', 'my-tts', 'my-ai', 'my-webhook', 'my-rule-action']) {
    await writeFile(join(folder, 'packed.zip'), await writeZip(await packedContents(join(TEMPLATES, id), '0.1.0')))
    await install(join(folder, 'packed.zip'))
    assert.deepEqual((await checkPlugin(join(parts.into, id), parts)).errors, [])
    const manifest = JSON.parse(await readFile(join(parts.into, id, 'plugin.manifest.json'), 'utf8'))
    assert.equal(manifest.main, 'dist/plugin.js')
  }
})

/** The same whether they are Node's buffers or plain bytes. */
function bytesOf(contents: Contents) {
  return [...contents].map(([path, bytes]) => [path, Buffer.from(bytes).toString('base64')])
}
