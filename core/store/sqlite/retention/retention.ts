import type Database from 'better-sqlite3'
import type { Clock } from '../../../base/clock.ts'
import { crashPoint } from '../../../base/crash-point.ts'
import { HostError } from '../../../base/errors.ts'
import type { Removal, Retained, RetentionLimits } from '../../store.ts'
import { durably } from '../failure.ts'
import { dropOldCopies } from '../migration-copy.ts'
import type { Removals } from '../removals.ts'
import { giveBack } from './give-back.ts'
import { createOldEvents } from './old-events.ts'
import { createOldLetters } from './old-letters.ts'
import { createOldSessions } from './old-sessions.ts'
import type { Part } from './part.ts'

type What = Removal['what']

/** Removes what is too old, a slice at a time, and tells how much; what is owed to a plugin stays. */
export function createRetention(parts: {
  readonly database: Database.Database
  readonly clock: Clock
  readonly removals: Removals
  readonly onLettersRemoved: () => void
  /** Runs a write that may find the disk full, which is no reason to keep everything. */
  readonly attempt: <R>(write: () => R) => R
  /** A slice was committed. */
  readonly onSlice: () => void
}): (limits: RetentionLimits) => Promise<Retained> {
  const { database, clock, removals } = parts
  const oldEvents = createOldEvents(database, clock)
  const kinds: readonly (readonly [What, Part])[] = [
    ['events', oldEvents.begin],
    ['deadLetters', createOldLetters(database, clock)],
    ['sessions', createOldSessions(database, clock)],
  ]

  const commit = durably(
    database.transaction((what: What, slice: ReturnType<Part>) => {
      const done = slice()
      removals.note(what, done.removed)
      if (what === 'deadLetters') parts.onLettersRemoved()
      crashPoint('retention.begin')
      return done
    }),
  )

  async function rest() {
    await new Promise<void>((resolve) => clock.after(0, resolve))
    if (!database.open) throw new HostError('STOPPING', 'The store is closed')
  }

  return async ({ before, signal }) => {
    const removed = { events: 0, deadLetters: 0, sessions: 0 }
    for (const [what, begin] of kinds) {
      const slice = begin(before[what])
      for (let isDone = false; !isDone && !signal?.aborted; await rest()) {
        const done = parts.attempt(() => commit(what, slice))
        parts.onSlice()
        removed[what] += done.removed
        isDone = done.isDone
      }
    }
    dropOldCopies(database.name, clock.wallTime())
    crashPoint('retention.end')
    while (!signal?.aborted && durably(giveBack)(database)) {
      parts.onSlice()
      await rest()
    }
    return { removed, held: oldEvents.held() }
  }
}
