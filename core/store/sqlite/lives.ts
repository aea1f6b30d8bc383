import type Database from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { LiveChange, Lives } from '../ledger.ts'
import type { Store } from '../store.ts'
import { durably } from './failure.ts'
import { createLiveRows } from './live-rows.ts'
import { createNotes } from './notes.ts'

const CHANGEABLE = ['name', 'title', 'notes', 'metadata'] as const satisfies readonly (keyof LiveChange)[]

/** Sessions as people start, change, describe and end them; `open` adds the row. */
export function createLives(
  database: Database.Database,
  { clock, open }: { readonly clock: Clock; readonly open: Store['sessions']['open'] },
): Lives {
  const statements = {
    describe: database.prepare(`UPDATE sessions SET platform = ?, notes = ?, metadata = ?, started_by = 'hand' WHERE session_id = ?`),
    end: database.prepare(
      `UPDATE sessions SET status = ?, ended_at = ?, end_reason = ?, ended_by = 'hand' WHERE session_id = ? AND status = 'active'`,
    ),
    reopen: database.prepare(
      `UPDATE sessions SET status = 'active', ended_at = NULL, end_reason = NULL WHERE session_id = ? AND status <> 'active'`,
    ),
  }

  return {
    begin: durably(
      database.transaction((live) => {
        const row = open({ ...live, roomId: null, source: 'api' })
        statements.describe.run(live.platform, live.notes, JSON.stringify(live.metadata), row.sessionId)
        return row
      }),
    ),
    end: durably(
      (sessionId, outcome, reason) => statements.end.run(outcome, new Date(clock.wallTime()).toISOString(), reason, sessionId).changes > 0,
    ),
    reopen: durably((sessionId) => void statements.reopen.run(sessionId)),
    change: durably((sessionId, change) => {
      const fields = CHANGEABLE.filter((field) => change[field] !== undefined)
      if (fields.length === 0) return
      const values = fields.map((field) => (field === 'metadata' ? JSON.stringify(change.metadata) : change[field]))
      database
        .prepare(`UPDATE sessions SET ${fields.map((field) => `${field} = ?`).join(', ')} WHERE session_id = ?`)
        .run(...values, sessionId)
    }),
    ...createLiveRows(database),
    ...createNotes(database, { table: 'session_notes', whose: 'session_id' }),
  }
}
