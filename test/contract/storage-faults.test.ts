import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { execa } from 'execa'
import { systemClock } from '../../core/base/clock.ts'
import { createClient } from '../../core/commands/running.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { bundleScript } from '../../scripts/bundle-script.mjs'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { chats, createTestClock } from '../contracts/store.ts'
import { coreCommand } from '../support/core-command.ts'
import { createFolder } from '../support/folder.ts'
import { openSocket } from '../support/host.ts'
import { runCommand, startProcess } from '../support/host-process.ts'
import { ROOT } from '../support/root.ts'
import { keepOnly } from '../support/shipped-plugins.ts'
import { hasSmallDisks, runOnSmallDisk, startOnSmallDisk, untilThere } from '../support/small-disk.ts'

/** A plugin that publishes the type of every like and gift it handles. */
async function witness(folder: string): Promise<string> {
  await mkdir(join(folder, 'plugins/witness'), { recursive: true })
  const manifest = { id: 'witness', name: 'Witness', version: '1.0.0', subscriptions: [{ event: 'gift' }, { event: 'like' }] }
  await writeFile(join(folder, 'plugins/witness/plugin.manifest.json'), JSON.stringify(manifest))
  await writeFile(
    join(folder, 'plugins/witness/plugin.ts'),
    `import type { Plugin } from '#sdk'
     export default { on: {
       gift: (event, host) => host.publish('saw', event.eventType),
       like: (event, host) => host.publish('saw', event.eventType),
     } } satisfies Plugin`,
  )
  return join(folder, 'plugins')
}

/** Posts until `isDone`, and answers what was accepted. */
async function giveUntil(isDone: () => boolean, simulate: (type: string) => Promise<UnifiedEvent>): Promise<readonly UnifiedEvent[]> {
  const accepted: UnifiedEvent[] = []
  while (!isDone()) accepted.push(await simulate('gift'))
  return accepted
}

test('F1, T90: on a full disk gifts are kept in the reserve, the rest goes on unkept, and all is well soon after there is room', async (t) => {
  if (!hasSmallDisks()) return t.skip('no disk of its own can be mounted here; test/faults/store-writes shows it by max_page_count')
  const folder = createFolder()
  const disk = startOnSmallDisk(t, { megabytes: 64, plugins: await witness(folder) })
  await disk.line(/dashboard/i)
  const client = createClient({ dataDir: disk.dataDir() })
  const simulate = async (type: string) => Object(await client.post(`/api/simulate/${type}`, {})).event as UnifiedEvent
  const health = async () => (await fetch(new URL('/health', await client.address()))).json()
  const overlay = await openSocket(t, await client.address(), {
    key: await overlayKey(disk.dataDir()),
    subscribe: { topics: ['witness.*'] },
  })
  const saw = (type: string) => overlay.messages.filter(({ data }) => data === type).length
  await untilThere(join(disk.dataDir(), 'ballast'))

  disk.fill()
  const whileFilling = await giveUntil(() => /Gifts and chats are still kept/.test(disk.said()), simulate)
  const inReserve: UnifiedEvent[] = []
  for (let round = 0; round < 10; round++) inReserve.push(...(await Promise.all(Array.from({ length: 30 }, () => simulate('gift')))))
  const [gift, like] = [await simulate('gift'), await simulate('like')]
  assert.deepEqual([gift.seqNo > 0, like.seqNo, await health()], [true, 0, { status: 'degraded', failing: 'disk-full' }])
  await overlay.until(() => saw('like') === 1 && saw('gift') === whileFilling.length + inReserve.length + 1)

  disk.fill()
  const usedUp = disk.line(/the reserve is used up/)
  const waiting: Promise<UnifiedEvent>[] = []
  do waiting.push(simulate('gift'))
  while (await Promise.race([waiting.at(-1), usedUp]))
  await simulate('like')
  await overlay.until(() => saw('like') === 2)
  assert.deepEqual(await health(), { status: 'degraded', failing: 'disk-full' })
  assert.equal(Object(await client.get('/api/logs?limit=1')).events[0].eventType, 'gift')

  disk.free()
  const freedAt = performance.now()
  const late = await Promise.all(waiting)
  await disk.line(/has room again/)
  const recoveredMs = performance.now() - freedAt
  assert.deepEqual([await health(), (await simulate('like')).seqNo > 0], [{ status: 'ok' }, true])
  assert.ok(recoveredMs < 10_000, `${recoveredMs} ms`)

  const copy = join(folder, 'copy')
  disk.host.kill('SIGSTOP')
  await cp(disk.dataDir(), copy, { recursive: true })
  const store = await createSqliteStore({ dataDir: copy, clock: systemClock })
  const found = new Set(store.read(1, 100_000).map(({ event }) => event.eventId))
  await store.close()
  const accepted = [...whileFilling, ...inReserve, gift, ...late]
  const lost = accepted.filter(({ eventId }) => !found.has(eventId)).length
  t.diagnostic(
    `figure: ${lost} of ${accepted.length} accepted events lost on a full disk; well ${Math.round(recoveredMs)} ms after there was room`,
  )
  assert.equal(lost, 0)
})

test('S1, F1: a host whose disk is full stops in order all the same, though its live waits for room', async (t) => {
  if (!hasSmallDisks()) return t.skip('no disk of its own can be mounted here; test/ingest/ingest shows it in memory')
  const disk = startOnSmallDisk(t, { megabytes: 64, plugins: await witness(createFolder()), demo: true })
  await disk.line(/dashboard/i)
  await untilThere(join(disk.dataDir(), 'ballast'))
  const client = createClient({ dataDir: disk.dataDir() })
  // The reserve is given up in the meantime, and what it gave is to be taken as well.
  while (!Object(await client.get('/status')).ingest.isFull) disk.fill()
  disk.host.kill('SIGINT')
  const toldAt = performance.now()
  const { exitCode } = await disk.host
  const tookMs = performance.now() - toldAt
  t.diagnostic(`figure: SIGINT to exit ${Math.round(tookMs)} ms on a full disk`)
  assert.equal(exitCode, 0)
  assert.match(disk.said(), /Stopped\./)
  assert.ok(tookMs < 13_000, `It took ${tookMs} ms`)
})

async function overlayKey(dataDir: string): Promise<string> {
  return JSON.parse(await readFile(join(dataDir, 'keys.json'), 'utf8')).overlay
}

test('F6, T90: a sync that fails ends the host with 74 at once, and the next start has all that was accepted', {
  timeout: 60_000,
}, async (t) => {
  const folder = createFolder()
  const args = ['start', '--port', '0', '--no-demo', '--json', '--quiet', '--data', join(folder, 'data')]
  // Every sync of the core's thread from this one on; a start needs some twenty.
  const broken = [
    '-f',
    '--seccomp-bpf',
    '-e',
    'trace=fsync,fdatasync',
    '-e',
    'inject=fsync,fdatasync:error=EIO:when=60+',
    '-o',
    '/dev/null',
  ]
  const host = execa('strace', [...broken, process.execPath, ...coreCommand(...args)], { cwd: folder, reject: false, all: true })
  t.after(() => host.kill('SIGKILL'))
  await said(host.all, /dashboard/i)
  const client = createClient({ dataDir: join(folder, 'data') })
  const accepted: UnifiedEvent[] = []
  const refused = await giveUntil(
    () => false,
    async () => {
      const event = Object(await client.post('/api/simulate/gift', {})).event as UnifiedEvent
      accepted.push(event)
      return event
    },
  ).catch((error) => error.code)
  const { exitCode, all } = await host
  assert.equal(exitCode, 74)
  // Told so, or cut off by the end.
  assert.match(String(refused), /^(OVERLOADED|HOST_UNREACHABLE)$/)
  assert.match(all, /The store cannot be written.*Check the disk, then start again/)

  const store = await createSqliteStore({ dataDir: join(folder, 'data'), clock: systemClock })
  const found = new Set(store.read(1, 10_000).map(({ event }) => event.eventId))
  assert.deepEqual([accepted.filter(({ eventId }) => !found.has(eventId)).length, store.damaged()], [0, 0])
  t.diagnostic(`figure: 0 of ${accepted.length} accepted events lost by a failed sync, exit code ${exitCode}`)
  assert.ok(accepted.length > 0)
  await store.close()
})

function said(stream: NodeJS.ReadableStream, expected: RegExp): Promise<void> {
  const { changed, until } = createWaiters()
  let text = ''
  stream.on('data', (chunk) => {
    text += chunk
    changed()
  })
  return until(() => expected.test(text))
}

test('F5, D7, T91: a damaged store ends the start with 65 and is left as it is; --salvage goes on with what can be read; a second host ends with 73', async (t) => {
  const folder = createFolder()
  keepOnly(folder)
  const dataDir = join(folder, 'data')
  const clock = createTestClock()
  const store = await createSqliteStore({ dataDir, clock })
  await Promise.all([store.write({ events: chats(200) }), clock.advance(5)])
  await store.close()
  const file = join(dataDir, 'showrunner.db')
  truncateSync(file, statSync(file).size - 4096)
  const before = readFileSync(file)

  const refused = await runCommand(folder, ['start', '--port', '0', '--no-demo'])
  assert.deepEqual([refused.exitCode, readFileSync(file)], [65, before])
  assert.match(
    refused.stderr,
    /^The store is cut short \(.*\)\. Restore a backup of the data folder, or start with --salvage to go on with what can be read\.$/m,
  )

  const host = startProcess(t, folder, ['--no-demo', '--salvage'])
  await host.line(/dashboard/i)
  const [aside = ''] = readdirSync(dataDir).filter((name) => /^showrunner\.db\.corrupt-[\d-]+T[\d-]+Z$/.test(name))
  assert.match(host.said(), /Salvaged \d+ of 200 events; the damaged files are kept as showrunner\.db\.corrupt-/)
  assert.deepEqual(readFileSync(join(dataDir, aside)), before)

  const second = await runCommand(folder, ['start', '--port', '0', '--no-demo'])
  assert.equal(second.exitCode, 73)
  assert.match(second.stderr, /Another Showrunner uses this data folder/)
})

test('F2: on a full disk old events can still be removed, and their room is room for new ones', async (t) => {
  if (!hasSmallDisks()) return t.skip('no disk of its own can be mounted here')
  const script = await bundleScript(ROOT, 'test/support/retain-on-full-disk.ts')
  const megabytes = 64
  const { room, retained, after, isHealthy } = Object(await runOnSmallDisk(script, [String(16 * 1024 * 1024)], megabytes))
  t.diagnostic(`figure: ${retained} events removed on a full disk, and ${after} new ones accepted in their place`)
  assert.deepEqual([room, retained > 5000, after, isHealthy], ['short', true, 5000, true])
  const without = Object(await runOnSmallDisk(script, ['0'], megabytes))
  assert.equal(without.retained, 'STORE_FULL')
})

test('F1: a data folder can be claimed by a start though its disk is full', async (t) => {
  if (!hasSmallDisks()) return t.skip('no disk of its own can be mounted here')
  assert.equal(await runOnSmallDisk(await bundleScript(ROOT, 'test/support/claim-on-full-disk.ts'), [], 8), 'claimed')
})
