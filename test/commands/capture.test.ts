import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { execa } from 'execa'
import { GIFTS, viewer } from '../../scripts/fake-tiktok/messages.ts'
import { createFakeTikTok } from '../../scripts/fake-tiktok/server.ts'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { coreCommand } from '../support/core-command.ts'
import { createFolder } from '../support/folder.ts'
import { createOperator, writeSettings } from './operator.ts'

/** `capture` as a process of its own. */
function capture(t: TestContext, dataDir: string, options: readonly string[]) {
  const env = { TIKTOK_USERNAME: '', TIKTOK_SESSION_ID: '' }
  const running = execa(process.execPath, coreCommand('capture', '--port', '0', '--data', dataDir, ...options), {
    reject: false,
    env,
    cwd: dataDir,
  })
  t.after(() => running.kill('SIGKILL'))
  let text = ''
  const { changed, until } = createWaiters()
  running.stdout.on('data', (chunk) => {
    text += chunk
    changed()
  })
  return { running, said: () => text, line: (expected: RegExp) => until(() => expected.test(text)) }
}

test('S1-020 S1-024 S1-025 S1-026 S1-028: capture tells of account, room, session and every event, with the account of the settings or of --username', async (t) => {
  const fake = await createFakeTikTok()
  t.after(fake.stop)
  const dataDir = join(createFolder(), 'data')
  await mkdir(dataDir)
  await writeSettings(dataDir, { tiktok: { username: 'somebody' } })
  const first = capture(t, dataDir, ['--tiktok-endpoint', fake.url, '--session-name', 'Sesión de tarde'])
  await first.line(/Connected/i)
  fake.push([fake.messages.chat(viewer(7), 'hola a todos')])
  fake.push([fake.messages.gift(viewer(7), GIFTS.rose, { count: 1, groupId: '5', end: true })])
  await first.line(/Rose x1/)
  assert.match(first.said(), /^🎬 Starting capture for @somebody: Sesión de tarde\n/)
  assert.match(first.said(), /\nSession 1: Sesión de tarde\n/)
  assert.match(first.said(), /\nConnected to @somebody, room \d+\n/)
  assert.match(first.said(), /\n💬 .+: hola a todos\n/)
  assert.match(first.said(), /\n🎁 .+ sent Rose x1 \(1 coin\)\n/)
  first.running.kill('SIGINT')
  assert.equal((await first.running).exitCode, 0)
})

test('S1-024: capture without an account says where to name one', async (t) => {
  const { type } = createOperator(t)
  await assert.rejects(type('capture'), /Say whose live to capture: --username, or TIKTOK_USERNAME in \.env/)
})
