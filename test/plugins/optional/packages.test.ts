import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { execa } from 'execa'
import { hashFolder } from '../../../core/plugins/folder-hash.ts'
import { addPackage, removePackage } from '../../../core/plugins/optional/add.ts'
import { findPackages } from '../../../core/plugins/optional/place.ts'
import type { PluginReport } from '../../../core/serve/serve.ts'
import { coreCommand } from '../../support/core-command.ts'
import { createFolder } from '../../support/folder.ts'
import { createOperated } from '../../support/operated.ts'
import { createPluginFolders } from '../../support/plugin-folders.ts'
import { ROOT } from '../../support/root.ts'
import { createRegistry } from './registry.ts'

const VOICE = { name: '@some/voice', version: '1.2.3', licence: 'GPL-3.0', sizeMb: 0.1, why: 'It speaks' }
const SPEAKER = {
  manifest: {
    subscriptions: [],
    permissions: { read: ['$PACKAGES'] },
    packages: [VOICE],
    actions: { say: { input: { type: 'object', additionalProperties: true } } },
  },
  files: {
    // Which makes esbuild read defaults of CommonJS as Node does.
    'package.json': '{ "type": "module" }',
    'plugin.ts': `
import voice, { place } from '@some/voice'
const files = ['$PACKAGES/@some/voice/voice.data', '$PACKAGES/../../tts/node_modules/x', '$PACKAGES/../../../settings.json']
const told = (work) => work.then((value) => value, (error) => error.name)
export default { actions: {
  async say(_, host) {
    if (!voice) return 'nobody speaks, from ' + place
    const read = await Promise.all(files.map((file) => told(Deno.readTextFile(file))))
    return [voice('hola'), place, ...read, await told(Deno.writeTextFile('$PACKAGES/@some/voice/voice.js', 'bad'))]
  },
} }`,
  },
}

let asked: string[] = []
before(async () => {
  const registry = await createRegistry({ after: (done) => process.once('exit', done) })
  asked = registry.asked
  Object.assign(process.env, registry.variables)
})

test('a package is added in exactly its version, without running its scripts, and taken away again', async () => {
  const packagesDir = createFolder()
  const at = { packagesDir, plugin: 'speaker' }
  await addPackage(VOICE, at)
  const place = join(packagesDir, 'speaker')
  const [found] = await findPackages(place, [VOICE])
  assert.deepEqual([found?.installed, found?.folder], ['1.2.3', place])
  assert.ok(asked.includes('/voice.tgz'))
  assert.deepEqual((await readdir(join(place, 'node_modules/@some/voice'))).sort(), ['package.json', 'voice.data', 'voice.js'])
  await removePackage(VOICE.name, at)
  assert.deepEqual(await findPackages(place, [VOICE]), [VOICE])
  assert.equal(existsSync(place), false)
})

test('another version than the manifest names is told, and not used', async () => {
  const packagesDir = createFolder()
  await addPackage(VOICE, { packagesDir, plugin: 'speaker' })
  const [found] = await findPackages(join(packagesDir, 'speaker'), [{ ...VOICE, version: '2.0.0' }])
  assert.deepEqual([found?.installed, found?.folder], ['1.2.3', undefined])
})

test('a package under another licence than the operator was told is not kept', async () => {
  const packagesDir = createFolder()
  await assert.rejects(addPackage({ ...VOICE, licence: 'MIT' }, { packagesDir, plugin: 'speaker' }), {
    code: 'PACKAGE_REFUSED',
    message: 'The licence of @some/voice 1.2.3 is GPL-3.0, and not MIT as speaker says',
  })
  assert.equal(existsSync(join(packagesDir, 'speaker')), false)
})

test('what the registry does not have is told as npm says it', async () => {
  await assert.rejects(addPackage({ ...VOICE, version: '9.9.9' }, { packagesDir: createFolder(), plugin: 'speaker' }), {
    code: 'PACKAGE_UNREACHABLE',
    message: /^npm did not get the package: .*9\.9\.9/,
  })
})

test('an admin adds a package to a running plugin, which then has it and its files, and nothing else', async (t) => {
  const { write, start, root } = await createOperated(t)
  await write('speaker', SPEAKER)
  const host = await start()
  await host.approve('speaker')
  const say = async () => (await host.act('speaker.say')).body.value
  assert.equal(await say(), 'nobody speaks, from undefined')

  const order = { name: '@some/voice' }
  assert.equal((await host.ask('POST', '/api/plugins/speaker/packages', order, host.keys.moderator)).status, 403)
  const dry = await host.ask('POST', '/api/plugins/speaker/packages', { ...order, dryRun: true })
  assert.deepEqual((dry.body as unknown as PluginReport).packages, [VOICE])
  const before = await hashFolder(join(root, 'speaker'))
  const added = await host.ask('POST', '/api/plugins/speaker/packages', order)
  assert.deepEqual(
    [added.status, added.body.state, (added.body as unknown as PluginReport).packages],
    [200, 'running', [{ ...VOICE, installed: '1.2.3' }]],
  )
  assert.equal(await hashFolder(join(root, 'speaker')), before)
  assert.deepEqual(await say(), ['said hola', 'file:///$PACKAGES/@some/voice/voice.js', 'sounds', 'NotCapable', 'NotCapable', 'NotCapable'])

  assert.equal((await host.ask('DELETE', '/api/plugins/speaker/packages', order)).status, 200)
  assert.equal(await say(), 'nobody speaks, from undefined')
  const { body } = await host.ask('GET', '/api/audit?what=package')
  const entries = body.entries as readonly { what: string; detail: unknown }[]
  const detail = { plugin: 'speaker', package: '@some/voice', version: '1.2.3' }
  assert.deepEqual(
    entries.map(({ what, detail }) => ({ what, detail })),
    [
      { what: 'package.removed', detail },
      { what: 'package.added', detail },
    ],
  )
})

test('without the grant a plugin uses its packages and reads none of their files', async (t) => {
  const { write, start, dataDir } = await createOperated(t)
  await write('speaker', { ...SPEAKER, manifest: { ...SPEAKER.manifest, permissions: {} } })
  await addPackage(VOICE, { packagesDir: join(dataDir, 'packages'), plugin: 'speaker' })
  const host = await start()
  const [said, , ...read] = (await host.act('speaker.say')).body.value as string[]
  assert.deepEqual([said, ...new Set(read)], ['said hola', 'NotCapable'])
})

test('a package that the manifest does not name is refused', async (t) => {
  const { write, start } = await createOperated(t)
  await write('speaker', SPEAKER)
  const host = await start()
  const { status, body } = await host.ask('POST', '/api/plugins/speaker/packages', { name: 'left-pad' })
  assert.deepEqual([status, body.detail], [400, 'speaker can do nothing with the package left-pad; it names @some/voice'])
  assert.equal((await host.ask('POST', '/api/plugins/ghost/packages', { name: 'left-pad' })).status, 404)
})

test('the command lists, tries, adds and removes packages while no host runs', async () => {
  const folders = await createPluginFolders()
  await folders.write('speaker', SPEAKER)
  const dataDir = createFolder()
  const command = coreCommand('plugins', 'packages', 'speaker', '--data', dataDir, '--plugins', folders.root)
  const run = async (...args: string[]) => (await execa(process.execPath, [...command, ...args], { cwd: ROOT })).stdout
  assert.match(await run('--add', '@some/voice', '--dry-run'), /^Adding @some\/voice 1\.2\.3: 0\.1 MB .* GPL-3\.0, .*\nNothing was done\.$/)
  assert.equal(existsSync(join(dataDir, 'packages')), false)
  assert.deepEqual(JSON.parse(await run('--add', '@some/voice', '--json')), [{ ...VOICE, installed: '1.2.3' }])
  assert.match(
    await run('--remove', '@some/voice'),
    /^Removing @some\/voice …\npackage .*\n@some\/voice +1\.2\.3 +GPL-3\.0 +0\.1 MB +not there\n@some\/voice: It speaks/,
  )
})
