import { Worker } from 'node:worker_threads'
import type Database from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import { DRIVER_PATH } from './driver.ts'

/** SQLite's own measure: after so many pages of 4 KiB the write-ahead log is brought into the file. */
const PAGES = 1000
/** What each commit writes beside its events: sums, progress, the index. */
const PAGES_A_COMMIT = 10
const PAGE_BYTES = 4096
/** Pages in a log that never begins anew, because there is always more in it: then SQLite itself ends what is left to do, during a commit. 64 MiB. */
const PAGES_AT_MOST = 16_384
const IDLE_MS = 10_000

/** Brings the write-ahead log into the file from a thread of its own, so that a flood does not stop every quarter of a second for the disk. */
export type Checkpoints = {
  /** A commit wrote events of so many bytes. */
  wrote(bytes: number): void
  /** While there is little room, commits do it themselves: the log must not grow while a thread is behind. */
  spare(isShort: boolean): void
  /** Resolves when the thread is not at it. */
  rest(): Promise<void>
  /** Resolves when the thread has let go of the file. */
  close(): Promise<void>
}

/** The thread is there only while much is written. */
export function createCheckpoints(
  database: Database.Database,
  { clock, log, pages = PAGES }: { readonly clock: Clock; readonly log: Logger | undefined; readonly pages?: number | undefined },
): Checkpoints {
  database.pragma(`wal_autocheckpoint = ${PAGES_AT_MOST}`)
  let isSparing = false
  let worker: Worker | undefined
  let written = 0
  let isBusy = false
  const waiting: (() => void)[] = []
  let isTold = false
  let cancelEnd: (() => void) | undefined
  /** Resolves when every thread that there was has let go of the file. */
  let gone: Promise<unknown> = Promise.resolve()

  function tell(error: unknown) {
    if (!isTold) log?.warn({ error: String(error), file: database.name }, 'The write-ahead log is not brought into the file as it grows')
    isTold = true
  }

  function rested() {
    isBusy = false
    for (const resolve of waiting.splice(0)) resolve()
  }

  function start(): Worker {
    const thread = new Worker(new URL('./checkpoint-thread.mjs', import.meta.url), {
      workerData: { driver: DRIVER_PATH, file: database.name },
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1 },
    })
    thread.on('message', (error?: string) => {
      const isWaitedFor = waiting.length > 0
      rested()
      if (error !== undefined) tell(error)
      // What came meanwhile; whoever waited has the file to himself first.
      else if (worker === thread && !isWaitedFor) bring()
    })
    thread.on('error', tell)
    thread.on('exit', () => {
      if (worker === thread) worker = undefined
      if (!worker) rested()
    })
    gone = Promise.all([gone, new Promise((resolve) => thread.once('exit', resolve))])
    // After the listeners, which would hold the process again.
    thread.unref()
    return thread
  }

  function bring() {
    if (written < pages || isBusy || isSparing) return
    written = 0
    isBusy = true
    worker ??= start()
    worker.postMessage('bring')
    cancelEnd?.()
    cancelEnd = clock.after(IDLE_MS, end)
  }

  function end() {
    cancelEnd?.()
    // Somebody may wait for it now.
    worker?.ref()
    worker?.postMessage('end')
    worker = undefined
  }

  return {
    wrote(bytes) {
      written += PAGES_A_COMMIT + bytes / PAGE_BYTES
      bring()
    },
    spare(isShort) {
      if (isSparing === isShort) return
      isSparing = isShort
      database.pragma(`wal_autocheckpoint = ${isShort ? pages : PAGES_AT_MOST}`)
    },
    rest: async () => {
      if (isBusy) await new Promise<void>((resolve) => waiting.push(resolve))
    },
    async close() {
      end()
      await gone
    },
  }
}
