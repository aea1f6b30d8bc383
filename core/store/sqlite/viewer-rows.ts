import type Database from 'better-sqlite3'
import { bare } from '../erasure/identity.ts'
import type { SessionSums } from './session-sums.ts'
import type { Seen } from './viewer-steps.ts'

/** `last_at` is for telling days apart; it is not written more often than this. */
const NOTE_EVERY_MS = 10 * 60_000
/** So many viewers are remembered as noted; then all are forgotten, which costs a look at their rows. */
const MAX_NOTED = 50_000

/** Who was seen in which session. A row is written when somebody comes, takes a further step, or was not noted for long. */
export function createViewerRows(database: Database.Database) {
  const save = database.prepare(
    `INSERT INTO viewers (session_id, user_id, handle, display_name, steps, first_at, last_at) VALUES (@sessionId, @userId, @handle, @displayName, @steps, @at, @at)
     ON CONFLICT DO UPDATE SET handle = excluded.handle, display_name = excluded.display_name, steps = steps | excluded.steps, last_at = max(last_at, excluded.last_at)`,
  )
  /** By session, then by viewer: a key made of both would be a new text for every event. */
  const noted = new Map<string, Map<string, { steps: number; at: number }>>()
  let count = 0

  function forget() {
    noted.clear()
    count = 0
  }

  function notedIn(sessionId: string) {
    const known = noted.get(sessionId) ?? new Map<string, { steps: number; at: number }>()
    noted.set(sessionId, known)
    return known
  }

  function note(sessionId: string, { user, steps }: Seen, at: number) {
    const { userId, uniqueId, displayName } = user
    const known = noted.get(sessionId)?.get(userId)
    if (known && (known.steps | steps) === known.steps && at - known.at < NOTE_EVERY_MS) return
    save.run({ sessionId, userId, handle: bare(uniqueId), displayName, steps, at })
    if (count >= MAX_NOTED) forget()
    if (!known) count++
    notedIn(sessionId).set(userId, { steps: steps | (known?.steps ?? 0), at })
  }

  return {
    write({ sessionId, seen }: SessionSums, at: number) {
      for (const who of seen.values()) note(sessionId, who, at)
    },
    /** The transaction failed: what it noted is not there. */
    forget,
  }
}
