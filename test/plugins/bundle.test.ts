import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { HostError } from '../../core/base/errors.ts'
import { bundle } from '../../core/plugins/bundle.ts'
import { createSourceLines } from '../../core/plugins/source-lines.ts'

const root = await mkdtemp(join(tmpdir(), 'bundle-'))
after(() => rm(root, { recursive: true }))

async function plugin(id: string, files: Record<string, string>): Promise<string> {
  const folder = join(root, 'plugins', id)
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

function run(code: string): { default?: { on: Record<string, (event: unknown) => unknown> } } {
  const exports = {}
  runInNewContext(code, { exports })
  return exports
}

async function problem(id: string, files: Record<string, string>, main = 'plugin.ts'): Promise<string> {
  const folder = await plugin(id, files)
  const error = await bundle({ folder, main }).then(
    () => undefined,
    (failure: unknown) => failure,
  )
  assert.ok(error instanceof HostError && error.code === 'PLUGIN_UNBUILDABLE', String(error))
  return error.message
}

test('a bundle sets exports.default to the plugin with its files and packages, and needs nothing of #sdk', async () => {
  const folder = await plugin('whole', {
    'plugin.ts': `import { Plugin } from '#sdk'
      import { double } from './double.ts'
      import triple from 'triple'
      export default { on: { gift: (n: number) => [double(n), triple(n)] } } satisfies Plugin`,
    'double.ts': 'export const double = (n: number) => n * 2',
    'node_modules/triple/package.json': '{ "name": "triple", "main": "index.js" }',
    'node_modules/triple/index.js': 'module.exports = (n) => n * 3',
  })
  const { default: built } = run((await bundle({ folder, main: 'plugin.ts' })).code)
  assert.equal(JSON.stringify(built?.on.gift?.(2)), '[4,6]')
})

test('a bundle takes plain JavaScript', async () => {
  const folder = await plugin('plain', { 'lib/main.mjs': 'import "#sdk"; export default { on: { chat: () => "said" } }' })
  assert.equal(run((await bundle({ folder, main: 'lib/main.mjs' })).code).default?.on.chat?.({}), 'said')
})

test('a syntax error is told with file, line, column and the line itself', async () => {
  assert.equal(
    await problem('typo', { 'plugin.ts': 'const a = 1\nexport default { on: { gift( => a } }' }),
    'plugins/typo/plugin.ts:2:30 Expected identifier but found "=>": export default { on: { gift( => a } }',
  )
})

test('an end too early is told with the line where the file ends', async () => {
  assert.equal(
    await problem('cut', { 'plugin.ts': 'export default {\n  on: {} }\n  {\n' }),
    'plugins/cut/plugin.ts:4:1 Unexpected end of file',
  )
})

test('a missing import is told where it stands', async () => {
  const message = await problem('lost', { 'plugin.ts': "import { a } from './nowhere.ts'\nexport default { a }" })
  assert.match(message, /^plugins\/lost\/plugin\.ts:1:19 Could not resolve ".\/nowhere.ts": import/)
})

test('a module without a default export is told how to end', async () => {
  assert.equal(
    await problem('bare', { 'plugin.ts': 'export const on = {}' }),
    'plugins/bare/plugin.ts has no default export; end it with: export default { on: { … } } satisfies Plugin',
  )
})

test('a missing main module is named', async () => {
  assert.equal(await problem('empty', { 'README.md': '' }), 'plugins/empty/plugin.ts is not there')
})

test('an import of Node is refused with what to use instead', async () => {
  assert.match(
    await problem('node', { 'plugin.ts': "import { readFile } from 'node:fs/promises'\nexport default { readFile }" }),
    /^plugins\/node\/plugin\.ts:1:26 Plugins cannot import node:fs\/promises; use Deno\.readTextFile .* the permission "read"/,
  )
  assert.match(await problem('os', { 'plugin.ts': "import os from 'os'\nexport default { os }" }), /cannot import os; it is part of Node/)
})

test('an import that leaves the folder is refused, through a symbolic link too', async () => {
  await mkdir(join(root, 'data'), { recursive: true })
  await writeFile(join(root, 'data/settings.json'), '{ "token": "secret" }')
  const code = (path: string) => `import settings from '${path}'\nexport default { settings }`
  assert.match(await problem('thief', { 'plugin.ts': code('../../data/settings.json') }), /outside the plugin's folder/)
  const folder = await plugin('linked', { 'plugin.ts': code('./here.json') })
  await symlink(join(root, 'data/settings.json'), join(folder, 'here.json'))
  await assert.rejects(bundle({ folder, main: 'plugin.ts' }), /outside the plugin's folder/)
})

test('a stack trace of the bundle is read back to the author’s files and lines', async () => {
  const folder = await plugin('mapped', {
    'plugin.ts': "import { fail } from './lib/fail.ts'\n\nexport default { on: { gift: () => fail() } }",
    'lib/fail.ts': "type Unused = { readonly a: number }\n\nexport function fail() {\n  throw new Error('Boom')\n}",
  })
  const { code, map } = await bundle({ folder, main: 'plugin.ts' })
  const filename = 'plugins/mapped/plugin.ts'
  const exports: { default?: { on: { gift(): void } } } = {}
  runInNewContext(code, { exports }, { filename })
  let stack = ''
  try {
    exports.default?.on.gift()
  } catch (error) {
    stack = String((error as Error).stack)
  }
  const lines = createSourceLines({ folder, filename, map })
  assert.equal(lines.placeIn(stack), 'plugins/mapped/lib/fail.ts:4:9')
  assert.match(lines.translate(stack), /at fail \(plugins\/mapped\/lib\/fail\.ts:4:9\)\n.*plugins\/mapped\/plugin\.ts:3:36/)
  assert.equal(lines.placeIn('Boom'), undefined)
})
