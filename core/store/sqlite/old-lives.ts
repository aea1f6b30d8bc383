import type Database from 'better-sqlite3'
import type { Age } from './age.ts'

type OldLive = { readonly number: number; readonly sessionId: string }

type Row = OldLive & { readonly startedAt: string; readonly lastAt: number }

/**
 * Sessions that had no event for long, the oldest first. None is older than the beginning of one before it, whatever the clock said when it had its last event;
 * one dated later than now is as old as the beginning of what came after it.
 */
export function createOldLives(database: Database.Database): (age: Age) => Generator<OldLive, void> {
  const all = database.prepare<[], Row>(
    'SELECT number, session_id AS sessionId, started_at AS startedAt, last_event_at AS lastAt FROM sessions ORDER BY number',
  )

  return function* oldLives({ before, now }) {
    let undated: OldLive[] = []
    let begun = 0
    for (const live of all.iterate()) {
      const startedAt = Date.parse(live.startedAt)
      // Where the clock stood wrong, a beginning tells nothing of its neighbours.
      if (startedAt >= begun && startedAt <= now) {
        begun = startedAt
        if (begun < before) yield* undated
        undated = []
      }
      if (live.lastAt > now) undated.push(live)
      else if (Math.max(begun, live.lastAt) < before) yield live
    }
  }
}
