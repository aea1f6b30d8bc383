import type Database from 'better-sqlite3'
import type { EventType } from '../../../schemas/types.ts'
import type { LiveFilter, Lives, LiveView } from '../ledger.ts'
import { conditionsOf } from './live-filter.ts'

const COLUMNS = `sessions.session_id AS sessionId, number, stream_id AS streamId, room_id AS roomId, name, title, source, status,
  started_at AS startedAt, ended_at AS endedAt, end_reason AS endReason, platform, notes, metadata, started_by AS startedBy, ended_by AS endedBy,
  coalesce(likes, 0) AS likes, coalesce(gifts, 0) AS gifts, coalesce(coins, 0) AS coins, viewers, coalesce(peak_viewers, 0) AS peakViewers,
  coalesce((SELECT sum(count) FROM session_types WHERE session_types.session_id = sessions.session_id), 0) AS events,
  (SELECT json_group_object(currency, json_object('cents', cents, 'tips', tips)) FROM session_tips
   WHERE session_tips.session_id = sessions.session_id) AS tips`

type Row = Omit<LiveView, 'metadata' | 'tips'> & { readonly metadata: string; readonly tips: string }

/** Sessions with their totals, a query each. */
export function createLiveRows(database: Database.Database): Pick<Lives, 'get' | 'list' | 'count' | 'counts'> {
  function list(filter: LiveFilter, limit: number): readonly LiveView[] {
    const { where, values } = conditionsOf(filter)
    const query = `SELECT ${COLUMNS} FROM sessions LEFT JOIN session_totals USING (session_id) ${where} ORDER BY number DESC LIMIT @limit`
    return database
      .prepare<[object], Row>(query)
      .all({ ...values, limit })
      .map(viewOf)
  }

  return {
    list,
    get: (sessionId) => list({ sessionIds: [sessionId] }, 1)[0],
    count(filter) {
      const { where, values } = conditionsOf(filter)
      return database.prepare<[object], number>(`SELECT count(*) FROM sessions ${where}`).pluck().get(values) ?? 0
    },
    counts(filter) {
      const { where, values } = conditionsOf(filter)
      const query = `SELECT event_type AS type, sum(count) AS count FROM sessions JOIN session_types USING (session_id) ${where} GROUP BY event_type`
      const rows = database.prepare<[object], { type: EventType; count: number }>(query).all(values)
      return Object.fromEntries(rows.map(({ type, count }) => [type, count]))
    },
  }
}

/** Both texts were written by this store as JSON of these shapes. */
const viewOf = ({ metadata, tips, ...row }: Row): LiveView => ({ ...row, metadata: JSON.parse(metadata), tips: JSON.parse(tips) })
