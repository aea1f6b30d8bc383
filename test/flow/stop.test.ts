import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { WebSocket } from 'ws'
import { systemClock } from '../../core/base/clock.ts'
import type { Source } from '../../core/ingest/source.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import { createFolder } from '../support/folder.ts'
import { startHost } from '../support/host.ts'
import { startProcess } from '../support/host-process.ts'
import { keepOnly } from '../support/shipped-plugins.ts'

async function writePlugin(folder: string, id: string, code: string) {
  await mkdir(join(folder, 'plugins', id), { recursive: true })
  const manifest = { id, name: id, version: '1.0.0', timeoutMs: 60_000, subscriptions: [{ event: 'gift' }] }
  await writeFile(join(folder, 'plugins', id, 'plugin.manifest.json'), JSON.stringify(manifest))
  await writeFile(join(folder, 'plugins', id, 'plugin.ts'), code)
}

/** What the next start says of the gift that was cut short. */
const TELLS_REPEATS = `export default { on: { gift: (event, host, { redelivered, attempt }) => { if (redelivered) host.log.warn('came again ' + attempt) } } }`

async function untilComesAgain(t: TestContext, folder: string) {
  await writePlugin(folder, 'stuck', TELLS_REPEATS)
  const next = startProcess(t, folder, ['--plugins', join(folder, 'plugins')])
  await new Promise<void>((resolve) => next.host.stderr.on('data', (chunk) => /came again [2-9]/.test(String(chunk)) && resolve()))
  next.signal('SIGINT')
  assert.equal((await next.host).exitCode, 0)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  test(`S1: ${signal} finishes what waits, blames no plugin and ends with 0`, async (t) => {
    const folder = createFolder()
    keepOnly(folder)
    await mkdir(join(folder, 'plugins'))
    const { host, line, said, signal: send } = startProcess(t, folder, ['--plugins', join(folder, 'plugins')])
    await line(/ sent /)
    send(signal)
    const { exitCode, stderr } = await host
    assert.equal(exitCode, 0)
    assert.equal(stderr, '')
    assert.match(said(), /Stopped\./)
  })

test('S1: while busy plugins finish, health says draining, nothing new is taken in, and sockets are closed with 1001', async (t) => {
  const folder = createFolder()
  keepOnly(folder)
  await writePlugin(folder, 'busy', `export default { on: { gift: () => new Promise((done) => setTimeout(done, 2_000)) } }`)
  const { host, line, said, signal } = startProcess(t, folder, ['--plugins', join(folder, 'plugins'), '--json'])
  await line(/"gift"/)
  const { url } = JSON.parse(await readFile(join(folder, 'data/running.json'), 'utf8')) as { url: string }
  const { admin } = JSON.parse(await readFile(join(folder, 'data/keys.json'), 'utf8')) as { admin: string }
  const headers = { authorization: `Bearer ${admin}` }
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))

  const toldAt = performance.now()
  signal('SIGTERM')
  await line(/Stopping/)
  const health = await fetch(`${url}/health`)
  const stopped = said().split('\n').length
  const refused = await fetch(`${url}/api/simulate/chat`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: '{}',
  })
  const code = await closed
  const { exitCode } = await host
  const tookMs = performance.now() - toldAt
  t.diagnostic(`figure: SIGTERM to exit ${Math.round(tookMs)} ms with a handler of 2 s at work`)
  const later = said()
    .split('\n')
    .slice(stopped)
    .filter((text) => /"eventType":"(gift|chat|like)"/.test(text))
  assert.deepEqual([health.status, ((await health.json()) as { status: string }).status], [503, 'draining'])
  assert.deepEqual([refused.status, refused.headers.has('retry-after')], [503, true])
  assert.deepEqual(later, [])
  assert.deepEqual([code, exitCode], [1001, 0])
  assert.ok(tookMs < 15_000, `It took ${tookMs} ms`)
})

test('S1: a part that does not end in order is told, and keeps no other from it', async (t) => {
  const dataDir = createFolder()
  const failing: Source = {
    start: () => {},
    stop: () => Promise.reject(new Error('the source is broken')),
    status: () => ({ kind: 'broken', state: 'connected', detail: '', malformed: 0, unknown: 0, reconnects: 0 }),
  }
  const host = await startHost(t, { dataDir, createSource: () => failing, only: [] })
  await assert.rejects(host.stop(), /the source is broken/)
  await assert.rejects(fetch(`${host.url}/health`))
  const store = await createSqliteStore({ dataDir, clock: systemClock })
  assert.equal(store.cleanStart, true)
  await store.close()
})

const STUCK = [
  ['in native code that nothing ends', 'Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1)'],
  // What waits has its ten seconds each time.
  ...(process.env.SHOWRUNNER_LONG ? ([['in a loop', 'for (;;);']] as const) : []),
] as const

for (const [what, code] of STUCK)
  test(`S2: a plugin stuck ${what} does not hold up the stop, and what it had comes again at the next start`, async (t) => {
    const folder = createFolder()
    keepOnly(folder)
    await writePlugin(folder, 'stuck', `export default { on: { gift: (event, host) => { host.publish('began', event.seqNo); ${code} } } }`)
    const first = startProcess(t, folder, ['--plugins', join(folder, 'plugins')])
    await first.line(/ sent /)
    const toldAt = performance.now()
    first.signal('SIGTERM')
    const { exitCode } = await first.host
    const tookMs = performance.now() - toldAt
    t.diagnostic(`figure: SIGTERM to exit ${Math.round(tookMs)} ms with a plugin stuck ${what}`)
    assert.equal(exitCode, 0)
    assert.ok(tookMs < 15_000, `It took ${tookMs} ms`)
    assert.match(first.said(), /Stopping/)
    await untilComesAgain(t, folder)
  })

test('S3: a second signal ends at once, and what was at work comes again at the next start', async (t) => {
  const folder = createFolder()
  keepOnly(folder)
  await writePlugin(folder, 'stuck', `export default { on: { gift: () => new Promise(() => {}) } }`)
  const first = startProcess(t, folder, ['--plugins', join(folder, 'plugins')])
  await first.line(/ sent /)
  first.signal('SIGINT')
  await first.line(/Once more stops at once/)
  // Signals very close together are one, as npm makes two of one; people take longer.
  const insist = setInterval(() => first.signal('SIGINT'), 50)
  const insistedAt = performance.now()
  const { exitCode } = await first.host.finally(() => clearInterval(insist))
  const tookMs = performance.now() - insistedAt
  t.diagnostic(`figure: second signal to exit ${Math.round(tookMs)} ms`)
  assert.equal(exitCode, 130)
  assert.ok(tookMs < 3000, `It took ${tookMs} ms`)
  await untilComesAgain(t, folder)
})
