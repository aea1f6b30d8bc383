import type { UnifiedEvent } from '../../schemas/types.ts'
import type { Clock } from '../base/clock.ts'
import { createRecent } from './recent.ts'
import {
  advanced,
  countedWith,
  type EndedBy,
  giftOf,
  lastIdOf,
  type NewGift,
  type NewGiftStreak,
  progressOf,
  restored,
  type Streak,
} from './streak-events.ts'
import { createTurns } from './turns.ts'

// A streak is open from its first step until the platform ends it, or it is idle, or its live ends. Then it is ended, and how many were
// counted is remembered: a step that comes late counts nothing, and one with more opens the streak again for what is above.

/** The longest a streak waits for its next step. Its end comes 2 to 4 s after the last gift; this outlasts a reconnect as well. */
export const STREAK_IDLE_MS = 30_000

/** One message of a streak: the gift it is about, already clean, and where the streak stands. */
export type Step = {
  readonly gift: NewGift
  readonly streakId: string
  readonly count: number
  readonly ended: boolean
  /** Other streaks have the id as well: each gets one of its own, as far as it can be told from the one before. */
  readonly isShared?: boolean
}

type StreakEvents = readonly (NewGift | NewGiftStreak)[]

/** Counts each gift streak once, with the highest count seen, whatever is lost, repeated or out of order. */
export type Streaks = {
  /** What the step says and, when it ends the streak, the gift. `undo` takes it all back, for events that could not be kept. */
  step(step: Step): { readonly events: StreakEvents; readonly undo: () => void }
  /** Ends the streaks that had no step for too long. */
  sweep(): StreakEvents
  /** Ends every streak of a session. */
  endAll(sessionId: string, endedBy: EndedBy): StreakEvents
  /** The connection was lost: that is why, if a streak of this session now has no step any more. */
  disconnected(sessionId: string): void
  /** Opens again what an earlier run left without its gift; a streak that goes on is then still one. */
  restore(events: Iterable<UnifiedEvent>): void
  /** Whole milliseconds until `sweep` has something to do. */
  idleInMs(): number | undefined
  /** Steps that came after the end of their streak. */
  late(): number
}

/** Open and ended streaks, bounded: too many open, and the one idle longest is ended; too many ended, and the oldest are forgotten. */
export function createStreaks({ clock, idleMs = STREAK_IDLE_MS, maxOpen = 10_000, maxEnded = 20_000 }: StreakParts): Streaks {
  // In the order of their last step: the first is idle longest.
  const open = new Map<string, Streak>()
  /** How many were counted of streaks that have ended. */
  const ended = createRecent<number>(maxEnded)
  const turns = createTurns(maxEnded)
  let late = 0

  const keep = (streak: Streak) => {
    open.delete(streak.streakId)
    open.set(streak.streakId, streak)
  }
  const finish = (streak: Streak, endedBy: EndedBy) => {
    open.delete(streak.streakId)
    ended.set(streak.streakId, streak.count)
    return giftOf(streak, endedBy)
  }
  const unfinish = ({ streakId, base }: Streak) => (base > 0 ? ended.set(streakId, base) : ended.delete(streakId))
  const expire = (streak: Streak, endedBy: EndedBy): StreakEvents => [
    progressOf(streak, { eventId: lastIdOf(streak, 'end'), delta: 0, status: 'end' }),
    finish(streak, endedBy),
  ]
  const surplus = () => (open.size > maxOpen ? open.values().next().value : undefined)

  return {
    step({ gift, streakId: given, count, ended: isEnd, isShared }) {
      const turn = isShared ? turns.take(given, { gift, count, isEnd }) : undefined
      const streakId = turn?.streakId ?? given
      const before = open.get(streakId)
      const base = before?.base ?? ended.get(streakId) ?? 0
      if (!before && count <= base) {
        late++
        return { events: [], undo: () => undefined }
      }
      const streak = advanced(before, { streakId, gift, count, base, seenAt: clock.now() })
      keep(streak)
      const status = isEnd ? 'end' : before || base > 0 ? 'continue' : 'start'
      const progress = progressOf(streak, { eventId: gift.eventId, delta: streak.count - (before?.count ?? base), status })
      const counted = isEnd ? [finish(streak, 'platform')] : []
      const pushedOut = surplus()
      return {
        events: [progress, ...counted, ...(pushedOut ? expire(pushedOut, pushedOut.fate) : [])],
        undo() {
          turn?.undo()
          unfinish(streak)
          open.delete(streakId)
          if (before) open.set(streakId, before)
          if (pushedOut) keep(pushedOut)
        },
      }
    },
    sweep() {
      const now = clock.now()
      return [...open.values()].filter(({ seenAt }) => seenAt + idleMs <= now).flatMap((streak) => expire(streak, streak.fate))
    },
    endAll(sessionId, endedBy) {
      return [...open.values()].filter(({ gift }) => gift.sessionId === sessionId).flatMap((streak) => expire(streak, endedBy))
    },
    disconnected(sessionId) {
      for (const streak of open.values()) {
        if (streak.gift.sessionId === sessionId) open.set(streak.streakId, { ...streak, fate: 'disconnect' })
      }
    },
    restore(events) {
      for (const event of events) {
        turns.restore(event)
        if (event.eventType === 'giftStreak') {
          const { streakId, giftCount } = event.payload
          const base = ended.get(streakId) ?? 0
          if (open.has(streakId) || giftCount > base) keep(restored(open.get(streakId), event, { base, seenAt: clock.now() }))
        } else if (event.eventType === 'gift' && event.payload.streakId) {
          const { streakId } = event.payload
          const counted = countedWith(event)
          ended.set(streakId, counted)
          const streak = open.get(streakId)
          // Its gift waited for room on the disk, and a step that came later was stored before it.
          if (streak && streak.count > counted) open.set(streakId, { ...streak, base: counted })
          else open.delete(streakId)
        }
      }
    },
    idleInMs() {
      const oldest = open.values().next().value
      // Whole, because a time shorter than the clock can tell would never be over.
      return oldest && Math.max(0, Math.ceil(oldest.seenAt + idleMs - clock.now()))
    },
    late: () => late,
  }
}

type StreakParts = {
  readonly clock: Pick<Clock, 'now'>
  readonly idleMs?: number
  readonly maxOpen?: number
  readonly maxEnded?: number
}
