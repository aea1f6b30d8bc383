import type Database from 'better-sqlite3'
import type { Clock } from '../../../base/clock.ts'
import { firstOf, oldOf } from '../age.ts'
import { countOwed, createOwed } from './owed.ts'
import type { Part } from './part.ts'

const SLICE_CHUNKS = 64
const SLICE_BYTES = 128 * 1024

type Row = { readonly first: number; readonly last: number; readonly at: number; readonly bytes: number }

/** Neighbouring chunks that become one row without records, which keeps their numbers used. */
type Run = { first: number; last: number; events: number; chunks: number }

/**
 * Chunks in which every event was accepted before a time, and is settled for every plugin that is known. What is owed to a plugin
 * stays; what came after it may go. `held` says to whom how many old events are still owed.
 */
export function createOldEvents(database: Database.Database, clock: Pick<Clock, 'wallTime'>) {
  const row = 'SELECT first_seq AS first, last_seq AS last, at, length(records) AS bytes FROM chunks'
  const statements = {
    next: database.prepare<[number], Row>(`${row} WHERE first_seq > ? ORDER BY first_seq`),
    previous: database.prepare<[number], Row>(`${row} WHERE first_seq < ? ORDER BY first_seq DESC LIMIT 1`),
    remove: database.prepare('DELETE FROM chunks WHERE first_seq BETWEEN ? AND ?'),
    keepNumbers: database.prepare(`INSERT INTO chunks (first_seq, last_seq, at, id_hashes, records) VALUES (?, ?, 0, x'', x'')`),
  }
  const owed = createOwed(database)
  let oldest = 0

  function replace(run: Run | undefined) {
    if (!run) return
    const before = statements.previous.get(run.first)
    const isNext = before?.bytes === 0 && before.last === run.first - 1
    if (run.events === 0 && run.chunks === 1 && !isNext) return
    const first = isNext ? before.first : run.first
    statements.remove.run(first, run.last)
    statements.keepNumbers.run(first, run.last)
  }

  const begin: Part = (before) => {
    let behind = 0

    return () => {
      const rows = firstOf(oldOf(statements.next.iterate(behind), { before, now: clock.wallTime() }), SLICE_CHUNKS)
      const isOwed = owed(rows.at(-1)?.last ?? 0)
      let run: Run | undefined
      let removed = 0
      let bytes = 0
      for (const row of rows) {
        if (bytes >= SLICE_BYTES) break
        const isEmpty = row.bytes === 0
        behind = row.first
        if (!isEmpty) oldest = row.last
        if (!isEmpty && isOwed(row.first, row.last)) {
          replace(run)
          run = undefined
          continue
        }
        run ??= { first: row.first, last: row.last, events: 0, chunks: 0 }
        run.last = row.last
        run.chunks++
        if (!isEmpty) run.events += row.last - row.first + 1
        removed += isEmpty ? 0 : row.last - row.first + 1
        bytes += row.bytes
      }
      replace(run)
      return { removed, isDone: rows.length === 0 }
    }
  }

  return { begin, held: () => countOwed(database, oldest) }
}
