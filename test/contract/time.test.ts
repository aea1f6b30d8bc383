import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createLog } from '../../core/base/log.ts'
import { createRetention } from '../../core/desks/keeping/retention.ts'
import { GIFTS, viewer } from '../../scripts/fake-tiktok/messages.ts'
import { createFakeTikTok } from '../../scripts/fake-tiktok/server.ts'
import { findFaketime } from '../../scripts/faketime-place.mjs'
import { createFolder } from '../support/folder.ts'
import { openSocket } from '../support/host.ts'
import { startProcess } from '../support/host-process.ts'
import { processTree } from '../support/process-tree.ts'
import { keepOnly } from '../support/shipped-plugins.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const IS_LONG = process.env.SHOWRUNNER_LONG !== undefined
const HOURS = 3600

/** Waits a while, asks the core, and tells what became of it; every fifth gift fails the first time. */
const CODE = `import type { Plugin } from '#sdk'
export default {
  on: {
    async gift(event, host, { attempt }) {
      host.publish('began', { seqNo: event.seqNo, attempt })
      await new Promise((done) => setTimeout(done, 300))
      await host.kv.get('anything')
      if (event.seqNo % 5 === 0 && attempt === 1) throw new Error('Not at first')
      host.publish('done', { seqNo: event.seqNo, attempt })
    },
  },
} satisfies Plugin
`

type Told = { readonly seqNo: number; readonly attempt: number }

/** A host as people start it, with a fake TikTok and a plugin that waits. */
async function startLive(t: TestContext, env: Readonly<Record<string, string>> = {}) {
  const folder = createFolder()
  keepOnly(folder)
  await mkdir(join(folder, 'plugins/waits'), { recursive: true })
  const subscriptions = [{ event: 'gift', mode: 'async' }]
  const manifest = { id: 'waits', name: 'Waits', version: '1.0.0', timeoutMs: 1500, concurrency: 8, subscriptions }
  await writeFile(join(folder, 'plugins/waits/plugin.manifest.json'), JSON.stringify(manifest))
  await writeFile(join(folder, 'plugins/waits/plugin.ts'), CODE)
  const fake = await createFakeTikTok()
  t.after(fake.stop)
  const options = ['--plugins', join(folder, 'plugins'), '--username', 'somebody', '--tiktok-endpoint', fake.url]
  const live = startProcess(t, folder, options, env)
  await live.line(/Dashboard/)
  const { url } = JSON.parse(await readFile(join(folder, 'data/running.json'), 'utf8')) as { url: string }
  const keys = JSON.parse(await readFile(join(folder, 'data/keys.json'), 'utf8')) as { game: string; admin: string }
  const { messages, until } = await openSocket(t, url, { key: keys.game, subscribe: { topics: ['waits.*'] } })
  await fake.until(() => fake.connected() === 1)
  let given = 0
  const told = (topic: string) => messages.flatMap((message) => (message.topic === topic ? [message.data as Told] : []))
  return {
    ...live,
    fake,
    until,
    began: () => told('began'),
    done: () => told('done'),
    given: () => given,
    give(count: number) {
      for (let n = 0; n < count; n += 1, given += 1)
        fake.push([fake.messages.gift(viewer(n), GIFTS.rose, { count: 1, end: true, groupId: String(given) })])
    },
    async lane() {
      const answer = await fetch(`${url}/status`, { headers: { authorization: `Bearer ${keys.admin}` } })
      const { lanes } = (await answer.json()) as { lanes: { plugin: string; dead: number; failed: number; retrying: number }[] }
      return lanes.find(({ plugin }) => plugin === 'waits')
    },
  }
}

/** Each gift is handled once, those that fail at first the second time. */
function assertHandledOnce({ done, given }: Awaited<ReturnType<typeof startLive>>) {
  assert.equal(done().length, given())
  assert.equal(new Set(done().map(({ seqNo }) => seqNo)).size, given())
  assert.deepEqual(
    done().filter(({ seqNo, attempt }) => attempt !== (seqNo % 5 === 0 ? 2 : 1)),
    [],
  )
}

test('C1, T95: a wall clock that is set back a day and forward two changes no delivery', async (t) => {
  const library = findFaketime()
  if (!library) return t.skip('there is no libfaketime: node scripts/setup-faketime.mjs')
  const wall = join(createFolder(), 'wall')
  const set = (hours: number) => writeFile(wall, `${hours >= 0 ? '+' : ''}${hours * HOURS}`)
  await set(0)
  const live = await startLive(t, {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: wall,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  })
  for (const hours of [0, -25, 25, -25, 0]) {
    live.give(10)
    // In the middle of handlers, retries and the writes behind them.
    await live.until(() => live.began().length > live.given() - 5)
    await set(hours)
    await live.until(() => live.done().length === live.given())
  }
  assertHandledOnce(live)
  const lane = await live.lane()
  assert.deepEqual([lane?.dead, lane?.retrying], [0, 0])
  t.diagnostic(`figure: ${live.given()} gifts through jumps of -25 h and +50 h, ${lane?.failed} tries failed as they should`)
  live.signal('SIGTERM')
  assert.equal((await live.host).exitCode, 0)
})

/** Gifts are at work when everything, or the core alone, is stopped for longer than a handler may take; TikTok is gone afterwards. */
async function suspend(t: TestContext, isWhole: boolean) {
  const live = await startLive(t)
  const { pid = Number.NaN } = live.host
  live.give(8)
  await live.until(() => live.began().length >= 8)
  const stopped = isWhole ? processTree(pid) : [pid]
  const signal = (name: NodeJS.Signals) => {
    for (const each of stopped) process.kill(each, name)
  }
  signal('SIGSTOP')
  live.fake.drop()
  // This is the suspension itself.
  await pause(IS_LONG ? 30_000 : 3_000)
  signal('SIGCONT')
  const wokenAt = performance.now()
  await live.fake.until(() => live.fake.connected() === 1)
  const backMs = performance.now() - wokenAt
  t.diagnostic(`figure: the source was back ${Math.round(backMs)} ms after the suspension`)
  live.give(8)
  await live.until(() => new Set(live.done().map(({ seqNo }) => seqNo)).size === 16)
  const lane = await live.lane()
  live.signal('SIGTERM')
  const { exitCode, stderr } = await live.host
  assert.equal(exitCode, 0)
  assert.doesNotMatch(stderr, /crashed|blocked/)
  assert.ok(backMs < 5000, `${backMs} ms`)
  assert.equal(lane?.dead, 0)
  return live
}

test('C3: a machine that was suspended goes on where it was: no time-outs, no repeats, and the source is back within 5 s', async (t) => {
  assertHandledOnce(await suspend(t, true))
})

test('C3: a core that alone was suspended blames no plugin; handlers that waited for its answer are tried again, marked', async (t) => {
  const live = await suspend(t, false)
  const first = new Map<number, number>()
  for (const { seqNo, attempt } of live.done()) {
    assert.ok(attempt > (first.get(seqNo) ?? 0), `${seqNo} came again as attempt ${attempt}`)
    first.set(seqNo, attempt)
  }
})

test('C4: what is too old is removed once an hour, however the wall clock is set meanwhile', async () => {
  const HOUR_MS = HOURS * 1000
  const virtual = createVirtualClock()
  let shiftMs = 0
  const clock = { ...virtual, wallTime: () => virtual.wallTime() + shiftMs }
  const ranAt: number[] = []
  const retain = async () => {
    ranAt.push(clock.now())
    return { removed: {}, held: [] } as never
  }
  const retention = createRetention({
    store: { retain },
    isHere: () => true,
    forget: assert.fail,
    settings: () => ({ schemaVersion: '1' }),
    clock,
    log: createLog({ level: 'silent' }),
  })
  // Two days: a summer time that begins, one that ends, and a day that is had again.
  for (let hour = 0; hour < 48; hour += 1) {
    shiftMs = [0, HOUR_MS, 0, -25 * HOUR_MS][hour % 4] ?? 0
    await clock.advance(HOUR_MS)
  }
  await retention.stop()
  const gaps = ranAt.slice(1).map((at, n) => at - (ranAt[n] ?? 0))
  assert.equal(ranAt.length, 48)
  assert.deepEqual([...new Set(gaps)], [HOUR_MS])
})
