import type Database from 'better-sqlite3'
import type { EventSource } from '../../../schemas/types.ts'
import type { StoredEvent } from '../store.ts'
import { LARGEST, type SessionSums, sumUp } from './session-sums.ts'
import { createViewerRows } from './viewer-rows.ts'

const MINUTE_MS = 60_000

/** The tables that `write` fills and that can be made again from the log. */
export const PROJECTIONS = ['session_totals', 'session_tips', 'session_types', 'minutes', 'gifters', 'tips', 'tippers', 'viewers'] as const

export type Projection = (typeof PROJECTIONS)[number]

/** What some sums add to one table; `at` is when their events were accepted. */
type Writers = Readonly<Record<Projection, (sums: SessionSums, at: number) => void>>

/**
 * Totals of sessions, brought up to date by `write`, which belongs into the transaction that appends the events: a few rows a commit.
 * Only these tables are written; all when left out.
 */
export function createProjections(database: Database.Database, tables: readonly Projection[] = PROJECTIONS) {
  const source = database.prepare<[string], EventSource>('SELECT source FROM sessions WHERE session_id = ?').pluck()
  const viewers = createViewerRows(database)
  const writers: Writers = { ...createWriters(database), viewers: viewers.write }
  const wanted = tables.map((table) => writers[table])
  let replay: string | undefined

  /** A session's source never changes, and a replay's events come one after the other. */
  function isReplay(sessionId: string): boolean {
    if (sessionId === replay) return true
    const found = source.get(sessionId) === 'replay'
    if (found) replay = sessionId
    return found
  }

  return {
    /** `at`: when they were accepted, milliseconds since 1970. */
    write(events: readonly Pick<StoredEvent, 'event'>[], at: number) {
      for (const sums of sumUp(events, isReplay).values()) for (const write of wanted) write(sums, at)
    },
    /** The transaction failed. */
    forget: viewers.forget,
  }
}

function createWriters(database: Database.Database): Omit<Writers, 'viewers'> {
  const sum = (column: string) => `${column} = min(${column} + excluded.${column}, ${LARGEST})`
  const totals = database.prepare(
    `INSERT INTO session_totals (session_id, first_seq, last_seq, likes, gifts, coins, peak_viewers, viewers) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET last_seq = excluded.last_seq, ${sum('likes')}, ${sum('gifts')}, ${sum('coins')},
       peak_viewers = max(peak_viewers, excluded.peak_viewers), viewers = coalesce(excluded.viewers, viewers)`,
  )
  const minute = database.prepare(
    `INSERT INTO minutes (session_id, minute, event_type, count, coins, viewers) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET ${sum('count')}, ${sum('coins')}, viewers = max(viewers, excluded.viewers)`,
  )
  const type = database.prepare(
    `INSERT INTO session_types (session_id, event_type, count) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET ${sum('count')}`,
  )
  const currency = database.prepare(
    `INSERT INTO session_tips (session_id, currency, cents, tips) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET ${sum('cents')}, ${sum('tips')}`,
  )
  const gifter = database.prepare(
    `INSERT INTO gifters (session_id, user_id, display_name, gifts, coins) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET display_name = excluded.display_name, ${sum('gifts')}, ${sum('coins')}`,
  )
  const tip = database.prepare('INSERT OR REPLACE INTO tips (seq_no, session_id, at, currency, cents) VALUES (?, ?, ?, ?, ?)')
  const dropTip = database.prepare('DELETE FROM tips WHERE seq_no = ? AND session_id = ?')
  const lessCurrency = lessOne(database, 'session_tips', 'session_id = ? AND currency = ?')
  const lessTipper = lessOne(database, 'tippers', 'session_id = ? AND currency = ? AND user_id = ?')
  const tipper = database.prepare(
    `INSERT INTO tippers (session_id, user_id, currency, display_name, tips, cents) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET display_name = excluded.display_name, ${sum('tips')}, ${sum('cents')}`,
  )

  return {
    session_totals: ({ sessionId, firstSeq, lastSeq, likes, gifts, coins, peakViewers, viewers }) =>
      totals.run(sessionId, firstSeq, lastSeq, likes, gifts, coins, peakViewers, viewers ?? null),
    session_tips({ sessionId, tips, reversed }) {
      for (const [name, { cents, tips: count }] of tips) currency.run(sessionId, name, cents, count)
      for (const { amountCents, currency: name } of reversed) lessCurrency(amountCents, sessionId, name)
    },
    session_types({ sessionId, types }) {
      for (const [eventType, count] of types) type.run(sessionId, eventType, count)
    },
    minutes({ sessionId, types, coins, peakViewers }, at) {
      const number = Math.floor(at / MINUTE_MS)
      for (const [eventType, count] of types)
        minute.run(sessionId, number, eventType, count, eventType === 'gift' ? coins : 0, eventType === 'viewerCount' ? peakViewers : 0)
    },
    gifters({ sessionId, gifters }) {
      for (const [userId, { displayName, gifts, coins }] of gifters) gifter.run(sessionId, userId, displayName, gifts, coins)
    },
    tips({ sessionId, given, reversed }, at) {
      for (const { seqNo, currency, cents } of given) tip.run(seqNo, sessionId, at, currency, cents)
      for (const { tipSeqNo } of reversed.filter(({ isReal }) => isReal)) dropTip.run(tipSeqNo, sessionId)
    },
    tippers({ sessionId, tippers, reversed }) {
      for (const { userId, currency, displayName, tips, cents } of tippers.values())
        tipper.run(sessionId, userId, currency, displayName, tips, cents)
      for (const { amountCents, currency, userId, isReal } of reversed)
        if (isReal && userId !== undefined) lessTipper(amountCents, sessionId, currency, userId)
    },
  }
}

/** Takes one tip of so many cents out of the rows that are meant; what has none left goes. */
function lessOne(database: Database.Database, table: Projection, where: string) {
  const less = database.prepare(`UPDATE ${table} SET cents = max(0, cents - ?), tips = max(0, tips - 1) WHERE ${where}`)
  const drop = database.prepare(`DELETE FROM ${table} WHERE ${where} AND tips = 0`)
  return (cents: number, ...row: readonly string[]) => {
    less.run(cents, ...row)
    drop.run(...row)
  }
}
