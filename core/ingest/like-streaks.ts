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

/** Streaks of likes by viewer; beyond `maxViewers` the one idle longest is forgotten. */
export function createLikeStreaks({ clock, idleMs = LIKE_IDLE_MS, maxViewers = 10_000 }: LikeStreakParts): LikeStreaks {
  // In the order of their last like: the first is idle longest.
  const streaks = new Map<string, { streakId: string; total: number; seenAt: number }>()

  const forgetIdle = (now: number) => {
    for (const [viewer, { seenAt }] of streaks) {
      if (now - seenAt < idleMs && streaks.size < maxViewers) return
      streaks.delete(viewer)
    }
  }
  return {
    add(viewer, eventId, like) {
      const now = clock.now()
      forgetIdle(now)
      const before = streaks.get(viewer)
      const streak = before ?? { streakId: eventId, total: 0, seenAt: now }
      streak.total = Math.min(Number.MAX_SAFE_INTEGER, streak.total + like.likeCount)
      streak.seenAt = now
      streaks.delete(viewer)
      streaks.set(viewer, streak)
      return { ...like, streakTotal: streak.total, streakId: streak.streakId, streakStatus: before ? 'continue' : 'start' }
    },
  }
}

type LikeStreakParts = { readonly clock: Pick<Clock, 'now'>; readonly idleMs?: number; readonly maxViewers?: number }
