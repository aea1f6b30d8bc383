import type Database from 'better-sqlite3'
import { NOBODY } from '../erasure/anonymous.ts'
import { inTransaction, mergeGifter, type Row } from './kept-texts.ts'

const SLICE_ROWS = 50

/** Gives gifters of sessions that had no event for long other ids and no names, a slice at a time; answers how many. */
export function createOldGifters(
  database: Database.Database,
): (before: number, pseudonymOf: (userId: string) => string) => Promise<number> {
  const page = database.prepare<[number], Row>(
    `SELECT gifters.* FROM sessions JOIN gifters USING (session_id)
     WHERE last_event_at < ? AND display_name <> '${NOBODY}' LIMIT ${SLICE_ROWS}`,
  )

  return async (before, pseudonymOf) => {
    let changed = 0
    for (let rows = page.all(before); rows.length > 0; rows = page.all(before)) {
      const found = rows
      inTransaction(database, () => {
        for (const row of found) mergeGifter(database, row, { user_id: pseudonymOf(String(row.user_id)), display_name: NOBODY })
      })
      changed += found.length
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    return changed
  }
}
