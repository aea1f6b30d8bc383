import assert from 'node:assert/strict'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { checkPlugin } from '../../core/packages/check.ts'
import { readBase } from '../../core/plugins/manifest.ts'
import { isNetGranted } from '../../core/sandbox/broker/net/grants.ts'
import { createFolder } from '../support/folder.ts'

const base = await readBase(fileURLToPath(new URL('../../plugin.manifest.json', import.meta.url)))

/** What a check says of a plugin: a good one, with some of its files and of its manifest put differently. */
async function check(manifest: Record<string, unknown>, files: Record<string, string | Uint8Array> = {}, roots: readonly string[] = []) {
  const root = createFolder()
  const whole = { id: 'mine', name: 'Mine', version: '1.0.0', subscriptions: [{ event: 'gift' }], ...manifest }
  const all = {
    'plugin.manifest.json': JSON.stringify(whole),
    'plugin.ts': 'export default { on: { gift: () => {} } }',
    'README.md': '# Mine',
    ...files,
  }
  for (const [path, content] of Object.entries(all)) {
    await mkdir(dirname(join(root, 'mine', path)), { recursive: true })
    await writeFile(join(root, 'mine', path), content)
  }
  await rm(join(root, 'mine/without'), { force: true })
  return checkPlugin(join(root, 'mine'), { base, hostVersion: '0.1.0', roots })
}

const on = (body: string) => ({ 'plugin.ts': `export default { on: { gift: async (event: unknown, host: any) => { ${body} } } }` })

/** One fault each: what is said of it, as an error or a warning. */
const FAULTS: readonly (readonly [
  name: string,
  manifest: Record<string, unknown>,
  files: Record<string, string>,
  errors: RegExp[],
  warnings: RegExp[],
])[] = [
  ['nothing wrong', {}, {}, [], []],
  ['a manifest that is wrong', { id: 'other' }, {}, [/"id" is "other" but the folder is "mine"/], []],
  ['a gift that may be dropped', { subscriptions: [{ event: 'gift', discardable: true }] }, {}, [/a gift is never discarded/], []],
  ['code that does not compile', {}, on('('), [/mine\/plugin\.ts:1:\d+/], []],
  ['a module of Node', {}, { 'plugin.ts': "import 'node:fs'\nexport default {}" }, [/cannot import node:fs/], []],
  [
    'fetch that was not asked for',
    {},
    on("await fetch('https://a.example/x')"),
    [/^It uses fetch but asks for no "net"$/],
    [/^It names a\.example, which it does not ask for in "net"$/],
  ],
  [
    'a power that only the kit uses',
    { permissions: { net: ['a.example'] } },
    { 'plugin.ts': "import { createRcon } from '#sdk/rcon'\nexport default { start: (host: any) => void createRcon(host.settings) }" },
    [],
    [],
  ],
  ['a socket over a detour', {}, on('new globalThis.WebSocket(host.settings.url)'), [/^It uses WebSocket but asks for no "net"$/], []],
  ['a power in quotes', {}, on("globalThis['Deno']['readTextFile']('x')"), [/^It uses Deno\.readTextFile but asks for no "read"$/], []],
  ['WebAssembly', {}, on('await WebAssembly.instantiate(host.code)'), [/^It uses WebAssembly but asks for no "wasm"$/], []],
  ['WebAssembly that was asked for', { permissions: { wasm: true } }, on('await WebAssembly.instantiate(host.code)'), [], []],
  [
    'a program',
    { permissions: { net: ['a.example'] } },
    on("new Deno.Command('curl'); fetch(host.url)"),
    [/^It uses Deno\.Command but asks for no "run"$/],
    [],
  ],
  [
    'a permission that nothing needs',
    { permissions: { run: ['curl'], net: ['a.example'] } },
    on('fetch(host.url)'),
    [],
    [/^It asks for "run" but never uses it$/],
  ],
  ['either of two permissions', { permissions: { write: ['x'] } }, on("await Deno.open('x', { write: true })"), [], []],
  [
    'a host that is not asked for',
    { permissions: { net: ['a.example'] } },
    on('await fetch(`https://b.example/` + host.id)'),
    [],
    [/^It names b\.example/],
  ],
  [
    'a host that is a whole URL, and other hosts that are none',
    { permissions: { net: ['https://a.example/v1', 'http://127.0.0.1:8080', 'b.example/x', 'c*.example', 'd.example:99999'] } },
    on('fetch(host.url)'),
    [/"https:\/\/a\.example\/v1".*say "a\.example"$/, /say "127\.0\.0\.1:8080"$/, /say "b\.example"$/, /a host is like/, /a host is like/],
    [],
  ],
  [
    'a setting that is not there',
    { settings: { address: '' }, permissions: { net: ['$settings.adress'], listen: ['$settings.prt'] } },
    { ...on('fetch(host.url); Deno.serve(host.serve)'), 'settings.schema.json': '{ "type": "object", "properties": { "port": {} } }' },
    [/no setting is called adress; did you mean "\$settings\.address"\?$/, /no setting is called prt; did you mean "\$settings\.port"\?$/],
    [],
  ],
  [
    'a default that nobody wrote',
    {
      settings: { address: 'ws://127.0.0.1:4455/x', other: 'a.example' },
      permissions: { net: ['$settings.address', '$settings.other', 'a.example'] },
    },
    on('fetch(host.url)'),
    [],
    [/^Its default 127\.0\.0\.1:4455 is reached only by who writes it into address themselves/],
  ],
  [
    'a default of the form that nobody wrote',
    { permissions: { net: ['$settings.address'] } },
    {
      ...on('fetch(host.url)'),
      'settings.schema.json': '{ "type": "object", "properties": { "address": { "type": "string", "default": "127.0.0.1:4455" } } }',
    },
    [],
    [/^Its default 127\.0\.0\.1:4455 is reached only by who writes it into address themselves/],
  ],
  [
    'a variable with its $, and a path that begins at home',
    { permissions: { env: ['$HOME'], read: ['~/sounds'] } },
    on("Deno.env.get('HOME'); Deno.readFile('x')"),
    [/say "HOME"$/, /"~\/sounds", where ~ means nothing; say the whole path$/],
    [],
  ],
  ['a host below one that is asked for', { permissions: { net: ['*.example'] } }, on("await fetch('https://b.example/')"), [], []],
  [
    'another port',
    { permissions: { net: ['a.example:443'] } },
    on("await fetch('http://a.example:8080/')"),
    [],
    [/^It names a\.example:8080/],
  ],
  [
    'an action that is called and not asked for, and one the other way round',
    { permissions: { actions: ['tts.say'] } },
    on("await host.actions.call('other.go', {}); await host.actions.call('mine.own', {})"),
    [/^It calls other\.go but does not ask for it in "actions"$/],
    [/^It asks to call tts\.say but never names it$/],
  ],
  [
    'a tip that is emitted and not asked for, and a gift the other way round',
    { permissions: { emit: ['gift'] } },
    on("host.emit({ eventType: 'tip', payload: {} }); host.emit({ eventType: 'custom', payload: { name: 'x' } })"),
    [/^It emits tip but does not ask for it in "emit"$/],
    [/^It asks to emit gift but never names it$/],
  ],
  ['a function that is called fetch', {}, { 'plugin.ts': 'function fetch() {}\nexport default { on: { gift: () => fetch() } }' }, [], []],
  ['a page that is not there', { overlays: [{ page: 'a' }] }, {}, [/^overlay\/a\.html is not there/], []],
  [
    'a page that loads from elsewhere',
    { overlays: [{ page: 'a' }] },
    { 'overlay/a.html': '<script src="https://cdn.example/x.js"></script>' },
    [/^overlay\/a\.html loads https:\/\/cdn\.example\/x\.js; a page may only/],
    [],
  ],
  [
    'a font from elsewhere',
    {},
    { 'overlay/a.css': '@import url("//fonts.example/x");' },
    [/overlay\/a\.css loads \/\/fonts\.example\/x/],
    [],
  ],
  [
    'a package in a page',
    {},
    { 'overlay/a.js': "import Matter from 'matter-js'" },
    [/^overlay\/a\.js loads the package matter-js; pages are not bundled, so copy its file for browsers into overlay and load that$/],
    [],
  ],
  ['a module that is not there', {}, { 'overlay/a.js': "import './b.js'" }, [/^overlay\/a\.js loads \.\/b\.js, which is not there$/], []],
  ['a page that loads what every page has', {}, { 'overlay/a.js': "import '/overlay/sdk/connection.js'" }, [], []],
  [
    'a shared file that is not there',
    {},
    { 'overlay/a.js': "import '/overlay/sdk/none.js'" },
    [/loads \/overlay\/sdk\/none\.js, which is not there$/],
    [],
  ],
  ['a script inside a page', {}, { 'overlay/a.html': '<script>alert(1)</script>' }, [/has a script or style inside it/], []],
  [
    'a page that stands alone',
    { overlays: [{ page: 'a' }] },
    { 'overlay/a.html': '<link rel="icon" href="data:,"><script type="module" src="a.js"></script>', 'overlay/a.js': '' },
    [],
    [],
  ],
  [
    'settings that are no schema',
    {},
    { 'settings.schema.json': '{ "type": "object", "properties": { "a": { "type": "txt" } } }' },
    [/settings\.schema\.json/],
    [],
  ],
  [
    'defaults that do not fit',
    { settings: { a: 'x' } },
    { 'settings.schema.json': '{ "type": "object", "properties": { "a": { "type": "number" } } }' },
    [/^The manifest's settings do not fit settings\.schema\.json: "a"/],
    [],
  ],
  ['an action that is no schema', { actions: { go: { input: { type: 'txt' } } } }, {}, [/"actions\.go\.input"/], []],
]

for (const [name, manifest, files, errors, warnings] of FAULTS) {
  test(`a check tells ${name}`, async () => {
    const told = await check(manifest, files)
    assert.deepEqual(
      [told.errors.length, told.warnings.length],
      [errors.length, warnings.length],
      JSON.stringify([told.errors, told.warnings]),
    )
    for (const [index, pattern] of errors.entries()) assert.match(told.errors[index] ?? '', pattern)
    for (const [index, pattern] of warnings.entries()) assert.match(told.warnings[index] ?? '', pattern)
  })
}

test('a check tells actions that no plugin at hand has', async () => {
  const root = createFolder()
  const manifest = { id: 'lamp', name: 'Lamp', version: '1.0.0', subscriptions: [{ event: 'gift' }], actions: { switchOn: {} } }
  await mkdir(join(root, 'lamp'), { recursive: true })
  await writeFile(join(root, 'lamp/plugin.manifest.json'), JSON.stringify(manifest))
  const asked = ['lamp.switchOn', 'lamp.swichOn', 'lamb.switchOn', 'mine.own']
  const named = on(`host.names = ${JSON.stringify(asked)}`)
  const { errors, warnings } = await check({ actions: { own: {} }, permissions: { actions: asked } }, named, [root])
  assert.deepEqual(errors, ['It asks to call lamp.swichOn, and lamp has no such action; did you mean lamp.switchOn?'])
  assert.deepEqual(warnings, [
    'It asks to call lamb.switchOn, and no plugin here is called lamb; did you mean lamp?',
    'It asks to call mine.own, which is its own and needs no permission',
  ])
})

test('a check takes for a host what the host takes for one', async () => {
  const asks = [
    'a.example',
    'A.Example:443',
    '*.a.example',
    '*.a.example:443',
    '10.0.0.0/8',
    '10.0.0.0/8:80',
    '[::1]:80',
    '127.0.0.1',
    'localhost:1',
  ]
  const none = ['', '*', 'a.example/x', 'https://a.example', 'a b', 'a.example:', 'u@a.example', '[::1', 'a.example:65536', 'a*.example']
  const places = ['a.example', '10.0.0.1', '::1', '127.0.0.1', 'localhost']
  const reaches = (ask: string) => places.some((place) => [1, 80, 443].some((port) => isNetGranted([ask], place, port)))
  assert.deepEqual([asks.filter((ask) => !reaches(ask)), none.filter(reaches)], [[], []])
  const { errors } = await check({ permissions: { net: [...asks, ...none.filter(Boolean)] } }, on('fetch(host.url)'))
  assert.equal(errors.length, none.filter(Boolean).length, errors.join('\n'))
})

test('a check tells the packages in the bundle, their licences and what weighs most', async () => {
  const { packages, warnings, heaviest, bundleBytes } = await check(
    {},
    {
      'plugin.ts':
        "import { a } from 'free'\nimport { b } from '@some/copyleft'\nimport { c } from 'silent'\nexport default { start: () => [a, b, c] }",
      'node_modules/free/package.json': '{ "name": "free", "version": "1.0.0", "license": "(MIT OR GPL-3.0)" }',
      'node_modules/free/index.js': `export const a = '${'x'.repeat(5000)}'`,
      'node_modules/@some/copyleft/package.json': '{ "name": "@some/copyleft", "version": "2.0.0", "license": "AGPL-3.0-only" }',
      'node_modules/@some/copyleft/index.js': 'export const b = 2',
      'node_modules/silent/package.json': '{ "name": "silent", "version": "3.0.0" }',
      'node_modules/silent/index.js': 'export const c = 3',
      'node_modules/unused/package.json': '{ "name": "unused", "license": "GPL-3.0" }',
    },
  )
  assert.deepEqual(packages.map(({ name, licence }) => `${name} ${licence}`).sort(), [
    '@some/copyleft AGPL-3.0-only',
    'free (MIT OR GPL-3.0)',
    'silent undefined',
  ])
  assert.deepEqual([...warnings].sort(), [
    'The package @some/copyleft is under AGPL-3.0-only, which the whole plugin may then have to be',
    'The package silent says no licence',
  ])
  assert.equal(heaviest[0]?.path, 'node_modules/free/index.js')
  assert.ok(bundleBytes > 5000)
})

test('a check warns of a large bundle and of a missing README', async () => {
  const { warnings } = await check({}, { 'plugin.ts': `export default { start: () => '${'x'.repeat(1_100_000)}' }`, 'README.md': '' })
  assert.match(warnings.join('\n'), /^The bundle has 1\.0 MiB, which makes it slow to start$/)
})
