import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { readZip } from '../../core/packages/read-zip.ts'
import { type Crafted, craftZip } from './crafted-zip.ts'
import { createPlace, goodPlugin } from './installing.ts'

const good = goodPlugin('evil')
const more = (...entries: readonly Crafted[]) => craftZip([...good, ...entries])
const MIB = 1024 * 1024

/** What each archive holds beside a good plugin, and how it is refused. */
const ARCHIVES: readonly (readonly [threat: string, archive: () => Buffer, message: RegExp])[] = [
  ['T62: a path out of the folder', () => more({ name: '../evil.ts', content: 'x' }), /invalid relative path|leads out/],
  [
    'T62: a path out of the folder from below',
    () => more({ name: 'overlay/../../evil.ts', content: 'x' }),
    /invalid relative path|leads out/,
  ],
  ['T62: an absolute path', () => more({ name: '/tmp/showrunner-evil', content: 'x' }), /absolute/],
  ['T62: a path of Windows', () => more({ name: '..\\evil.ts', content: 'x' }), /invalid characters|not every system/],
  ['T62: a drive', () => more({ name: 'C:/evil.ts', content: 'x' }), /absolute|drive/],
  ['T62: a stream of NTFS', () => more({ name: 'plugin.ts:hidden', content: 'x' }), /not every system/],
  ['T62: a NUL in a name', () => more({ name: 'a\0.ts', content: 'x' }), /not every system/],
  ['T62: bytes that are no text', () => more({ name: Buffer.from([0x61, 0xff, 0xfe]), content: 'x' }), /not every system/],
  ['T62: a dot as a part', () => more({ name: './a.ts', content: 'x' }), /leads out/],
  ['T62: two slashes', () => more({ name: 'a//b.ts', content: 'x' }), /without a name/],
  ['T62: a name that draws backwards', () => more({ name: 'a\u202Est.ts', content: 'x' }), /not every system/],
  ['T63: a link to a file', () => more({ name: 'key', content: '/etc/passwd', mode: 0o120777 }), /link or a device/],
  [
    'T63: a link to a folder, and a file through it',
    () => more({ name: 'd', content: '/tmp', mode: 0o120777 }, { name: 'd/evil', content: 'x' }),
    /link or a device|twice/,
  ],
  ['T63: a link that calls itself a folder', () => more({ name: 'd/', mode: 0o120777 }), /link or a device/],
  ['T63: a character device', () => more({ name: 'dev', mode: 0o020666 }), /link or a device/],
  ['T63: a pipe', () => more({ name: 'pipe', mode: 0o010666 }), /link or a device/],
  ['T63: a socket', () => more({ name: 'socket', mode: 0o140666 }), /link or a device/],
  ['T64: zeros without end', () => more({ name: 'zeros', content: Buffer.alloc(60 * MIB) }), /unpacks to more than 50 MiB/],
  [
    'T64: zeros that call themselves small',
    () => more({ name: 'zeros', content: Buffer.alloc(60 * MIB), saidSize: 10 }),
    /damaged|unpacks/,
  ],
  [
    'T64: many that are too much together',
    () => more(...numbered(6, (n) => ({ name: `z${n}`, content: Buffer.alloc(9 * MIB) }))),
    /unpacks to more than 50 MiB/,
  ],
  ['T64: too many files', () => more(...numbered(2000, (n) => ({ name: `f${n}` }))), /more than 2000 files/],
  ['T64: too many folders', () => more(...numbered(2000, (n) => ({ name: `f${n}/`, mode: 0o040755 }))), /more than 2000 files/],
  ['T64: more files than it says', () => craftZip([...good, { name: 'more' }], { saidCount: 60_000 }), /more than 2000 files/],
  ['T64: the same name twice', () => more({ name: 'plugin.ts', content: 'x' }), /there twice/],
  ['T64: names that differ in case', () => more({ name: 'PLUGIN.ts', content: 'x' }), /there twice/],
  ['T64: names that differ in how an accent is written', () => more({ name: 'é.ts' }, { name: 'e\u0301.ts' }), /there twice/],
  ['T64: a file that is also a folder', () => more({ name: 'a' }, { name: 'a/b.ts' }), /there twice/],
  ['T64: devices of Windows', () => more({ name: 'aux.ts' }), /device of Windows/],
  ['T64: a device of Windows as a folder', () => more({ name: 'con/a.ts' }), /device of Windows/],
  ['T64: a dot at the end', () => more({ name: 'plugin.ts.' }), /ends with a dot/],
  ['T64: a space at the end', () => more({ name: 'plugin.ts ' }), /space/],
  ['T64: a very long path', () => more({ name: `${'a'.repeat(4096)}.ts` }), /longer than 240/],
  ['T64: a very deep path', () => more({ name: `${'a/'.repeat(8)}b.ts` }), /deeper than 8/],
  ['T64: a hidden file', () => more({ name: '.env', content: 'x' }), /hidden/],
  ['T64: an encrypted file', () => more({ name: 'a.ts', content: 'x', flags: 0x801 }), /encrypted/],
  ['T64: an archive that was cut', () => more().subarray(0, 300), /not a zip/],
  ['T64: no archive', () => Buffer.from('not a zip at all'), /not a zip/],
  ['T65: native code', () => more({ name: 'addon.node', content: '\x7fELF' }), /native code/],
  ['T65: a recipe for native code', () => more({ name: 'binding.gyp', content: '{}' }), /native code/],
  ['T65: packages', () => more({ name: 'node_modules/x/index.js', content: '' }), /node_modules/],
  ['T71: the id of an address', () => craftZip(goodPlugin('api')), /reserved/],
  ['T71: an id that JavaScript knows', () => craftZip(goodPlugin('constructor')), /reserved/],
  ['T71: an id that leads out', () => craftZip(goodPlugin('../evil')), /cannot be a plugin's id/],
  ['T71: an id of letters that look alike', () => craftZip(goodPlugin('аlerts')), /cannot be a plugin's id/],
  ['T71: the id of a shipped plugin', () => craftZip(goodPlugin('alerts')), /comes with Showrunner/],
]

for (const [threat, archive, message] of ARCHIVES) {
  test(`${threat} is refused, and nothing is left`, async () => {
    const { install, zip, there, plans } = await createPlace()
    const file = await zip(archive())
    // Before anything is written anywhere; an id is looked at after that.
    if (!threat.startsWith('T71')) await assert.rejects(readZip(file), { code: 'PACKAGE_REFUSED', message })
    await assert.rejects(install(file), { code: 'PACKAGE_REFUSED', message })
    assert.deepEqual({ there: await there(), plans }, { there: [], plans: [] })
    assert.equal(existsSync('/tmp/showrunner-evil'), false)
  })
}

test('the archive that all of these begin with is taken', async () => {
  const { install, zip, there } = await createPlace()
  assert.equal(await install(await zip(more({ name: 'overlay/', mode: 0o040755 }, { name: 'overlay/a.css', store: true }))), true)
  assert.deepEqual([...(await there())].sort(), [
    'evil',
    'evil/README.md',
    'evil/overlay',
    'evil/overlay/a.css',
    'evil/plugin.manifest.json',
    'evil/plugin.ts',
  ])
})

test('T65: scripts of a package are never run, and are not kept from being there', async () => {
  const { install, zip, folder } = await createPlace()
  const scripts = Object.fromEntries(['preinstall', 'install', 'postinstall', 'prepare'].map((name) => [name, `touch ${folder}/ran`]))
  assert.equal(await install(await zip(more({ name: 'package.json', content: JSON.stringify({ scripts }) }))), true)
  assert.equal(existsSync(`${folder}/ran`), false)
})

function numbered<T>(count: number, make: (n: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, n) => make(n))
}
