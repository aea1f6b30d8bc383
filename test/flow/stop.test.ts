import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../support/host.ts'
import { startProcess } from '../support/host-process.ts'

async function writePlugin(folder: string, id: string, code: string) {
  await mkdir(join(folder, 'plugins', id), { recursive: true })
  const manifest = { id, name: id, version: '1.0.0', timeoutMs: 60_000, subscriptions: [{ event: 'gift' }] }
  await writeFile(join(folder, 'plugins', id, 'plugin.manifest.json'), JSON.stringify(manifest))
  await writeFile(join(folder, 'plugins', id, 'plugin.ts'), code)
}

test('Ctrl+C in a terminal finishes what waits, blames no plugin and ends with 0', async (t) => {
  const folder = await temporaryFolder(t)
  await mkdir(join(folder, 'plugins'))
  const { host, line, said, signal } = startProcess(t, folder, ['--plugins', join(folder, 'plugins')])
  await line(/ sent /)
  signal('SIGINT')
  const { exitCode, stderr } = await host
  assert.equal(exitCode, 0)
  assert.equal(stderr, '')
  assert.match(said(), /Stopped\./)
})

test('a plugin stuck for good does not hold up the stop, and what it had is taken up by the next start', async (t) => {
  const folder = await temporaryFolder(t)
  await writePlugin(folder, 'stuck', `export default { on: { gift: (event, host) => { host.publish('began', event.seqNo); for (;;); } } }`)
  const first = startProcess(t, folder, ['--plugins', join(folder, 'plugins')])
  await first.line(/ sent /)
  first.signal('SIGTERM')
  const { exitCode } = await first.host
  assert.equal(exitCode, 0)
  assert.match(first.said(), /Stopping/)

  await writePlugin(
    folder,
    'stuck',
    `export default { on: { gift: (event, host, { redelivered }) => { if (redelivered) host.log.warn('came again') } } }`,
  )
  const second = startProcess(t, folder, ['--plugins', join(folder, 'plugins')])
  await new Promise<void>((resolve) => second.host.stderr.on('data', (chunk) => String(chunk).includes('came again') && resolve()))
  second.signal('SIGINT')
  assert.equal((await second.host).exitCode, 0)
})
