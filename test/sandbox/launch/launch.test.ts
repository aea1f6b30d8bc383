import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readlinkSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { getPriority } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createLog } from '../../../core/base/log.ts'
import { findDeno } from '../../../core/sandbox/launch/find-deno.ts'
import { createLauncher, type Engine } from '../../../core/sandbox/launch/launch.ts'
import { createFolder } from '../../support/folder.ts'
import { startHostile } from '../../support/hostile-runner.ts'
import { pluginCode } from '../../support/sandbox.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const launcher = createLauncher({ root, log: createLog({ level: 'silent' }) })

/** Tries everything a runner has no business with, and tells how each ended. */
const attempts = (port: number) => `
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, writeFileSync, symlinkSync } from 'node:fs'
import { connect } from 'node:net'
const tries = {
  readsFile: () => readFileSync('/etc/passwd'),
  readsProject: () => readFileSync(${JSON.stringify(`${root}package.json`)}),
  readsMemory: () => readFileSync('/proc/self/mem'),
  readsCore: () => readFileSync('/proc/' + process.ppid + '/environ'),
  lists: () => readdirSync('/etc'),
  writes: () => writeFileSync('written', ''),
  links: () => symlinkSync('/etc', 'linked'),
  // Deno answers an empty object where it starts nothing.
  starts: () => { if (spawnSync('/bin/sh', ['-c', 'exit 7']).status !== 7) throw new Error('It did not start') },
}
// Deno makes two variables of its own up once a program could be started.
const outcome = { environment: Object.keys(process.env).filter((name) => typeof Deno === 'undefined' || !['PATH', 'DENO_NODE_SHIM_ACTIVE'].includes(name)) }
for (const [name, attempt] of Object.entries(tries)) {
  try { attempt(); outcome[name] = 'done' } catch (error) { outcome[name] = 'refused' }
}
outcome.connects = await new Promise((resolve) => {
  const socket = connect(${port}, '127.0.0.1', () => resolve('done'))
  socket.on('error', () => resolve('refused'))
}).catch(() => 'refused')
socket.once('data', () => { loaded(); tell(pack([{ kind: 'log', level: 'info', message: JSON.stringify(outcome) }])) })
`

const REFUSED = {
  readsFile: 'refused',
  readsProject: 'refused',
  readsMemory: 'refused',
  readsCore: 'refused',
  lists: 'refused',
  writes: 'refused',
  links: 'refused',
  starts: 'refused',
  environment: [],
}

async function attack(t: TestContext, engine: Engine) {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  // It listens on a port, so it has one.
  const { port } = server.address() as { port: number }
  const { runner, messages } = await startHostile(t, attempts(port), { launch: (folder) => launcher.for(engine, folder) })
  await runner.load({ ...pluginCode('one', '{}'), generation: 1 })
  while (messages.length === 0) await new Promise(setImmediate)
  const [told] = messages
  const { connects, ...outcome } = JSON.parse(told?.kind === 'log' ? told.message : '{}')
  return { runner, connects, outcome }
}

test('P5: a program in the place of the runner reads nothing of the machine, writes nothing, starts nothing and connects to nothing', async (t) => {
  const { runner, connects, outcome } = await attack(t, 'node')
  assert.deepEqual(outcome, REFUSED)
  assert.equal(connects, runner.layers().includes('no-network') ? 'refused' : 'done')
})

test('P5: under Deno neither', async (t) => {
  if (await hasNoDeno(t)) return
  const { connects, outcome } = await attack(t, 'deno')
  assert.deepEqual({ ...outcome, connects }, { ...REFUSED, connects: 'refused' })
})

test('each layer that this system has is around a runner, and its status names it', async (t) => {
  if (process.platform !== 'linux') return t.skip('what the system holds is read from /proc')
  const program = `say({ kind: 'hello' }); let generation = 0; socket.on('data', () => loaded(++generation))`
  const { runner } = await startHostile(t, program, { launch: (folder) => launcher.for('node', folder) })
  // What it may take is set before the second is loaded.
  for (const generation of [1, 2]) await runner.load({ ...pluginCode('one', '{}'), generation })
  const about = (file: string) => readFileSync(`/proc/${runner.pid}/${file}`, 'utf8')
  const args = about('cmdline').split('\0')
  const limitMb = Number(/^Max data size +(\d+)/m.exec(about('limits'))?.[1]) / 2 ** 20
  const works = (command: string, ...options: readonly string[]) => spawnSync(command, options).status === 0
  const found = {
    'permission-model': args.includes('--permission') || args.includes('--experimental-permission'),
    'empty-environment': about('environ') === '',
    nice: getPriority(runner.pid ?? 0) === Math.min(19, getPriority() + 5),
    'oom-first': about('oom_score_adj').trim() === '800',
    'no-network': readlinkSync(`/proc/${runner.pid}/ns/net`) !== readlinkSync('/proc/self/ns/net'),
    'data-limit': limitMb > 256 && limitMb < 4_096,
  }
  const has = {
    'permission-model': true,
    'empty-environment': true,
    nice: true,
    'oom-first': true,
    'no-network': works('/usr/bin/unshare', '-r', '-n', '--', '/bin/true'),
    'data-limit': works('/usr/bin/prlimit', '--version'),
  }
  assert.deepEqual(found, has)
  assert.deepEqual(
    [...runner.layers()].sort(),
    Object.entries(has)
      .flatMap(([layer, isThere]) => (isThere ? [layer] : []))
      .sort(),
  )
})

test('a machine without Deno says what to do', async () => {
  await assert.rejects(findDeno('/nowhere', { PATH: '/nowhere' }), {
    code: 'PLUGIN_START_FAILED',
    message:
      'Isolation "deno" needs Deno, which is neither set up here nor in PATH: install it with `node scripts/setup-deno.mjs` or from https://deno.com, or use "process"',
  })
})

test('a Deno that is too old is named, with where it is', async (t) => {
  if (process.platform === 'win32') return t.skip('a script stands in for Deno')
  const folder = createFolder()
  await writeFile(join(folder, 'deno'), `#!/bin/sh\necho '{"path":"/old/deno","version":"1.46.3"}'\n`, { mode: 0o755 })
  await assert.rejects(findDeno('/nowhere', { PATH: `${folder}:/bin` }), {
    code: 'PLUGIN_START_FAILED',
    message: /^Isolation "deno" needs Deno 2 or newer, and \/old\/deno is 1\.46\.3: install it/,
  })
})

async function hasNoDeno(t: TestContext): Promise<boolean> {
  const deno = await findDeno(root).catch(() => undefined)
  if (!deno) t.skip('there is no Deno: node scripts/setup-deno.mjs')
  return !deno
}
