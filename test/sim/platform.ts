import type { Draft } from '../../core/ingest/source.ts'
import type { EventType } from '../../schemas/types.ts'
import type { Random } from './random.ts'

/** How many of its newest messages the platform may send again. */
export const RESENT_MAX = 40
const TYPES = ['gift', 'gift', 'follow', 'share', 'chat', 'chat', 'like', 'like', 'like', 'question', 'join'] as const

type OpenStreak = { readonly key: string; readonly userId: string; count: number }

/** The other end: numbers its messages, sends the newest ones again after a reconnect, and loses the ends of streaks. */
export function createPlatform(random: Random) {
  const sent: Draft[] = []
  const open: OpenStreak[] = []
  /** The highest count sent of each streak. */
  const streaks = new Map<string, number>()
  let messages = 0
  let keys = 0

  function userOf(userId: string) {
    return { userId, uniqueId: `u${userId}`, displayName: `u${userId}` }
  }

  function streakOf(userId: string): OpenStreak {
    if (open.length < 3 && random.chance(0.5)) open.push({ key: `k${keys++}`, userId, count: 0 })
    return open[random.integer(0, open.length - 1)] ?? { key: `k${keys++}`, userId, count: 0 }
  }

  /** One more of a streak; some steps are never sent, and some ends. */
  function step(): Pick<Draft & { eventType: 'gift' }, 'payload' | 'user' | 'streak'> {
    const streak = streakOf(String(random.integer(1, 3)))
    streak.count += random.one([1, 1, 2])
    const ended = random.chance(0.3)
    // Some go on after they have ended.
    if (random.chance(ended ? 0.8 : 0.1)) open.splice(open.indexOf(streak), open.includes(streak) ? 1 : 0)
    streaks.set(streak.key, streak.count)
    return { payload: giftOf(streak.count), user: userOf(streak.userId), streak: { key: streak.key, count: streak.count, ended } }
  }

  function message(only?: 'gift'): Draft {
    const eventType = only ?? random.one(TYPES)
    const eventId = `sim:1:${++messages}`
    if (eventType === 'gift' && random.chance(0.3)) return { eventType, eventId, ...step() }
    const user = userOf(String(random.integer(1, 3)))
    const source = random.chance(0.03) ? ({ source: 'history' } as const) : {}
    // Each type has its own payload here, which the compiler cannot follow through the table.
    return { eventType, eventId, user, payload: payloadOf(eventType, random), ...source } as Draft
  }

  return {
    streaks,
    /** New messages. */
    send(count: number, only?: 'gift'): readonly Draft[] {
      const drafts = Array.from({ length: count }, () => message(only))
      sent.push(...drafts)
      if (sent.length > RESENT_MAX) sent.splice(0, sent.length - RESENT_MAX)
      return drafts
    },
    /** The newest messages once more, in no order, some missing. */
    resend(): readonly Draft[] {
      const drafts = sent.filter(() => random.chance(0.9))
      for (let at = drafts.length - 1; at > 0; at--) {
        const other = random.integer(0, at)
        const [a, b] = [drafts[at], drafts[other]]
        if (a && b) [drafts[at], drafts[other]] = [b, a]
      }
      return drafts
    },
  }
}

const giftOf = (giftCount: number) => ({ giftId: '1', giftName: 'Rose', giftCount, coins: giftCount, diamondCount: 1, giftType: 1 })

function payloadOf(eventType: EventType, random: Random): unknown {
  if (eventType === 'gift') return giftOf(1)
  if (eventType === 'like') return { likeCount: random.integer(1, 9) }
  if (eventType === 'chat') return { message: 'Hello' }
  return eventType === 'question' ? { question: 'Why?' } : {}
}

export type Platform = ReturnType<typeof createPlatform>
