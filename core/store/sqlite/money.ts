import type Database from 'better-sqlite3'
import type { LiveFilter, Minute, Money, Tipper, TipRow } from '../ledger.ts'
import type { Gifter } from '../store.ts'
import { conditionsOf } from './live-filter.ts'

const MINUTE_MS = 60_000
const TIP_COLUMNS = 'seq_no AS seqNo, session_id AS sessionId, at, currency, cents'

/** What people gave and did, from the tables that are written with the events. */
export function createMoney(database: Database.Database): Money {
  const minutes = database.prepare<[object], Omit<Minute, 'counts'> & { readonly counts: string }>(
    `SELECT minute, json_group_object(event_type, count) AS counts, sum(coins) AS coins, max(viewers) AS viewers FROM minutes
     WHERE session_id = @sessionId AND minute BETWEEN @from AND @to GROUP BY minute ORDER BY minute DESC LIMIT @limit`,
  )
  const tipMinutes = database.prepare<[object], { minute: number; currency: string; cents: number }>(
    `SELECT at / ${MINUTE_MS} AS minute, currency, sum(cents) AS cents FROM tips
     WHERE session_id = @sessionId AND at >= @from * ${MINUTE_MS} AND at < (@to + 1) * ${MINUTE_MS} GROUP BY 1, 2`,
  )
  const tip = database.prepare<[number], TipRow>(`SELECT ${TIP_COLUMNS} FROM tips WHERE seq_no = ?`)
  /** Rows of a table of the sessions that are meant. */
  function of<R>(table: string, filter: LiveFilter, { columns, rest, limit }: { columns: string; rest: string; limit: number }) {
    const { where, values } = conditionsOf(filter)
    const query = `SELECT ${columns} FROM sessions JOIN ${table} USING (session_id) ${where} ${rest} LIMIT @limit`
    return database.prepare<[object], R>(query).all({ ...values, limit })
  }

  return {
    tips({ sessionId, since, until, before }, limit) {
      const conditions = [
        sessionId !== undefined && 'session_id = @sessionId',
        since !== undefined && 'at >= @since',
        until !== undefined && 'at < @until',
        before !== undefined && 'seq_no < @before',
      ].filter((condition) => typeof condition === 'string')
      const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''
      const query = `SELECT ${TIP_COLUMNS} FROM tips ${where} ORDER BY seq_no DESC LIMIT @limit`
      return database.prepare<[object], TipRow>(query).all({ sessionId, since, until, before, limit })
    },
    tip: (seqNo) => tip.get(seqNo),
    minutes: (sessionId, range) =>
      minutes
        .all({ sessionId, ...range })
        .reverse()
        // Written by the query itself.
        .map(({ counts, ...row }) => ({ ...row, counts: JSON.parse(counts) })),
    tipMinutes: (sessionId, range) => tipMinutes.all({ sessionId, ...range }),
    gifters: (filter, limit) =>
      of<Gifter>('gifters', filter, {
        columns: 'user_id AS userId, max(display_name) AS displayName, sum(gifts) AS gifts, sum(coins) AS coins',
        rest: 'GROUP BY user_id ORDER BY coins DESC, gifts DESC, user_id',
        limit,
      }),
    tippers: (filter, limit) =>
      of<Tipper & { inCurrency?: number }>('tippers', filter, {
        columns: `user_id AS userId, max(display_name) AS displayName, currency, sum(cents) AS cents, sum(tips) AS tips,
          sum(sum(cents)) OVER (PARTITION BY currency) AS inCurrency`,
        rest: 'GROUP BY user_id, currency ORDER BY inCurrency DESC, cents DESC, user_id',
        limit,
      }).map(({ inCurrency: _, ...tipper }) => tipper),
    funnel(filter) {
      const { where, values } = conditionsOf(filter)
      const query = `SELECT count(*) AS seen, coalesce(sum(steps & 2 > 0), 0) AS wrote, coalesce(sum(steps & 4 > 0), 0) AS gave, coalesce(sum(steps & 6 = 6), 0) AS both
        FROM (SELECT max(steps & 2) | max(steps & 4) AS steps FROM sessions JOIN viewers USING (session_id) ${where} GROUP BY user_id)`
      return database.prepare<[object], ReturnType<Money['funnel']>>(query).get(values) ?? { seen: 0, wrote: 0, gave: 0, both: 0 }
    },
  }
}
