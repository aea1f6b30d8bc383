import type Database from 'better-sqlite3'
import { crashPoint } from '../../base/crash-point.ts'
import type { Logger } from '../../base/log.ts'
import { appendLost, readHead } from './chunk-table.ts'

/** What a start found, and its number. */
export type Run = {
  readonly epoch: number
  readonly cleanStart: boolean
  /** Committed events that are missing at the end of the log, over all starts. */
  readonly lost: number
}

/** Counts the start, and compares the log with the highest number ever committed: a missing tail is told, and its numbers stay used. */
export function beginRun(database: Database.Database, highWater: number, log: Logger | undefined): Run {
  const meta = database.prepare<[string], number>('SELECT value FROM meta WHERE name = ?').pluck()
  const get = (name: string) => meta.get(name) ?? 0
  const set = database.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)')

  const run = database.transaction(() => {
    const head = readHead(database)
    const missing = Math.max(0, highWater - head)
    if (missing > 0) {
      log?.error({ missing, newest: head, committed: highWater, file: database.name }, 'Committed events are missing at the end of the log')
      appendLost(database, head + 1, highWater)
    }
    const run: Run = {
      epoch: get('epoch') + 1,
      cleanStart: get('epoch') === 0 || get('clean') === 1,
      lost: get('lost') + missing,
    }
    for (const [name, value] of Object.entries({ epoch: run.epoch, clean: 0, lost: run.lost })) set.run(name, value)
    return run
  })()
  crashPoint('run.begun')
  return run
}

/** Notes that nothing is in flight, and so the next start is a clean one. */
export function endRun(database: Database.Database): void {
  database.prepare(`UPDATE meta SET value = 1 WHERE name = 'clean'`).run()
  crashPoint('run.ended')
}
