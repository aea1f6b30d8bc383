import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { findBundle } from '../../core/plugins/kept-bundles.ts'
import { createFolder } from '../support/folder.ts'

const MARK = '/* from before */'

/** A plugin of two files, a package of its own, and one from above; `kept` is where its bundle is kept. */
async function createPlugin() {
  const root = createFolder()
  const folder = join(root, 'plugins', 'whole')
  const packages = join(root, 'added')
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  await write(
    'plugins/whole/plugin.ts',
    "import { double } from './double.ts'; import triple from 'triple'; export default { on: { double, triple } }",
  )
  await write('plugins/whole/other.ts', 'export default { on: { other: 1 } }')
  await write('plugins/whole/double.ts', 'export const double = 2')
  await write('node_modules/triple/package.json', '{ "name": "triple", "main": "index.js" }')
  await write('node_modules/triple/index.js', 'module.exports = 3')
  await write('node_modules/.package-lock.json', '{}')
  const place = join(root, 'kept')
  const main = { folder, main: 'plugin.ts' }
  return {
    root,
    place,
    main,
    write,
    optional: (where?: string) => [{ name: 'extra', version: '1.0.0', purpose: 'more', ...(where !== undefined && { folder: where }) }],
    packages,
    code: async (more: object = {}) => (await findBundle({ ...main, ...more }, place)).code,
    /** Leaves a mark in what is kept, so that it shows where a bundle is from. */
    async mark(): Promise<string> {
      const [name = ''] = await readdir(place)
      const text = await readFile(join(place, name), 'utf8')
      await writeFile(join(place, name), text.replace('use strict', `use strict${MARK}`))
      return join(place, name)
    },
  }
}

type Plugin = Awaited<ReturnType<typeof createPlugin>>

test('a plugin that has not changed is not bundled again', async () => {
  const plugin = await createPlugin()
  const first = await plugin.code()
  await plugin.mark()
  const second = await plugin.code()
  assert.deepEqual([first.includes(MARK), second.includes(MARK), second.replace(MARK, '')], [false, true, first])
})

const CHANGES: Record<string, (plugin: Plugin) => Promise<object | undefined>> = {
  'a file of it is another': async ({ write }) => void (await write('plugins/whole/double.ts', 'export const double = 22')),
  'a file is there that an import may mean': async ({ write }) => void (await write('plugins/whole/node_modules/triple/index.js', '')),
  'its main module is another': async () => ({ main: 'other.ts' }),
  'a package above it is another': async ({ write }) => void (await write('node_modules/triple/index.js', 'module.exports = 33')),
  'packages were installed above it': ({ root }) => later(join(root, 'node_modules/.package-lock.json')),
  'there is a folder of packages nearer to it': async ({ write }) => void (await write('plugins/node_modules/other/index.js', '')),
  'a package that it can do without was added': async ({ packages, optional, write }) => {
    await write('added/node_modules/extra/index.js', '')
    return { packages: optional(packages) }
  },
}

async function later(path: string): Promise<undefined> {
  const at = new Date(Date.now() + 5000)
  await utimes(path, at, at)
}

for (const [what, change] of Object.entries(CHANGES)) {
  test(`a plugin is bundled anew when ${what}`, async () => {
    const plugin = await createPlugin()
    await plugin.code()
    await plugin.mark()
    assert.equal((await plugin.code(await change(plugin))).includes(MARK), false)
  })
}

test('a change of the packages that were added for it has a plugin bundled anew', async () => {
  const { code, mark, optional, packages, root, write } = await createPlugin()
  await write('added/node_modules/.package-lock.json', '{}')
  const given = { packages: optional(packages) }
  await code(given)
  await mark()
  assert.equal((await code(given)).includes(MARK), true)
  await later(join(root, 'added/node_modules/.package-lock.json'))
  assert.equal((await code(given)).includes(MARK), false)
})

test('what a process left half written is no bundle', async () => {
  const { code, mark } = await createPlugin()
  const whole = await code()
  const file = await mark()
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.slice(0, text.length / 2))
  assert.equal(await code(), whole)
})

test('where nothing can be written, a plugin is bundled each time', async () => {
  const { main, root, write } = await createPlugin()
  await write('a-file', '')
  const place = join(root, 'a-file', 'kept')
  assert.equal((await findBundle(main, place)).code, (await findBundle(main, place)).code)
})

test('a bundle of files that somebody was writing meanwhile is not kept', async () => {
  const { code, place, write } = await createPlugin()
  let isBuilt = false
  const writing = (async () => {
    for (let n = 0; !isBuilt; n += 1) await write('plugins/whole/notes.txt', `${n}`)
  })()
  await code()
  isBuilt = true
  await writing
  assert.deepEqual(await readdir(place).catch(() => []), [])
})

test('a plugin that cannot be bundled says so each time', async () => {
  const { code, write } = await createPlugin()
  await write('plugins/whole/plugin.ts', "import './nowhere.ts'")
  for (let n = 0; n < 2; n += 1) await assert.rejects(code(), { code: 'PLUGIN_UNBUILDABLE' })
})

test('two hundred bundles are kept: those that were asked for last', async () => {
  const { code, main, place } = await createPlugin()
  await code()
  const [own = ''] = await readdir(place)
  // Older than what is asked for now, and one older than all others.
  const names = Array.from({ length: 199 }, (_, n) => `${n}.json`)
  for (const [n, name] of names.entries()) {
    await writeFile(join(place, name), '{}')
    await utimes(join(place, name), n, n + 10)
  }
  await utimes(join(place, own), 1, 1)
  await code()
  await findBundle({ ...main, main: 'other.ts' }, place)
  const left = await readdir(place)
  assert.deepEqual([left.length, left.includes(own), left.includes('0.json'), left.includes('1.json')], [200, true, false, true])
})
