import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { execa } from 'execa'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { ROOT, temporaryFolder } from '../support/host.ts'

/** The real process in a group of its own, as a terminal starts it; `line` waits for one on the console. */
async function startProcess(t: TestContext, folder: string) {
  const args = ['start', '--port', '0', '--data', join(folder, 'data'), '--plugins', join(folder, 'plugins')]
  const host = execa(process.execPath, ['--import', import.meta.resolve('tsx'), join(ROOT, 'core/main.ts'), ...args], {
    cwd: folder,
    detached: true,
    reject: false,
    buffer: true,
  })
  t.after(() => host.kill('SIGKILL'))
  let text = ''
  const { changed, until } = createWaiters()
  host.stdout.on('data', (chunk) => {
    text += chunk
    changed()
  })
  const line = (expected: RegExp) => until(() => expected.test(text))
  return { host, line, said: () => text }
}

async function writePlugin(folder: string, id: string, code: string) {
  await mkdir(join(folder, 'plugins', id), { recursive: true })
  const manifest = { id, name: id, version: '1.0.0', timeoutMs: 60_000, subscriptions: [{ event: 'gift' }] }
  await writeFile(join(folder, 'plugins', id, 'plugin.manifest.json'), JSON.stringify(manifest))
  await writeFile(join(folder, 'plugins', id, 'plugin.ts'), code)
}

test('Ctrl+C in a terminal finishes what waits, blames no plugin and ends with 0', async (t) => {
  const folder = await temporaryFolder(t)
  await mkdir(join(folder, 'plugins'))
  const { host, line, said } = await startProcess(t, folder)
  await line(/ sent /)
  // A terminal sends it to every process of the group.
  process.kill(-(host.pid ?? Number.NaN), 'SIGINT')
  const { exitCode, stderr } = await host
  assert.equal(exitCode, 0)
  assert.equal(stderr, '')
  assert.match(said(), /Stopped\./)
})

test('a plugin stuck for good does not hold up the stop, and what it had is taken up by the next start', async (t) => {
  const folder = await temporaryFolder(t)
  await writePlugin(folder, 'stuck', `export default { on: { gift: (event, host) => { host.publish('began', event.seqNo); for (;;); } } }`)
  const first = await startProcess(t, folder)
  await first.line(/ sent /)
  process.kill(-(first.host.pid ?? Number.NaN), 'SIGTERM')
  const { exitCode } = await first.host
  assert.equal(exitCode, 0)
  assert.match(first.said(), /Stopping/)

  await writePlugin(
    folder,
    'stuck',
    `export default { on: { gift: (event, host, { redelivered }) => { if (redelivered) host.log.warn('came again') } } }`,
  )
  const second = await startProcess(t, folder)
  await new Promise<void>((resolve) => second.host.stderr.on('data', (chunk) => String(chunk).includes('came again') && resolve()))
  process.kill(-(second.host.pid ?? Number.NaN), 'SIGINT')
  assert.equal((await second.host).exitCode, 0)
})
