import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { HostError } from '../../core/base/errors.ts'
import { compile } from '../../core/plugins/bundle/compile.ts'
import { packagesOf } from '../../core/plugins/bundle/packages.ts'
import { forRealm } from '../../core/plugins/bundle/realm.ts'
import { bundle } from '../../core/plugins/bundle.ts'
import { createSourceLines } from '../../core/plugins/source-lines.ts'
import { createFolder } from '../support/folder.ts'

const root = createFolder()

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
  assert.match(
    message,
    /^plugins\/lost\/plugin\.ts:1:19 There is no file ".\/nowhere.ts"; it is looked for beside the file that imports it: import/,
  )
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

test('what is for tests is refused', async () => {
  assert.match(
    await problem('tester', { 'plugin.ts': "import { rehearse } from '#sdk/test'\nexport default { rehearse }" }),
    /^plugins\/tester\/plugin\.ts:1:26 Plugins cannot import #sdk\/test; it is for plugin\.test\.ts/,
  )
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

test('files that are no code are part of the bundle as text, JSON or bytes', async () => {
  const folder = await plugin('assets', {
    'plugin.ts': `import sound from './sound.mp3'
      import page from './page.html'
      import { level } from './level.json'
      export default { on: { gift: () => [[...sound], page, level] } }`,
    'sound.mp3': 'ab\u0000',
    'page.html': '<!-- <b>Hi</b> -->',
    'level.json': '{ "level": 3 }',
  })
  const { default: built } = run((await bundle({ folder, main: 'plugin.ts' })).code)
  assert.equal(JSON.stringify(built?.on.gift?.(1)), '[[97,98,0],"<!-- <b>Hi</b> -->",3]')
})

test('a bundle tells its size, its hash, its files and the packages with their licences', async () => {
  const folder = await plugin('listed', {
    'plugin.ts': `import '#sdk'
      import './a.txt'
      import '@x/y/z.js'
      export default { on: {} }`,
    'a.txt': 'é',
    'node_modules/@x/y/package.json': '{ "name": "@x/y", "version": "1.2.3", "licenses": [{ "type": "MIT" }] }',
    'node_modules/@x/y/z.js': 'import "old"',
    'node_modules/old/package.json': '{ "name": "old", "version": "0.1.0", "license": "ISC" }',
    'node_modules/old/index.js': 'module.exports = 1',
  })
  const { code, bytes, hash, inputs } = await bundle({ folder, main: 'plugin.ts' })
  assert.deepEqual(inputs, ['a.txt', 'node_modules/@x/y/z.js', 'node_modules/old/index.js', 'plugin.ts'])
  assert.equal(bytes, Buffer.byteLength(code))
  assert.equal(hash, createHash('sha256').update(code).digest('hex'))
  assert.deepEqual(await packagesOf(folder, inputs), [
    { name: '@x/y', version: '1.2.3', licence: 'MIT' },
    { name: 'old', version: '0.1.0', licence: 'ISC' },
  ])
})

test('packages are taken as Deno or a web worker would take them, in production', async () => {
  const folder = await plugin('conditions', {
    'plugin.ts': `import { a, mode } from 'p'\nexport default { on: { gift: () => [a, mode, typeof global] } }`,
    'node_modules/p/package.json': '{ "name": "p", "exports": { "node": "./node.js", "worker": "./worker.js", "default": "./node.js" } }',
    'node_modules/p/worker.js': 'export const a = "worker"; export const mode = process.env.NODE_ENV',
    'node_modules/p/node.js': 'export const a = "node"; export const mode = require("fs")',
  })
  const { default: built } = run((await bundle({ folder, main: 'plugin.ts' })).code)
  assert.equal(JSON.stringify(built?.on.gift?.(1)), '["worker","production","object"]')
})

test('a file or a bundle that is too long is refused with its size', async () => {
  const long = 'x'.repeat(3 * 2 ** 20)
  const files = { 'a.txt': long, 'b.txt': `${long}b`, 'c.txt': long + long }
  assert.match(
    await problem('big', { ...files, 'plugin.ts': 'import a from "./a.txt"\nimport b from "./b.txt"\nexport default { a, b }' }),
    /^plugins\/big\/plugin\.ts has 6\.0 MB with all that it imports; a bundle may have 5\.0 MB$/,
  )
  assert.match(
    await problem('bigger', { ...files, 'plugin.ts': 'import c from "./c.txt"\nexport default { c }' }),
    /^plugins\/bigger\/plugin\.ts:1:15 c\.txt has 6\.0 MB; a bundle may have 5\.0 MB: import c/,
  )
})

test('an import from the network is refused with what to do', async () => {
  const code = (from: string) => ({ 'plugin.ts': `import a from '${from}'\nexport default { a }` })
  assert.match(
    await problem('remote', code('https://deno.land/x/a.ts')),
    /:1:15 Plugins cannot import https:.*; save the file in the plugin's/,
  )
  assert.match(await problem('npm', code('npm:@a/b@^1/c')), /npm install @a\/b in the plugin's folder, then import "@a\/b"/)
})

test('import() of a name in quotes becomes part of the bundle; any other is told with the author’s line', async () => {
  const folder = await plugin('lazy', {
    'plugin.ts': `export default { on: { gift: async () => (await import('./late.ts')).value } }`,
    'late.ts': 'export const value = 7',
  })
  assert.equal(await run((await bundle({ folder, main: 'plugin.ts' })).code).default?.on.gift?.(1), 7)
  assert.match(
    await problem('dynamic', {
      'plugin.ts': "import { load } from './lib/load.ts'\nexport default { on: { load } }",
      'lib/load.ts': "type A = string\nexport const text = 'import('\nexport const load = (a: A) =>\n  text + import(a)",
    }),
    /^plugins\/dynamic\/lib\/load\.ts:4:10 Plugins cannot load code while they run; import a file .*: text \+ import\(a\)$/,
  )
})

test('import.meta is told with what to do instead', async () => {
  assert.match(
    await problem('meta', { 'plugin.ts': "export default {\n  file: new URL('x.png', import.meta.url) }" }),
    /^plugins\/meta\/plugin\.ts:2:26 A plugin has no import\.meta.*; to have a file, import it/,
  )
})

test('an await outside of a function is told with what to do instead', async () => {
  assert.equal(
    await problem('awaiting', { 'plugin.ts': 'const a = await 1\nexport default { a }' }),
    'plugins/awaiting/plugin.ts:1:11 A plugin cannot await outside of a function; do it in "start": const a = await 1',
  )
})

test('what strict mode forbids is told while building', async () => {
  assert.match(
    await problem('sloppy', {
      'plugin.ts': "import f from './old.cjs'\nexport default { f }",
      'old.cjs': 'module.exports = (o) => {\n  with (o) f()\n}',
    }),
    /^plugins\/sloppy\/old\.cjs:2:3 .*strict mode/,
  )
})

test('a template whose tag looks at how it is written stays as it is', async () => {
  const folder = await plugin('tagged', {
    'plugin.ts': `export default { on: { gift: (n: number) => [String.raw\`import(\\u0041$\{n})\`, \`<!-- $\{n} -->\`] } }`,
  })
  const { code } = await bundle({ folder, main: 'plugin.ts' })
  assert.doesNotMatch(code, /import\(|<!--|-->/)
  assert.equal(JSON.stringify(run(code).default?.on.gift?.(1)), JSON.stringify(['import(\\u00411)', '<!-- 1 -->']))
})

test('globals come in as arguments, but for those that the plugin changes', async () => {
  const folder = await plugin('hoisted', {
    'plugin.ts': `globalThis.fetch = () => 'mine'
      export default { on: { gift: () => [Math.max(1, 2), fetch(), typeof Deno, typeof nothing] } }`,
  })
  const { code } = await bundle({ folder, main: 'plugin.ts' })
  assert.match(code, /^\(\(Deno,Math,Object,globalThis\)=>\{\n/)
  assert.equal(JSON.stringify(run(code).default?.on.gift?.(1)), '[2,"mine","undefined","undefined"]')
})

test('a long bundle is made ready beside the core, to the same as a short one', async () => {
  const lines = Array.from({ length: 10_000 }, (_, n) => `export const value${n} = { text: 'import(', n: Math.max(${n}, 1) }`)
  const folder = await plugin('long', {
    'plugin.ts': `import * as all from './all.ts'\nexport default { on: { gift: (n: number) => Object.keys(all).length + n } }`,
    'all.ts': lines.join('\n'),
  })
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const { code, map } = await bundle({ folder, main: 'plugin.ts' })
  delay.disable()
  const compiled = await compile({ folder, main: 'plugin.ts', root: folder }, { maxBytes: 1e9 })
  const from = performance.now()
  const { script } = forRealm(compiled)
  const hereMs = performance.now() - from
  assert.deepEqual({ code, map }, script)
  // In one piece here, it would have held up everything for as long.
  assert.ok(delay.max / 1e6 < hereMs / 2, `held up for ${delay.max / 1e6} ms, and it takes ${hereMs} ms`)
})

test('code that nests too deep to be read is told where', async () => {
  const deep = `${'['.repeat(3000)}${']'.repeat(3000)}`
  const [flaw] = forRealm({ code: `x = ${deep}`, map: '{"version":3,"sources":[],"mappings":""}' }).flaws
  assert.match(flaw?.text ?? '', /^Not enough stack space/)
})
