import type Database from 'better-sqlite3'
import type { Clock } from '../../../base/clock.ts'
import { firstOf } from '../age.ts'
import { createOldLives } from '../old-lives.ts'
import { PROJECTIONS, type Projection } from '../projections.ts'
import type { Part } from './part.ts'

const SLICE = 500
const MINUTE_MS = 60_000

/** What tells the rows of one session in a table apart. */
const WITHIN = {
  session_totals: 'session_id',
  session_tips: 'currency',
  minutes: 'minute, event_type',
  gifters: 'user_id',
  session_types: 'event_type',
  tips: 'seq_no',
  tippers: 'user_id, currency',
  viewers: 'user_id',
  session_notes: 'number',
} as const satisfies Record<Projection | 'session_notes', string>

const TABLES = [...PROJECTIONS, 'session_notes'] as const

/** Sessions whose last event came before a time, with their totals; and the minutes of what happened outside of any session. */
export function createOldSessions(database: Database.Database, clock: Pick<Clock, 'wallTime'>): Part {
  const oldLives = createOldLives(database)
  const newest = database.prepare<[], number>('SELECT max(number) FROM sessions').pluck()
  const remove = database.prepare('DELETE FROM sessions WHERE session_id = ?')
  const removeRows = TABLES.map((table) =>
    database.prepare(
      `DELETE FROM ${table} WHERE session_id = @id AND (${WITHIN[table]}) IN (SELECT ${WITHIN[table]} FROM ${table} WHERE session_id = @id LIMIT ${SLICE})`,
    ),
  )
  const removeMinutes = database.prepare(
    `DELETE FROM minutes WHERE (session_id, minute, event_type) IN (
       SELECT session_id, minute, event_type FROM minutes
       WHERE session_id IN (SELECT session_id FROM session_totals WHERE session_id NOT IN (SELECT session_id FROM sessions)) AND minute < ? LIMIT ${SLICE})`,
  )

  function next(before: number): string | undefined {
    const [oldest] = firstOf(oldLives({ before, now: clock.wallTime() }), 1)
    // The newest one stays, so that its number is never given again.
    return oldest?.number === newest.get() ? undefined : oldest?.sessionId
  }

  return (before) => () => {
    const id = next(before)
    if (id === undefined) return { removed: 0, isDone: removeMinutes.run(Math.floor(before / MINUTE_MS)).changes < SLICE }
    for (const statement of removeRows) if (statement.run({ id }).changes === SLICE) return { removed: 0, isDone: false }
    return { removed: remove.run(id).changes, isDone: false }
  }
}
