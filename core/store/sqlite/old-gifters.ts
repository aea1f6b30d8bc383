import type Database from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import { NOBODY } from '../erasure/anonymous.ts'
import { inTransaction } from './kept-texts.ts'
import { createOldLives } from './old-lives.ts'
import { mergeViewer, type Row, renamed } from './viewer-merge.ts'

const SLICE_ROWS = 50

/** Times in milliseconds since 1970; `old` is JSON of the ids of old sessions. */
type Bounds = { readonly before: number; readonly now: number; readonly old: string }

const IS_OLD = 'session_id IN (SELECT value FROM json_each(@old))'

/** Tables whose rows are as old as their session. */
const OF_SESSIONS = ['gifters', 'tippers'] as const

/**
 * Gives who gave in old sessions, and who was not seen for as long, other ids and no names, a slice at a time; answers how many rows. Who was seen by a clock
 * that was ahead is as old as the session. Notes about who was not seen for as long go.
 */
export function createOldGifters(
  database: Database.Database,
  clock: Pick<Clock, 'wallTime'>,
): (before: number, pseudonymOf: (userId: string) => string) => Promise<number> {
  const oldLives = createOldLives(database)
  const places = OF_SESSIONS.map((table) => ({
    table,
    page: database.prepare<[Bounds], Row>(`SELECT * FROM ${table} WHERE ${IS_OLD} AND display_name <> '${NOBODY}' LIMIT ${SLICE_ROWS}`),
  }))
  const seen = database.prepare<[Bounds], Row>(
    `SELECT * FROM viewers WHERE display_name <> '${NOBODY}'
     AND (last_at < @before OR (last_at > @now AND (${IS_OLD} OR session_id NOT IN (SELECT session_id FROM sessions))))
     ORDER BY last_at LIMIT ${SLICE_ROWS}`,
  )
  const forget = database.prepare<[number, number]>(
    `DELETE FROM viewer_notes WHERE at < ? AND NOT EXISTS (SELECT 1 FROM viewers WHERE viewers.user_id = viewer_notes.user_id AND last_at >= ?)`,
  )

  function boundsOf(before: number): Bounds {
    const now = clock.wallTime()
    return { before, now, old: JSON.stringify([...oldLives({ before, now })].map(({ sessionId }) => sessionId)) }
  }

  return async (before, pseudonymOf) => {
    const bounds = boundsOf(before)
    let changed = inTransaction(database, () => forget.run(before, before).changes)
    for (const { table, page } of [...places, { table: 'viewers', page: seen } as const]) {
      for (let rows = page.all(bounds); rows.length > 0; rows = page.all(bounds)) {
        const found = rows
        inTransaction(database, () => {
          for (const row of found) mergeViewer(database, table, { row, changed: renamed(table, pseudonymOf(String(row.user_id))) })
        })
        changed += found.length
        if (found.length < SLICE_ROWS) break
        await new Promise<void>((resolve) => setImmediate(resolve))
      }
    }
    return changed
  }
}
