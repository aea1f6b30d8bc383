import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../../../core/base/clock.ts'
import { createSqliteStore } from '../../../core/store/sqlite/sqlite.ts'
import type { Store } from '../../../core/store/store.ts'
import { chatDraft } from '../drafts.ts'
import { median, percentile } from '../figures.ts'
import { startBenchHost } from '../host.ts'

const APPENDS = 100
/** Longer than writes are gathered after one another: each of these finds a quiet store. */
const APART_MS = 10
const PAGE = 1000
const READS = 200_000
const QUERIES = 9

export type LogFigures = {
  readonly startMs: number
  readonly appendP50Ms: number
  readonly appendP99Ms: number
  readonly readPerSecond: number
  readonly topGiftersMs: number
  readonly summaryMs: number
}

/** What a host and its store do with a log that is there. */
export async function measureLog({ folder }: { readonly folder: string }): Promise<LogFigures> {
  await mkdir(join(folder, 'plugins'), { recursive: true })
  const startedAt = performance.now()
  const host = await startBenchHost({ folder })
  const startMs = performance.now() - startedAt
  const appends: number[] = []
  for (let n = 0; n < APPENDS; n += 1) {
    await pause(APART_MS)
    const draft = { ...chatDraft(n), eventId: `append:${Date.now()}:${n}` }
    appends.push(await timed(() => host.ingest([draft])))
  }
  await host.stop(0)
  const store = await createSqliteStore({ dataDir: join(folder, 'data'), clock: systemClock })
  const figures = { startMs, appendP50Ms: median(appends), appendP99Ms: percentile(appends, 0.99), ...(await measureQueries(store)) }
  await store.close()
  return figures
}

async function measureQueries(store: Store) {
  const session = store.read(1, 1)[0]?.event.sessionId ?? ''
  const reads = Math.min(READS, store.head())
  const readMs = await timed(() => {
    for (let seqNo = 1; seqNo < reads; seqNo += PAGE) store.read(seqNo, PAGE)
  })
  return {
    readPerSecond: reads / (readMs / 1000),
    topGiftersMs: await medianOf(() => store.sessions.topGifters(session, 10)),
    summaryMs: await medianOf(() => store.sessions.summary(session)),
  }
}

async function medianOf(query: () => unknown): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < QUERIES; n += 1) times.push(await timed(query))
  return median(times)
}

async function timed(work: () => unknown): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}
