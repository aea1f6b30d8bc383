import type { EventOf } from '../../schemas/types.ts'
import type { Clock } from '../base/clock.ts'

type LikePayload = EventOf<'like'>['payload']

/** A viewer who pauses longer than this begins a new streak of likes. */
export const LIKE_IDLE_MS = 10_000

/** Adds up the likes of each viewer. A streak never says that it ends: nothing tells, but that no more likes come. */
export type LikeStreaks = {
  /** The like with its place in the viewer's streak. */
  add(viewer: string, eventId: string, like: LikePayload): LikePayload
}

/** Streaks of likes by viewer. Two generations, so that those who are idle or too many (more than `maxViewers`) are forgotten together. */
export function createLikeStreaks({ clock, idleMs = LIKE_IDLE_MS, maxViewers = 10_000 }: LikeStreakParts): LikeStreaks {
  let young = new Map<string, Streak>()
  let old = new Map<string, Streak>()
  let bornAt = clock.now()

  return {
    add(viewer, eventId, like) {
      const now = clock.now()
      if (now - bornAt >= idleMs || young.size >= maxViewers) {
        old = young
        young = new Map()
        bornAt = now
      }
      const known = young.get(viewer) ?? old.get(viewer)
      const goesOn = known !== undefined && now - known.seenAt < idleMs
      const streak = goesOn ? known : { streakId: eventId, total: 0, seenAt: now }
      streak.total = Math.min(Number.MAX_SAFE_INTEGER, streak.total + like.likeCount)
      streak.seenAt = now
      young.set(viewer, streak)
      const { likeCount, totalLikeCount } = like
      const { streakId, total: streakTotal } = streak
      const streakStatus = goesOn ? 'continue' : 'start'
      // Plain literals, because one with a spread in it is slow to make and to pack.
      return totalLikeCount === undefined
        ? { likeCount, streakTotal, streakId, streakStatus }
        : { likeCount, totalLikeCount, streakTotal, streakId, streakStatus }
    },
  }
}

type Streak = { readonly streakId: string; total: number; seenAt: number }

type LikeStreakParts = { readonly clock: Pick<Clock, 'now'>; readonly idleMs?: number; readonly maxViewers?: number }
