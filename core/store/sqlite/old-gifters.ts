import type Database from 'better-sqlite3'
import { NOBODY } from '../erasure/anonymous.ts'
import { inTransaction } from './kept-texts.ts'
import { mergeViewer, type Row, renamed } from './viewer-merge.ts'

const SLICE_ROWS = 50

/** Tables whose rows are as old as their session. */
const OF_SESSIONS = ['gifters', 'tippers'] as const

/**
 * Gives who gave in sessions that had no event for long, and who was not seen for as long, other ids and no names, a slice at a time; answers how
 * many rows. Notes about who was not seen for as long go.
 */
export function createOldGifters(
  database: Database.Database,
): (before: number, pseudonymOf: (userId: string) => string) => Promise<number> {
  const places = OF_SESSIONS.map((table) => ({
    table,
    page: database.prepare<[number], Row>(
      `SELECT ${table}.* FROM sessions JOIN ${table} USING (session_id)
       WHERE last_event_at < ? AND display_name <> '${NOBODY}' LIMIT ${SLICE_ROWS}`,
    ),
  }))
  const seen = database.prepare<[number], Row>(
    `SELECT * FROM viewers WHERE last_at < ? AND display_name <> '${NOBODY}' ORDER BY last_at LIMIT ${SLICE_ROWS}`,
  )
  const forget = database.prepare<[number, number]>(
    `DELETE FROM viewer_notes WHERE at < ? AND NOT EXISTS (SELECT 1 FROM viewers WHERE viewers.user_id = viewer_notes.user_id AND last_at >= ?)`,
  )

  return async (before, pseudonymOf) => {
    let changed = inTransaction(database, () => forget.run(before, before).changes)
    for (const { table, page } of [...places, { table: 'viewers', page: seen } as const]) {
      for (let rows = page.all(before); rows.length > 0; rows = page.all(before)) {
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
