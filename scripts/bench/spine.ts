import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { systemClock } from '../../core/base/clock.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { writeBenchPlugins } from './bench-plugins.ts'
import { chatDraft, giftDraft, likeDraft } from './drafts.ts'
import { median, percentile, ROOT, startBenchHost, trustPlugins } from './host.ts'
import { measureLimit } from './limit.ts'

const PLUGINS = 5
const ARRAY = 64
/** So many arrays wait for the disk at once, as frames of a busy live do. */
const ARRAYS_AT_ONCE = 16
/** The feeder stays so far ahead of the slowest plugin, so that nothing has to wait in the log. */
const LEAD = 20_000

const WATCH_MS = 20

type Options = { readonly events: number; readonly rounds: number; readonly say: (line: string) => void }

/** Events a second through everything, beside the limit in the same run; then a gift's way through a flood. */
export async function runSpine({ events, rounds, say }: Options) {
  const folder = await mkdtemp(join(tmpdir(), 'showrunner-bench-'))
  await mkdir(join(folder, 'plugins'))
  const ids = await writeBenchPlugins(join(folder, 'plugins'), PLUGINS)
  await trustPlugins(folder, ids)
  const limits: number[] = []
  const spines: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    spines.push(await measureSpine(folder, events, round))
    limits.push(await measureLimit({ root: ROOT, folder: join(folder, 'plugins'), ids, events: await newestEvents(folder, events) }))
    say(
      `round ${round + 1}: spine ${whole(spines.at(-1) ?? 0)}/s, limit ${whole(limits.at(-1) ?? 0)}/s, ${percent((spines.at(-1) ?? 0) / (limits.at(-1) ?? 1))}`,
    )
  }
  const ratio = median(spines.map((spine, round) => spine / (limits[round] ?? 1)))
  say('')
  say(`${events} chats to ${PLUGINS} plugins in worker threads, every one durable (fsync) before it is delivered`)
  say(`  limit  (same threads fed from memory)  ${range(limits)} events/s`)
  say(`  spine  (ingest, log, lanes, runner)    ${range(spines)} events/s, ${whole(median(spines) * PLUGINS)} deliveries/s`)
  say(`  spine / limit                          ${percent(ratio)}  (aim: 50 %)`)
  const floods = []
  for (const perSecond of [2000, 10_000]) floods.push(await measureGifts(folder, perSecond, say))
  await rm(folder, { recursive: true })
  return { events, plugins: PLUGINS, limit: limits, spine: spines, ratio, gifts: floods }
}

export async function measureSpine(folder: string, events: number, round: number): Promise<number> {
  const host = await startBenchHost({ folder })
  const doneBefore = host.lanes().map(({ completed }) => completed)
  const count = () => Math.min(...host.lanes().map(({ completed }, lane) => completed - (doneBefore[lane] ?? 0)))
  let done = 0
  // The report looks into everything; asking all the time would measure the report.
  const watch = setInterval(() => {
    done = count()
  }, WATCH_MS)
  const startedAt = performance.now()
  let given = 0
  const feed = async () => {
    while (given < events) {
      while (given - done > LEAD) await pause(1)
      const first = given
      given += ARRAY
      await host.ingest(Array.from({ length: Math.min(ARRAY, events - first) }, (_, n) => chatDraft(round * events + first + n)))
    }
  }
  await Promise.all(Array.from({ length: ARRAYS_AT_ONCE }, feed))
  while (count() < events) await pause(WATCH_MS / 4)
  clearInterval(watch)
  const perSecond = events / ((performance.now() - startedAt) / 1000)
  await host.stop(5000)
  return perSecond
}

/** What the spine has just carried, read back: holding every event while it runs would measure the collector of garbage. */
async function newestEvents(folder: string, count: number): Promise<readonly UnifiedEvent[]> {
  const store = await createSqliteStore({ dataDir: join(folder, 'data'), clock: systemClock })
  const stored = store.read(Math.max(1, store.head() - count + 1), count)
  await store.close()
  // Plain objects, as fresh ones are.
  return stored.map(({ event }) => JSON.parse(JSON.stringify(event)))
}

/** Gifts among so many likes and chats a second: from handing in to the handler, and to an overlay's socket. */
async function measureGifts(folder: string, perSecond: number, say: (line: string) => void) {
  const SECONDS = 5
  const TICK_MS = 5
  // Of fewer, the 99th percentile would be the worst one.
  const GIFTS_A_SECOND = 100
  const host = await startBenchHost({ folder })
  const socket = new WebSocket(`${host.url.replace('http', 'ws')}/ws`, { headers: { authorization: `Bearer ${host.keys.game}` } })
  await new Promise((resolve) => socket.once('open', resolve))
  socket.send(JSON.stringify({ type: 'subscribe', topics: ['bench-1.gift'] }))
  const toHandler: number[] = []
  const toSocket: number[] = []
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as { type: string; data?: { sentAt: number; ranAt: number } }
    if (message.type !== 'publish' || !message.data) return
    toHandler.push(message.data.ranAt - message.data.sentAt)
    toSocket.push(now() - message.data.sentAt)
  })
  const run = Math.random().toString(36).slice(2)
  const startedAt = performance.now()
  let given = 0
  let gifts = 0
  while (performance.now() - startedAt < SECONDS * 1000) {
    const elapsed = (performance.now() - startedAt) / 1000
    const drafts = []
    for (; given < elapsed * perSecond; given += 1) drafts.push(given % 2 ? likeDraft(given) : chatDraft(given))
    const dated = drafts.map((draft) => ({ ...draft, eventId: `${run}:flood:${draft.eventId}` }))
    // Not awaited: a live does not wait for us either.
    const flood = host.ingest(dated)
    if (gifts < elapsed * GIFTS_A_SECOND) {
      gifts += 1
      void host.ingest([{ ...giftDraft(gifts, now()), eventId: `${run}:gift:${gifts}` }])
    }
    void flood
    await pause(TICK_MS)
  }
  while (toSocket.length < gifts) await pause(5)
  socket.close()
  await host.stop(5000)
  const figures = { perSecond: given / SECONDS, gifts, handlerMs: spread(toHandler), overlayMs: spread(toSocket) }
  say(
    `  a gift among ${whole(figures.perSecond)}/s     to the handler ${text(figures.handlerMs)}   to an overlay's socket ${text(figures.overlayMs)}`,
  )
  return figures
}

const now = () => performance.timeOrigin + performance.now()
const spread = (numbers: readonly number[]) => ({
  p50: percentile(numbers, 0.5),
  p99: percentile(numbers, 0.99),
  max: Math.max(...numbers),
})
const text = ({ p50, p99, max }: ReturnType<typeof spread>) => `p50 ${p50.toFixed(1)}  p99 ${p99.toFixed(1)}  max ${max.toFixed(1)} ms`
const whole = (number: number) => Math.round(number).toLocaleString('en')
const percent = (share: number) => `${(share * 100).toFixed(0)} %`
const range = (numbers: readonly number[]) => `${whole(median(numbers))} (${whole(Math.min(...numbers))}–${whole(Math.max(...numbers))})`
