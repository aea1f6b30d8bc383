import type Database from 'better-sqlite3'
import { NOBODY } from '../erasure/anonymous.ts'
import { inTransaction } from './kept-texts.ts'
import { BY_VIEWER, mergeViewer, type Row, renamed, type ViewerTable } from './viewer-merge.ts'

const SLICE_ROWS = 50

/**
 * Gives viewers of sessions that had no event for long other ids and no names, a slice at a time; answers how many rows. Notes about
 * who was not seen for as long go.
 */
export function createOldGifters(
  database: Database.Database,
): (before: number, pseudonymOf: (userId: string) => string) => Promise<number> {
  // BY_VIEWER has these names.
  const tables = Object.keys(BY_VIEWER) as readonly ViewerTable[]
  const places = tables.map((table) => ({
    table,
    page: database.prepare<[number], Row>(
      `SELECT ${table}.* FROM sessions JOIN ${table} USING (session_id)
       WHERE last_event_at < ? AND display_name <> '${NOBODY}' LIMIT ${SLICE_ROWS}`,
    ),
  }))
  const forget = database.prepare<[number, number]>(
    `DELETE FROM viewer_notes WHERE at < ? AND NOT EXISTS (SELECT 1 FROM viewers WHERE viewers.user_id = viewer_notes.user_id AND last_at >= ?)`,
  )

  return async (before, pseudonymOf) => {
    let changed = inTransaction(database, () => forget.run(before, before).changes)
    for (const { table, page } of places) {
      for (let rows = page.all(before); rows.length > 0; rows = page.all(before)) {
        const found = rows
        inTransaction(database, () => {
          for (const row of found) mergeViewer(database, table, { row, changed: renamed(table, pseudonymOf(String(row.user_id))) })
        })
        changed += found.length
        await new Promise<void>((resolve) => setImmediate(resolve))
      }
    }
    return changed
  }
}
