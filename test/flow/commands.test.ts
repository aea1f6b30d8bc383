import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { execa } from 'execa'
import type { PluginReport } from '../../core/serve/serve.ts'
import { EVENT_TYPES } from '../../schemas/types.ts'
import { NO_PLUGINS } from '../serve/no-plugins.ts'
import { KEYS, serve } from '../serve/served.ts'
import { askedUntil } from '../support/asked.ts'
import { coreCommand } from '../support/core-command.ts'
import { createFolder } from '../support/folder.ts'
import { runCommand, startProcess } from '../support/host-process.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'

type Line = {
  readonly links?: readonly { readonly name: string; readonly address: string }[]
  readonly event?: { readonly eventType: string }
}

test('a host that tells everything as JSON has its links first, then each event, and answers the other commands', async (t) => {
  const folder = createFolder()
  const { host, line, said, signal } = startProcess(t, folder, ['--json'])
  await line(/"eventType":"gift"/)
  const lines = said()
    .trim()
    .split('\n')
    .slice(0, -1)
    .map((text) => JSON.parse(text) as Line)
  const links = lines.flatMap((told) => told.links ?? [])
  assert.deepEqual(
    [...links.slice(0, 2), ...links.slice(-1)].map(({ name }) => name),
    ['Dashboard', 'OBS, all in one', 'Games'],
  )
  for (const { event } of lines) assert.ok(!event || EVENT_TYPES.some((type) => type === event.eventType))

  const short = new URL('/overlay/alerts', links[0]?.address)
  const redirect = await fetch(short, { redirect: 'manual' })
  assert.deepEqual([redirect.status, redirect.headers.get('location')], [302, '/overlay/alerts/alerts'])

  const sent = await runCommand(folder, ['simulate', 'gift', 'username=luna', 'giftName=Rose', 'giftCount=5', '--json'])
  assert.equal(JSON.parse(sent.stdout).event.payload.giftCount, 5)
  const wrong = await runCommand(folder, ['simulate', 'gift', 'giftCount=many'])
  assert.match(wrong.stderr, /giftCount/)
  assert.equal(wrong.exitCode, 65)
  const status = JSON.parse((await runCommand(folder, ['status', '--json'])).stdout)
  assert.equal(status.source.state, 'connected')
  const again = JSON.parse((await runCommand(folder, ['links', '--json'])).stdout) as { address: string }[]
  // Each link to the dashboard is used once.
  assert.match(again[0]?.address ?? '', /\/#code=code_[\w-]{43}$/)
  assert.notEqual(again[0]?.address, links[0]?.address)
  assert.deepEqual(again.slice(1), links.slice(1))
  const plugins = JSON.parse((await runCommand(folder, ['plugins', '--json'])).stdout) as { id: string; state: string }[]
  assert.deepEqual(
    plugins.filter(({ id }) => /^(alerts|dummy|obs|slow|tts|verbose)$/.test(id)).map(({ id, state }) => `${id} ${state}`),
    ['alerts running', 'dummy running', 'obs disabled', 'slow disabled', 'tts running', 'verbose disabled'],
  )

  signal('SIGINT')
  assert.equal((await host).exitCode, 0)
  assert.match((await runCommand(folder, ['status'])).stderr, /No Showrunner runs/)
})

test('a command tells its help and ends well', async () => {
  const folder = createFolder()
  // What each says, test/commands/program.test.ts looks at.
  for (const command of ['start', 'plugins settings']) {
    const { stdout, exitCode } = await runCommand(folder, [...command.split(' '), '--help'])
    assert.match(stdout, new RegExp(`Usage: showrunner ${command}[\\s\\S]*--json`))
    assert.equal(exitCode, 0)
  }
})

const TTS = {
  manifest: {
    name: 'Speech',
    permissions: { net: ['api.example.com'], run: ['ffmpeg'] },
    actions: { say: { description: 'Speaks', input: { type: 'object', required: ['text'], properties: { text: { type: 'string' } } } } },
  },
  files: {
    'plugin.ts':
      'export default { actions: { say: ({ text }, host) => text + " as " + host.settings.voice + host.settings.apiKey.length } }',
    'settings.schema.json': JSON.stringify({
      type: 'object',
      properties: {
        voice: { type: 'string', default: '7' },
        loud: { type: 'boolean', default: false },
        apiKey: { type: 'string', writeOnly: true, default: '' },
      },
    }),
  },
}

test('a plugin is looked at, approved and switched by commands while no host runs', async () => {
  const folder = createFolder()
  const { root, write } = await createPluginFolders()
  await write('teller', TTS)
  const run = (...args: string[]) => runCommand(folder, ['plugins', ...args, '--plugins', root])

  assert.match(
    (await run()).stdout,
    /teller +1\.0\.0 +waiting-for-grant +It asks to reach api\.example\.com and to run the program ffmpeg;/,
  )
  const dry = await run('approve', 'teller', '--dry-run')
  const asks = 'Speech 1.0.0 (teller) asks to:\n  reach api.example.com\n  run the program ffmpeg (which may do whatever you may)'
  assert.deepEqual([dry.stdout, dry.exitCode], [asks, 0])
  const alone = await run('approve', 'teller')
  assert.deepEqual([alone.stderr, alone.exitCode], ['Nobody can be asked here; approve teller with --yes. See --help.', 64])
  assert.equal(JSON.parse((await run('show', 'teller', '--json')).stdout).state, 'waiting-for-grant')

  assert.equal((await run('approve', 'teller', '--yes')).stdout, `${asks}\nteller is approved, and not running`)
  const { grant } = JSON.parse(await readFile(join(folder, 'data', 'settings.json'), 'utf8')).plugins.teller
  assert.deepEqual(grant.permissions, TTS.manifest.permissions)
  assert.match(
    (await run('show', 'teller')).stdout,
    /^Speech 1\.0\.0 \(teller\): not running\n {2}may {6}reach api\.example\.com \(approved \d{4}-\d\d-\d\d \d\d:\d\d\)/,
  )

  await write('teller', { ...TTS, files: { ...TTS.files, 'plugin.ts': 'export default {}' } })
  assert.match((await run('teller')).stdout, /^Speech 1\.0\.0 \(teller\): held\nIts files are not those that were approved/)
  assert.equal((await run('disable', 'teller')).stdout, 'teller: disabled')
  assert.match((await run('enable', 'teller')).stdout, /^teller: held: /)
  assert.match((await run('revoke', 'teller')).stdout, /^teller: waiting-for-grant: It asks to/)
  const ghost = await run('revoke', 'ghost')
  assert.deepEqual([ghost.stderr, ghost.exitCode], ['There is no plugin "ghost". See `showrunner plugins` for the ids.', 64])
  assert.equal((await run('restart', 'teller')).exitCode, 69)
  const audit = (await readFile(join(folder, 'data', 'audit.ndjson'), 'utf8')).trim().split('\n')
  assert.deepEqual(
    audit.map((line) => JSON.parse(line)).map(({ what, who, detail }) => [what, who.id, detail.plugin]),
    ['approved', 'disabled', 'enabled', 'revoked'].map((done) => [`plugin.${done}`, 'command-line', 'teller']),
  )
})

test('the plugins of a running host are approved, set, called, restarted and switched off by commands', async (t) => {
  const folder = createFolder()
  const { root, write } = await createPluginFolders()
  await write('teller', TTS)
  const { line, host, signal } = startProcess(t, folder, ['--no-demo', '--plugins', root])
  await line(/teller: It asks to reach/)
  await line(/Showrunner runs/)
  const run = (args: readonly string[], input?: string) => runCommand(folder, args, input)

  assert.match((await run(['plugins', 'approve', 'teller', '--yes'])).stdout, /teller is approved, and running$/)
  assert.match((await run(['plugins'])).stdout, /teller +1\.0\.0 +running +Speech\n {2}may {6}reach api\.example\.com/)
  assert.match((await run(['action'])).stdout, /^teller\.say +text +Speaks$/m)
  assert.equal((await run(['action', 'teller.say', '{"text":"hola"}'])).stdout, 'hola as 70')

  const set = await run(['plugins', 'settings', 'teller', 'voice=ana', 'loud=true', 'apiKey=-'], 'sk-secret\n')
  assert.equal(set.stdout, 'setting  value\nvoice    ana\nloud     true\napiKey   (set)')
  assert.equal(JSON.parse((await run(['action', 'teller.say', '{"text":"hola"}', '--json'])).stdout), 'hola as ana9')
  const wrong = await run(['plugins', 'settings', 'teller', 'loud=perhaps'])
  assert.deepEqual([wrong.exitCode, /"loud" is "perhaps"; it must be boolean/.test(wrong.stderr)], [78, true])
  const back = JSON.parse((await run(['plugins', 'settings', 'teller', 'voice=', '--json'])).stdout)
  assert.deepEqual(back.values, { voice: '7', loud: true, apiKey: { set: true } })

  const missing = await run(['action', 'teller.say'])
  assert.deepEqual([missing.exitCode, /^Input of teller\.say: "text" is missing\./.test(missing.stderr)], [65, true])
  assert.equal((await run(['action', 'teller.sing'])).exitCode, 64)
  assert.equal((await run(['action', 'teller.say', '{'])).exitCode, 64)

  assert.equal((await run(['plugins', 'restart', 'teller'])).stdout, 'teller: running')
  assert.equal((await run(['plugins', 'reload', 'teller'])).stdout, 'teller: running')
  assert.equal((await run(['plugins', 'disable', 'teller'])).stdout, 'teller: disabled: Switched off')
  const off = await run(['action', 'teller.say', '{"text":"hola"}'])
  assert.deepEqual([off.exitCode, /teller is disabled/.test(off.stderr)], [70, true])
  signal('SIGINT')
  await host
  assert.equal(JSON.parse((await run(['plugins', 'show', 'teller', '--json', '--plugins', root])).stdout).state, 'disabled')
})

test('a safe start runs what comes with Showrunner and nothing else, and says so', async (t) => {
  const folder = createFolder()
  const { root, write } = await createPluginFolders()
  await write('other')
  const { line } = startProcess(t, folder, ['--no-demo', '--safe', '--plugins', root])
  await line(/Safe start: only the plugins that come with Showrunner run/)
  await line(/Showrunner runs/)
  const plugins = JSON.parse((await runCommand(folder, ['plugins', '--json'])).stdout) as { id: string }[]
  assert.equal(
    plugins.some(({ id }) => id === 'other'),
    false,
  )
  assert.equal(
    plugins.some(({ id }) => id === 'alerts'),
    true,
  )
})

test('what a plugin’s powers were really used for is listed, and no word of its author moves the cursor', async (t) => {
  const folder = createFolder()
  const used = { power: 'net', what: 'api.example.com:443', count: 12, denied: 0, lastAt: Date.parse('2026-05-03T20:14:00Z') } as const
  const plugin: PluginReport = {
    id: 'teller',
    name: 'Spe\nech\u001b[2K',
    version: '1.0.0',
    state: 'running',
    description: 'a\u202eb',
    overlays: [],
    actions: ['say'],
    permissions: { net: ['api.example.com'] },
    granted: { net: ['api.example.com'] },
    usage: [used, { ...used, power: 'run', what: 'curl\u0007', count: 0, denied: 3 }],
  }
  const { server } = await serve(t, { parts: { plugins: { ...NO_PLUGINS, list: () => [plugin], show: () => plugin } } })
  await mkdir(join(folder, 'data'))
  await writeFile(join(folder, 'data', 'keys.json'), JSON.stringify(KEYS))
  const listed = await runCommand(folder, ['plugins', '--url', server.url])
  const local = (minutes: number) => new Date(used.lastAt - minutes * 60_000).toISOString().slice(0, 16).replace('T', ' ')
  const at = local(new Date(used.lastAt).getTimezoneOffset())
  assert.deepEqual(listed.stdout.split('\n'), [
    'plugin  version  state',
    'teller    1.0.0  running  Spe ech[2K',
    '  may      reach api.example.com',
    `  used     net api.example.com:443: 12 times, last ${at}`,
    `  used     run curl: 0 times, 3 times denied, last ${at}`,
  ])
  const shown = await runCommand(folder, ['plugins', 'show', 'teller', '--url', server.url])
  assert.deepEqual(shown.stdout.split('\n').slice(0, 2), ['Spe ech[2K 1.0.0 (teller): running', 'ab'])
  assert.match(shown.stdout, /\n {2}actions {2}teller\.say$/)
})

test('who reads what is printed may go away: a command ends without a word, a host goes on', async (t) => {
  const folder = createFolder()
  const { host, line, said } = startProcess(t, folder, ['--json'])
  await line(/"links":/)
  const address = /"address":"([^"#]+)/.exec(said())?.[1] ?? ''
  host.stdout.destroy()
  const heard = () => runCommand(folder, ['status', '--json']).then(({ stdout }) => JSON.parse(stdout).ingest.accepted as number)
  const before = await heard()
  // What happens is printed; by then the host has written to nobody.
  await askedUntil(heard, (accepted) => accepted > before + 3)
  assert.equal((await fetch(new URL('/health', address))).status, 200)

  const main = [process.execPath, ...coreCommand('plugins')].join(' ')
  const { stdout, stderr } = await execa({ cwd: folder, shell: '/bin/bash' })`set -o pipefail; ${main} --data data | head -n 1`
  assert.match(stdout, /^plugin +version +state$/)
  assert.equal(stderr, '')
})
