import type Database from 'better-sqlite3'
import type { EventSource } from '../../../schemas/types.ts'
import type { StoredEvent } from '../store.ts'
import { LARGEST, type SessionSums, sumUp } from './session-sums.ts'

const MINUTE_MS = 60_000

/** The tables that `write` fills and that can be made again from the log. */
export const PROJECTIONS = ['session_totals', 'session_tips', 'minutes', 'gifters'] as const

/** Totals of sessions, brought up to date by `write`, which belongs into the transaction that appends the events: a few rows a commit. */
export function createProjections(database: Database.Database) {
  const statements = prepare(database)
  let replay: string | undefined

  /** A session's source never changes, and a replay's events come one after the other. */
  function isReplay(sessionId: string): boolean {
    if (sessionId === replay) return true
    const found = statements.source.get(sessionId) === 'replay'
    if (found) replay = sessionId
    return found
  }

  function writeSums(sums: SessionSums, minute: number) {
    const { sessionId } = sums
    statements.totals.run(sessionId, sums.firstSeq, sums.lastSeq, sums.likes, sums.gifts, sums.coins, sums.peakViewers)
    for (const [eventType, count] of sums.types)
      statements.minute.run(sessionId, minute, eventType, count, eventType === 'gift' ? sums.coins : 0)
    for (const [currency, cents] of sums.tips) statements.tips.run(sessionId, currency, cents)
    for (const [userId, { displayName, gifts, coins }] of sums.gifters) statements.gifter.run(sessionId, userId, displayName, gifts, coins)
  }

  return {
    /** `at`: when they were accepted, milliseconds since 1970. */
    write(events: readonly Pick<StoredEvent, 'event'>[], at: number) {
      const minute = Math.floor(at / MINUTE_MS)
      for (const sums of sumUp(events, isReplay).values()) writeSums(sums, minute)
    },
  }
}

function prepare(database: Database.Database) {
  const sum = (column: string) => `${column} = min(${column} + excluded.${column}, ${LARGEST})`
  return {
    source: database.prepare<[string], EventSource>('SELECT source FROM sessions WHERE session_id = ?').pluck(),
    totals: database.prepare(
      `INSERT INTO session_totals (session_id, first_seq, last_seq, likes, gifts, coins, peak_viewers) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET last_seq = excluded.last_seq, ${sum('likes')}, ${sum('gifts')}, ${sum('coins')},
         peak_viewers = max(peak_viewers, excluded.peak_viewers)`,
    ),
    minute: database.prepare(
      `INSERT INTO minutes (session_id, minute, event_type, count, coins) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET ${sum('count')}, ${sum('coins')}`,
    ),
    tips: database.prepare(
      `INSERT INTO session_tips (session_id, currency, cents) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET ${sum('cents')}`,
    ),
    gifter: database.prepare(
      `INSERT INTO gifters (session_id, user_id, display_name, gifts, coins) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET display_name = excluded.display_name, ${sum('gifts')}, ${sum('coins')}`,
    ),
  }
}
