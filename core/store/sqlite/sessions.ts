import type Database from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { SessionRow, Store, StoredEvent } from '../store.ts'
import { durably } from './failure.ts'
import { createSessionTotals } from './session-totals.ts'

/** `last_event_at` is for telling hours apart; it is not written more often than this. */
const NOTE_EVERY_MS = 10_000

const COLUMNS = `session_id AS sessionId, number, stream_id AS streamId, room_id AS roomId, name, title, source, status,
  started_at AS startedAt, ended_at AS endedAt, end_reason AS endReason`

/** Lives, from start to end. `noteEvents` belongs into the transaction that appends them. */
export function createSessions(
  database: Database.Database,
  { clock, firstKept }: { readonly clock: Clock; readonly firstKept: () => number },
): Store['sessions'] & { noteEvents(events: readonly StoredEvent[]): void } {
  const statements = {
    nextNumber: database.prepare<[], number>('SELECT coalesce(max(number), 0) + 1 FROM sessions').pluck(),
    add: database.prepare(
      `INSERT INTO sessions (number, session_id, stream_id, room_id, name, title, source, status, started_at, last_event_at, platform)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'active', ?, ?, ?)`,
    ),
    get: database.prepare<[string], SessionRow>(`SELECT ${COLUMNS} FROM sessions WHERE session_id = ?`),
    close: database.prepare(`UPDATE sessions SET status = ?, ended_at = ?, end_reason = ? WHERE session_id = ? AND status = 'active'`),
    find: database.prepare<[string, string, number], SessionRow>(
      `SELECT ${COLUMNS} FROM sessions WHERE stream_id = ? AND room_id = ? AND last_event_at >= ? AND ended_by IS NULL ORDER BY number DESC LIMIT 1`,
    ),
    list: database.prepare<[number], SessionRow>(`SELECT ${COLUMNS} FROM sessions ORDER BY number DESC LIMIT ?`),
    note: database.prepare('UPDATE sessions SET last_event_at = ? WHERE session_id = ?'),
  }
  const noted = new Map<string, number>()

  return {
    open: durably(
      database.transaction(({ streamId, roomId, name, title, source }) => {
        const now = clock.wallTime()
        const number = statements.nextNumber.get() ?? 1
        const sessionId = `session-${number}`
        statements.add.run(number, sessionId, streamId, roomId, name, title, source, new Date(now).toISOString(), now, platformOf(streamId))
        const row = statements.get.get(sessionId)
        if (!row) throw new TypeError('The session just added is not there')
        return row
      }),
    ),
    close: durably((sessionId, status, reason) => {
      statements.close.run(status, new Date(clock.wallTime()).toISOString(), reason, sessionId)
      noted.delete(sessionId)
    }),
    find: (streamId, roomId, withinMs) => statements.find.get(streamId, roomId, clock.wallTime() - withinMs),
    list: (limit) => statements.list.all(limit),
    get: (sessionId) => statements.get.get(sessionId),
    ...createSessionTotals(database, firstKept),
    noteEvents(events) {
      const now = clock.wallTime()
      let last: string | undefined
      for (const { event } of events) {
        if (event.sessionId === last) continue
        last = event.sessionId
        if (now - (noted.get(last) ?? 0) < NOTE_EVERY_MS) continue
        statements.note.run(now, last)
        noted.set(last, now)
      }
    },
  }
}

/** `tiktok` of `tiktok:somebody`. */
const platformOf = (streamId: string) => /^([a-z0-9][a-z0-9-]{0,39}):/.exec(streamId)?.[1] ?? 'other'
