import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { execa } from 'execa'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { createFolder } from '../support/folder.ts'
import { ROOT } from '../support/root.ts'
import { createOperator } from './operator.ts'

/** By name, as package.json has them. */
async function scriptsOf(): Promise<Readonly<Record<string, string>>> {
  return JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')).scripts
}

/** What a person at a terminal has set, less what npm tells its own children: these tests may run below npm themselves. */
const ENV = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)))

/** `npm run …` as it is typed, in the folder of Showrunner, for a data folder of its own. */
function npm(dataDir: string, typed: string) {
  const env = { ...ENV, SHOWRUNNER_DATA: dataDir, PORT: '0', TIKTOK_USERNAME: '', NO_UPDATE_NOTIFIER: '1' }
  return execa('npm', ['run', ...typed.split(' ')], { cwd: ROOT, env, extendEnv: false, reject: false, detached: true })
}

/** The same, for what goes on until it is told to stop. */
function start(t: TestContext, dataDir: string, typed: string) {
  const running = npm(dataDir, typed)
  const { changed, until } = createWaiters()
  let text = ''
  for (const stream of [running.stdout, running.stderr])
    stream.on('data', (chunk) => {
      text += chunk
      changed()
    })
  const signal = (name: NodeJS.Signals) => running.pid !== undefined && process.kill(-running.pid, name)
  let isOver = false
  running.finally(() => {
    isOver = true
  })
  t.after(() => !isOver && signal('SIGKILL'))
  return { running, said: () => text, line: (expected: RegExp) => until(() => expected.test(text)), interrupt: () => signal('SIGINT') }
}

test('S0-173 S0-174 S0-177 S0-178 S0-179 S0-188 S1-061 S1-062 S1-064 S1-065 S1-066: npm run queue:work and queue:clear do as typed', async (t) => {
  const dataDir = createFolder()
  const work = start(t, dataDir, 'queue:work --service dummy --verbose')
  await work.line(/✅ Dummy: worker active - max queue: 1000 events\n1 worker active/)
  const { url } = JSON.parse(await readFile(join(dataDir, 'running.json'), 'utf8')) as { url: string }
  const { admin } = JSON.parse(await readFile(join(dataDir, 'keys.json'), 'utf8')) as { admin: string }
  const headers = { authorization: `Bearer ${admin}`, 'content-type': 'application/json' }
  await fetch(`${url}/api/simulate/gift`, { method: 'POST', headers, body: '{}' })
  await work.line(/✅ \[Dummy\] gift \(P:100\) completed, event \d+/)

  const [status, clear, all] = await Promise.all(
    ['queue:work --status', 'queue:clear --completed --hours 1', 'queue:clear --all'].map((typed) => npm(dataDir, typed)),
  )
  assert.match(status?.stdout ?? '', /\ndummy +running +0 +1000/)
  assert.doesNotMatch(status?.stdout ?? '', /\nalerts/)
  assert.match(clear?.stdout ?? '', /\nCleared: /)
  assert.match(all?.stderr ?? '', /Nobody can be asked here: .* Say --yes/)
  assert.equal(all?.exitCode, 64)

  work.interrupt()
  await work.running
  assert.match(work.said(), /Stopping \(SIGINT\); what waits is finished first[\s\S]*\nStopped\.\n/)
})

test('S0-170 S0-171 S0-172 S0-160: npm start, dev and dev:full run the host with its page, on the port that is set', async (t) => {
  const scripts = await scriptsOf()
  assert.equal(scripts.dev, scripts['dev:full'])
  assert.equal(scripts.dev, `${scripts.start} --dev`)
  const dataDir = createFolder()
  const dev = start(t, dataDir, 'dev:full --no-demo')
  await dev.line(/Dashboard +http:\/\/127\.0\.0\.1:\d+/)
  const [, address = ''] = /Dashboard +(http:\/\/[\d.:]+)/.exec(dev.said()) ?? []
  assert.match(await (await fetch(`${address}/`)).text(), /<!doctype html>/i)
  dev.interrupt()
  await dev.running
  assert.match(dev.said(), /\nStopped\.\n/)
})

test('S0-180 S0-181 S0-182 S0-184: npm run migrate makes the store; migrate:status, migrate:rollback and migrate:fresh are the commands of the store', async (t) => {
  const scripts = await scriptsOf()
  const dataDir = createFolder()
  assert.match((await npm(dataDir, 'migrate')).stdout, /Took 0001-first, /)
  const operator = createOperator(t, dataDir)
  const type = (script: string, ...more: readonly string[]) => operator.type(...(scripts[script] ?? '').split(' ').slice(3), ...more)
  assert.match(await type('migrate:status'), /\n0001-first +taken\n/)
  assert.match(await type('migrate:rollback'), /Took back \d{4}-.*; the store of before is /)
  assert.match(await type('migrate'), /^Took \d{4}-/)
  await assert.rejects(type('migrate:fresh'), /Nobody can be asked here: All events, sessions and dead letters of .* are put away/)
  assert.match(await type('migrate:fresh', '--yes'), /^The next start begins with an empty store; the old one is in .*\nUndo: /)
  const files = readdirSync(dataDir)
  assert.ok(!files.includes('showrunner.db') && files.some((name) => name.startsWith('before-fresh-')))
})

test('S0-181: migrate:status tells of the store while a host runs, too, and what would change the store is refused then', async (t) => {
  const dataDir = createFolder()
  const host = start(t, dataDir, 'start --no-demo')
  await host.line(/Dashboard +http/)
  const operator = createOperator(t, dataDir)
  assert.match(await operator.type('store', 'status'), /starts: 1[\s\S]*\n0001-first +taken\n/)
  for (const name of ['migrate', 'rollback', 'compact']) await assert.rejects(operator.type('store', name), { code: 'DATA_IN_USE' })
  host.interrupt()
  await host.running
  assert.match(await operator.type('store', 'status'), /starts: 1/)
})

test('S0-183 S0-185 S0-186: the scripts for who works on Showrunner are there, and say what they do', async () => {
  const scripts = await scriptsOf()
  const files = ['make:migration', 'frontend:dev', 'frontend:build', 'test', 'lint'].map(
    (name) => [name, scripts[name]?.split(' ')[2] ?? ''] as const,
  )
  const helps = await Promise.all(
    files.map(([, file]) => execa(process.execPath, ['--import', 'tsx', file, '--help'], { cwd: ROOT, env: ENV, extendEnv: false })),
  )
  for (const [index, [name]] of files.entries()) assert.match(helps[index]?.stdout ?? '', new RegExp(`^npm (run )?${name}`, 'm'))
})
