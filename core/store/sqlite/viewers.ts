import type Database from 'better-sqlite3'
import { bare } from '../erasure/identity.ts'
import type { Given, ViewerRow, Viewers } from '../ledger.ts'
import { createNotes } from './notes.ts'
import { LARGEST } from './session-sums.ts'

/** So many rows with a matching handle are looked at. */
const MAX_MATCHES = 2000

/** Everybody that sessions remember. */
export function createViewers(database: Database.Database): Viewers {
  const statements = {
    get: database.prepare<[string], ViewerRow>(
      `SELECT user_id AS userId, handle, display_name AS displayName, max(last_at) AS lastAt, count(*) AS sessions,
         (SELECT min(first_at) FROM viewers WHERE user_id = named.user_id) AS firstAt
       FROM viewers AS named WHERE user_id = ? GROUP BY user_id`,
    ),
    find: database
      .prepare<[object], string>(
        `SELECT user_id FROM (SELECT user_id, last_at FROM viewers WHERE handle >= @text AND handle < @after LIMIT ${MAX_MATCHES})
         GROUP BY user_id ORDER BY max(last_at) DESC LIMIT @limit`,
      )
      .pluck(),
    gifts: database.prepare<[object], { gifts: number; coins: number }>(
      `SELECT min(total(gifts), ${LARGEST}) AS gifts, min(total(coins), ${LARGEST}) AS coins FROM gifters JOIN sessions USING (session_id)
       WHERE user_id = @userId AND (source NOT IN ('simulator', 'replay') OR source = 'simulator' AND NOT EXISTS (
         SELECT 1 FROM viewers JOIN sessions AS live USING (session_id)
         WHERE viewers.user_id = @userId AND live.source NOT IN ('simulator', 'replay')))`,
    ),
    tips: database.prepare<[string], Given & { currency: string }>(
      'SELECT currency, sum(cents) AS cents, sum(tips) AS tips FROM tippers WHERE user_id = ? GROUP BY currency',
    ),
  }
  /** Name and handle are those of the row that was noted last. */
  const get = (userId: string) => statements.get.get(userId)

  return {
    get,
    find(text, limit) {
      const wanted = bare(text)
      const found = wanted === '' ? [] : statements.find.all({ text: wanted, after: `${wanted}\u{10ffff}`, limit })
      return [...new Set([text, ...found])].flatMap((userId) => get(userId) ?? []).slice(0, limit)
    },
    given(userId) {
      const { gifts, coins } = statements.gifts.get({ userId }) ?? { gifts: 0, coins: 0 }
      const tips = statements.tips.all(userId).map(({ currency, ...given }) => [currency, given] as const)
      return { gifts, coins, tips: Object.fromEntries(tips) }
    },
    ...createNotes(database, { table: 'viewer_notes', whose: 'user_id' }),
  }
}
