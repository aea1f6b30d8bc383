import type Database from 'better-sqlite3'
import type { EventType } from '../../../schemas/types.ts'
import type { Gifter, MinuteRow, Store } from '../store.ts'

type TotalsRow = {
  readonly first: number
  readonly last: number
  readonly likes: number
  readonly gifts: number
  readonly coins: number
  readonly peakViewers: number
}

/** What the totals of a session say; `firstKept` is the lowest number that the log still has. */
export function createSessionTotals(
  database: Database.Database,
  firstKept: () => number,
): Pick<Store['sessions'], 'range' | 'summary' | 'topGifters' | 'minutes'> {
  const totals = database.prepare<[string], TotalsRow>(
    `SELECT first_seq AS first, last_seq AS last, likes, gifts, coins, peak_viewers AS peakViewers FROM session_totals WHERE session_id = ?`,
  )
  const types = database.prepare<[string], { eventType: EventType; count: number }>(
    'SELECT event_type AS eventType, sum(count) AS count FROM minutes WHERE session_id = ? GROUP BY event_type',
  )
  const tips = database.prepare<[string], { currency: string; cents: number }>(
    'SELECT currency, cents FROM session_tips WHERE session_id = ?',
  )
  const gifters = database.prepare<[string, number], Gifter>(
    `SELECT user_id AS userId, display_name AS displayName, gifts, coins FROM gifters WHERE session_id = ?
     ORDER BY coins DESC, gifts DESC, user_id LIMIT ?`,
  )
  const minutes = database.prepare<[string], MinuteRow>(
    'SELECT minute, event_type AS eventType, count, coins FROM minutes WHERE session_id = ? ORDER BY minute, event_type',
  )

  return {
    range(sessionId) {
      const row = totals.get(sessionId)
      const first = Math.max(row?.first ?? 0, firstKept())
      return row && first <= row.last ? { first, last: row.last } : undefined
    },
    summary(sessionId) {
      const row = totals.get(sessionId)
      if (!row) return undefined
      const { likes, gifts, coins, peakViewers } = row
      return {
        ...{ sessionId, likes, gifts, coins, peakViewers },
        events: Object.fromEntries(types.all(sessionId).map(({ eventType, count }) => [eventType, count])),
        tipsCents: Object.fromEntries(tips.all(sessionId).map(({ currency, cents }) => [currency, cents])),
      }
    },
    topGifters: (sessionId, limit) => gifters.all(sessionId, limit),
    minutes: (sessionId) => minutes.all(sessionId),
  }
}
