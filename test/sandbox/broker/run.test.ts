import assert from 'node:assert/strict'
import { chmod, mkdtemp, open, readdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { createBrokerUnderTest, errorOf, SECRET } from './broker-under-test.ts'

const NODE = process.execPath
const QUIET = { stdin: 'null', stdout: 'null', stderr: 'null' } as const

/** Resolves when a process is gone; asks the system, and lets others run in between. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('a granted program runs with its arguments, and its output and status are told', async (t) => {
  const { output, ask, value } = await createBrokerUnderTest(t, { run: ['echo', 'sh'] })
  assert.equal(await output('echo', ['a b', '; id', '$(id)', '*', '-n']), 'a b ; id $(id) * -n\n')
  const { id } = await value('run.spawn', 'sh', { ...QUIET, stderr: 'piped', args: ['-c', 'echo wrong >&2; exit 3'] })
  assert.equal(Buffer.from((await ask('run.read', id, 'stderr')).bytes ?? []).toString(), 'wrong\n')
  assert.deepEqual(await value('run.status', id), { success: false, code: 3, signal: null })
  assert.equal((await ask('run.read', id, 'stderr')).bytes?.length, 0)
})

test('what is written goes in, and the end of it too', async (t) => {
  const { broker, from, ask, value } = await createBrokerUnderTest(t, { run: ['cat'] })
  const { id } = await value('run.spawn', 'cat', { ...QUIET, args: [], stdin: 'piped', stdout: 'piped' })
  await broker.call(from, 'run.write', [id], Buffer.from('hello'))
  assert.equal(Buffer.from((await ask('run.read', id, 'stdout')).bytes ?? []).toString(), 'hello')
  await ask('run.closeStdin', id)
  assert.equal((await ask('run.read', id, 'stdout')).bytes?.length, 0)
  assert.equal((await value('run.status', id)).success, true)
  assert.equal(await errorOf(broker.call(from, 'run.write', [id], Buffer.from('more'))), 'BrokenPipe')
})

test('what a program wrote before it ended is there for whoever reads later', async (t) => {
  const { ask, value } = await createBrokerUnderTest(t, { run: ['echo'] })
  for (let n = 0; n < 10; n += 1) {
    const { id } = await value('run.spawn', 'echo', { ...QUIET, args: ['late'], stdout: 'piped' })
    await value('run.status', id)
    assert.equal(Buffer.from((await ask('run.read', id, 'stdout')).bytes ?? []).toString(), 'late\n')
  }
})

test('a program that writes without end waits for its reader, and ends by a signal', async (t) => {
  const { ask, value } = await createBrokerUnderTest(t, { run: ['yes'] })
  const { id, pid } = await value('run.spawn', 'yes', { ...QUIET, args: [], stdout: 'piped' })
  for (let n = 0; n < 20; n += 1) assert.ok(((await ask('run.read', id, 'stdout')).bytes?.length ?? 0) > 0)
  const reading = [ask('run.read', id, 'stdout'), ask('run.read', id, 'stdout')]
  assert.deepEqual((await Promise.all(reading.map(errorOf))).sort(), ['Busy', 'nothing'])
  await ask('run.kill', id, 'SIGTERM')
  assert.deepEqual(await value('run.status', id), { success: false, code: 143, signal: 'SIGTERM' })
  await gone(pid)
  assert.equal(await errorOf(ask('run.kill', id, 'SIGTERM')), 'TypeError')
  assert.equal(await errorOf(ask('run.kill', id, 'SIGFOO')), 'TypeError')
})

test('only the exact name that was granted runs, and nothing goes through a shell', async (t) => {
  const { ask, root, own } = await createBrokerUnderTest(t, { run: ['echo', './data/evil.sh', 'missing-program'] })
  const mark = join(root, 'mark')
  await writeFile(join(own, 'data/evil.sh'), `#!/bin/sh\ntouch ${mark}\n`)
  await chmod(join(own, 'data/evil.sh'), 0o755)
  const spawn = (command: unknown, args: unknown = []) => errorOf(ask('run.spawn', command, { ...QUIET, args }))
  assert.equal(await spawn('echo', ['; touch', mark]), 'nothing')
  for (const command of [
    'touch',
    `echo; touch ${mark}`,
    '/usr/bin/touch',
    '/bin/echo',
    './data/evil.sh',
    '__proto__',
    'Echo',
    ' echo',
    '',
  ]) {
    assert.equal(await spawn(command, [mark]), 'NotCapable', command)
  }
  assert.equal(await spawn('missing-program'), 'NotFound')
  for (const [command, args] of [
    ['echo\0', []],
    [7, []],
    ['echo', ['a\0b']],
    ['echo', 'text'],
    ['echo', [{}]],
  ]) {
    assert.equal(await spawn(command, args), 'TypeError')
  }
  assert.equal((await readdir(root)).includes('mark'), false)
})

test('a name does not lead to a program that the plugin may write, an absolute path that was granted does', async (t) => {
  const bin = '/nowhere:bin:.'
  const { ask, grant, own, root } = await createBrokerUnderTest(t, {}, { env: { PATH: bin } })
  const own2 = await createBrokerUnderTest(t, { run: ['tool'] }, { env: { PATH: `${own}/data:/usr/bin` } })
  const tool = join(own, 'data/tool')
  await writeFile(tool, '#!/bin/sh\n')
  await chmod(tool, 0o755)
  grant({ run: ['tool', tool], write: ['.'] })
  assert.equal(await errorOf(ask('run.spawn', 'tool', { ...QUIET, args: [], cwd: join(root, 'x') })), 'NotFound')
  assert.equal(await errorOf(ask('run.spawn', tool, { ...QUIET, args: [] })), 'nothing')
  // The folder is in the path of the core, and this plugin may write there.
  assert.equal(await errorOf(own2.ask('run.spawn', 'tool', { ...QUIET, args: [] })), 'nothing')
  own2.grant({ run: ['tool'], write: [dirname(tool)] })
  assert.equal(await errorOf(own2.ask('run.spawn', 'tool', { ...QUIET, args: [] })), 'NotCapable')
  // Nor over a link in a folder where it may not.
  const links = await mkdtemp(join(root, 'links-'))
  await symlink(tool, join(links, 'tool'))
  const linked = await createBrokerUnderTest(t, { run: ['tool'], write: [dirname(tool)] }, { env: { PATH: links } })
  assert.equal(await errorOf(linked.ask('run.spawn', 'tool', { ...QUIET, args: [] })), 'NotCapable')
})

test('a program sees the path, what was granted and what it was given, and nothing of the core', async (t) => {
  const env = { PATH: '.:/usr/bin:bin:/bin:', PUBLIC_NAME: 'public', SECRET_TOKEN: SECRET }
  const { output } = await createBrokerUnderTest(t, { run: ['env'], env: ['PUBLIC_NAME', 'UNSET'] }, { env })
  const lines = (await output('env', [], { env: { OWN: 'x', __proto__x: 'y' } })).trim().split('\n')
  assert.deepEqual(lines.sort(), ['OWN=x', 'PATH=/usr/bin:/bin', 'PUBLIC_NAME=public', '__proto__x=y'])
})

test('variables that put code into a granted program are refused', async (t) => {
  const { ask } = await createBrokerUnderTest(t, { run: ['echo'] })
  const spawn = (env: unknown) => errorOf(ask('run.spawn', 'echo', { ...QUIET, args: [], env }))
  for (const name of [
    'LD_PRELOAD',
    'ld_preload',
    'DYLD_INSERT_LIBRARIES',
    'NODE_OPTIONS',
    'BASH_ENV',
    'PATH',
    'Path',
    'BASH_FUNC_echo%%',
  ]) {
    assert.equal(await spawn({ [name]: '/tmp/evil' }), 'NotCapable', name)
  }
  for (const env of [{ 'a=b': 'x' }, { '': 'x' }, { A: 1 }, { A: 'x\0y' }, [], 'x']) assert.equal(await spawn(env), 'TypeError')
})

test('a program starts in the own folder, or in one that the plugin may read', async (t) => {
  const { output, ask, own, root } = await createBrokerUnderTest(t, { run: ['pwd'], read: ['./data'] })
  assert.equal(await output('pwd', ['-P']), `${own}\n`)
  assert.equal(await output('pwd', ['-P'], { cwd: './data' }), `${join(own, 'data')}\n`)
  await symlink(root, join(own, 'data/out'))
  for (const cwd of ['/', join(root, 'outside'), './data/link-dir', './data/out/data', '..']) {
    assert.equal(await errorOf(ask('run.spawn', 'pwd', { ...QUIET, args: [], cwd })), 'NotCapable', cwd)
  }
  assert.equal(await errorOf(ask('run.spawn', 'pwd', { ...QUIET, args: [], cwd: './data/missing' })), 'NotFound')
})

test('a program that the system does not start is an error of its own', async (t) => {
  const { ask, own } = await createBrokerUnderTest(t, { run: ['echo', '/nowhere/tool', '/etc/passwd'] })
  const spawn = (command: string, args: readonly string[] = []) => ask('run.spawn', command, { ...QUIET, args })
  for (let n = 0; n < 10; n += 1) {
    await assert.rejects(spawn('echo', ['x'.repeat(200_000)]), { name: 'Error', message: /^Argument list too long/ })
    assert.equal(await errorOf(spawn('/nowhere/tool')), 'NotFound')
    assert.equal(await errorOf(spawn('/etc/passwd')), 'PermissionDenied')
  }
  // None of them counts as running.
  assert.equal(await errorOf(spawn('echo', [own])), 'nothing')
})

test('a plugin runs eight programs at once, over its generations, and the ninth when one ended', async (t) => {
  const { broker, value, ask } = await createBrokerUnderTest(t, { run: ['sleep'] })
  const next = { plugin: 'stranger', generation: 2 }
  t.after(() => broker.release(next))
  const how = { ...QUIET, args: ['1000'] }
  const { id, pid } = await value('run.spawn', 'sleep', how)
  for (let n = 0; n < 7; n += 1) await broker.call(next, 'run.spawn', ['sleep', how])
  assert.equal(await errorOf(ask('run.spawn', 'sleep', how)), 'Busy')
  await ask('run.kill', id, 'SIGKILL')
  await ask('run.status', id)
  await gone(pid)
  assert.equal(await errorOf(ask('run.spawn', 'sleep', how)), 'nothing')
})

test('programs that ended do not fill what a plugin may hold, and the last of them can still be asked', async (t) => {
  const { value } = await createBrokerUnderTest(t, { run: ['true'] })
  const ids: number[] = []
  for (let n = 0; n < 70; n += 1) {
    const { id } = await value('run.spawn', 'true', { ...QUIET, args: [], stdout: 'piped' })
    assert.equal((await value('run.status', id)).code, 0)
    ids.push(id)
  }
  assert.equal((await value('run.status', ids.at(-1) ?? 0)).code, 0)
})

test('with its generation a program ends, and what that started, whatever signals they ignore', async (t) => {
  const { broker, from, value, ask } = await createBrokerUnderTest(t, { run: [NODE] })
  const code = `
    process.on('SIGTERM', () => {})
    const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    child.on('spawn', () => console.log(child.pid))`
  const { id, pid } = await value('run.spawn', NODE, { ...QUIET, args: ['-e', code], stdout: 'piped' })
  const grandchild = Number(Buffer.from((await ask('run.read', id, 'stdout')).bytes ?? []).toString())
  assert.ok(grandchild > 0)
  const status = ask('run.status', id)
  const reading = ask('run.read', id, 'stdout')
  broker.release(from)
  await Promise.all([gone(pid), gone(grandchild)])
  assert.deepEqual((await status).value, { success: false, code: 137, signal: 'SIGKILL' })
  assert.equal((await reading).bytes?.length, 0)
  assert.equal(await errorOf(ask('run.spawn', NODE, { ...QUIET, args: [] })), 'BadResource')
})

test('a program has neither the environment of the core nor what the core holds open', async (t) => {
  const { output, dataDir } = await createBrokerUnderTest(t, { run: ['cat', 'ls'] })
  const database = await open(join(dataDir, 'showrunner.db'), 'r+')
  t.after(() => database.close())
  assert.equal((await output('cat', ['/proc/self/environ'])).includes(SECRET), false)
  const listed = await output('ls', ['-l', '/proc/self/fd'])
  assert.ok(listed.includes('/dev/null') && !listed.includes('showrunner.db'), listed)
})
