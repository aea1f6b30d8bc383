import assert from 'node:assert/strict'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Command } from 'commander'
import { execa } from 'execa'
import { approve } from '../../core/commands/approve.ts'
import { openOffline } from '../../core/commands/offline-plugins.ts'
import { addKitCommands } from '../../core/commands/plugin-kit.ts'
import { fixtureOf } from '../../core/rehearsal/events.ts'
import { newPlugin } from '../../scripts/new-plugin.ts'
import { createFolder } from '../support/folder.ts'
import { ROOT } from '../support/root.ts'

/** Runs a command of the kit: what it printed, its exit code, and the sentence that it ended with. */
async function run(t: TestContext, ...args: readonly string[]) {
  const lines: string[] = []
  const log = t.mock.method(console, 'log', (line: unknown) => lines.push(String(line)))
  const program = new Command().exitOverride()
  addKitCommands(program, { root: ROOT, version: '0.1.0', dataDir: ({ data = '' }) => data })
  const refused = await program.parseAsync(['plugin', ...args], { from: 'user' }).then(
    () => undefined,
    (error: Error) => error.message,
  )
  const { exitCode } = process
  process.exitCode = 0
  log.mock.restore()
  return { stdout: lines.join('\n'), exitCode, refused }
}

test('a new plugin is tested, checked, packed, installed and removed from the command line', async (t) => {
  const dir = createFolder()
  const { folder } = await newPlugin('mine', { template: 'game', dir })
  await rm(join(folder, 'plugin.test.ts'))
  const file = join(dir, 'live.ndjson')
  await writeFile(
    file,
    ['{"say":"hello"}', JSON.stringify({ event: await fixtureOf('gift') }), JSON.stringify(await fixtureOf('chat'))].join('\n'),
  )

  const tested = await run(t, 'test', folder, '--times', '3', '--events', file)
  assert.equal(tested.exitCode, 0, tested.stdout)
  assert.match(tested.stdout, /^gift +4 +0 .*\nfollow +3 +0 .*\naction waiting +1 +0 .*\naction receipt +1 +0 /m)
  assert.match(tested.stdout, /gift: published effects \{"id":"1"/)
  assert.equal(tested.stdout.includes('\x1b['), false)

  const checked = await run(t, 'check', folder, '--json')
  assert.deepEqual([checked.exitCode, JSON.parse(checked.stdout).ok], [0, true])
  const zip = join(dir, 'mine.zip')
  assert.match((await run(t, 'pack', folder, '-o', zip)).stdout, /^wrote mine\.zip: 8 files, /m)

  const placed = ['--plugins', join(dir, 'installed'), '--data', join(dir, 'data')]
  const asked = await run(t, 'install', zip, ...placed)
  assert.match(asked.refused ?? '', /--yes installs it/)
  assert.match((await run(t, 'install', zip, '--yes', ...placed)).stdout, /mine is installed: 0\.1\.0/)
  assert.equal(JSON.parse(await readFile(join(dir, 'installed/mine/plugin.manifest.json'), 'utf8')).id, 'mine')
  assert.match(
    (await run(t, 'remove', 'mine', ...placed)).stdout,
    /mine is removed\. Its settings with their keys, .* unless it was disabled first\./,
  )
})

test('an update that asks for no more keeps what was approved, one that asks for more waits, and so does the way back to what it was', async (t) => {
  const dir = createFolder()
  const dataDir = join(dir, 'data')
  const placed = ['--plugins', join(dir, 'installed'), '--data', dataDir]
  const { folder } = await newPlugin('mine', { template: 'webhook', dir })
  const manifest = join(folder, 'plugin.manifest.json')
  const first = JSON.parse(await readFile(manifest, 'utf8'))
  const install = async (version: string, permissions: object) => {
    await writeFile(manifest, JSON.stringify({ ...first, version, permissions }))
    return (await run(t, 'install', folder, '--yes', ...placed)).stdout
  }
  const folders = {
    dataDir,
    roots: [join(ROOT, 'plugins'), join(dir, 'installed')],
    base: join(ROOT, 'plugin.manifest.json'),
    hostVersion: '0.1.0',
  }
  const shown = async () => (await openOffline(folders)).show('mine')

  assert.match(await install('1.0.0', { net: ['one.example.com'] }), /waits until you approve it/)
  t.mock.method(console, 'log', () => {})
  await approve('mine', { ...folders, yes: true })
  t.mock.restoreAll()
  assert.doesNotMatch(await install('1.1.0', { net: ['one.example.com'] }), /waits/)
  assert.deepEqual([(await shown()).version, (await shown()).ask], ['1.1.0', undefined])
  assert.doesNotMatch((await run(t, 'install', 'mine', '--rollback', ...placed)).stdout, /waits/)
  assert.deepEqual([(await shown()).version, (await shown()).ask], ['1.0.0', undefined])
  assert.match(
    await install('1.2.0', { net: ['one.example.com', 'two.example.com'] }),
    /mine is installed: 1\.2\.0\nIt waits until you approve it/,
  )
  assert.deepEqual((await shown()).ask?.permissions, { net: ['two.example.com'] })
})

test('a handler that fails is told with its line, and the command ends with 1', async (t) => {
  const dir = createFolder()
  const { folder } = await newPlugin('mine', { template: 'rule-action', dir })
  const code = await readFile(join(folder, 'plugin.ts'), 'utf8')
  await writeFile(join(folder, 'plugin.ts'), code.replace('if (host.settings.resetOnStart)', "throw new Error('on purpose')\n"))
  const { exitCode, stdout } = await run(t, 'test', folder, '--times', '1', '--json')
  const { ok, events, tests } = JSON.parse(stdout)
  assert.deepEqual([exitCode, ok, events[0].failed, tests.ok], [1, false, 1, false])
  assert.match(events[0].error, /on purpose[\s\S]*mine\/plugin\.ts:\d+:\d+/)
})

test('a power that is denied is refused, counted and told', async (t) => {
  const dir = createFolder()
  const { folder } = await newPlugin('mine', { template: 'webhook', dir })
  await rm(join(folder, 'plugin.test.ts'))
  const settings = JSON.stringify({ url: 'https://hooks.example.com/' })
  const { exitCode, stdout } = await run(t, 'test', folder, '--times', '1', '--deny', 'net', '--settings', settings)
  assert.equal(exitCode, 1)
  assert.match(stdout, /gift: was refused fetch\.open: .*hooks\.example\.com/)
})

test('what a stranger wrote into a plugin moves no cursor of who looks at it, and makes up no line', async (t) => {
  const dir = createFolder()
  const { folder } = await newPlugin('mine', { template: 'alert', dir })
  await writeFile(join(folder, 'overlay/mine.html'), '<script src="//one.test\x1b[2J\x1b]0;t\x07\nIt is fit to be given away"></script>')
  const { stdout } = await run(t, 'check', folder)
  const command = ['scripts/run.mjs', 'core/main.ts', 'plugin', 'install', folder, '--yes', '--plugins', join(dir, 'installed')]
  const { stderr } = await execa(process.execPath, command, { cwd: ROOT, env: { SHOWRUNNER_DATA: join(dir, 'data') }, reject: false })
  assert.match(stdout, /^error {5}overlay\/mine\.html loads \/\/one\.test\[2J\]0;t It is fit to be given away;/m)
  assert.match(stderr, /overlay\/mine\.html loads \/\/one\.test\[2J\]0;t/)
  assert.deepEqual(
    [stdout, stderr].map((told) => /[^\P{Cc}\n]/u.test(told)),
    [false, false],
  )
})
