import type { EventOf, User } from '#sdk'
import { type Entry, RANK, worth } from './entry.ts'
import type { StageSettings } from './settings.ts'

/** What is said of an event, but for when and under which name it waits. */
export type Said = Pick<Entry, 'kind' | 'rank' | 'utterance' | 'tip'>

type Announced = 'gift' | 'tip' | 'subscribe' | 'follow' | 'share'
type Announce<T extends Announced> = (event: EventOf<T>, settings: StageSettings) => readonly Said[]

/** What is said when money, followers and shares come; nothing where the settings want none of it. */
export const ANNOUNCE: { readonly [T in Announced]: Announce<T> } = {
  gift({ user, payload: { giftName, giftCount, coins } }, { kinds, minCoins }) {
    if (!kinds.gift || coins < minCoins) return []
    return [about('gift', user, { rank: RANK.gift + worth(coins), gift: giftName, values: { count: giftCount, coins } })]
  },
  tip({ user, value, payload, sessionId, eventId }, { kinds, minTipCents }) {
    const cents = value.amountCents ?? 0
    if (!kinds.tip || cents < minTipCents) return []
    const rank = RANK.tip + worth(cents / 10)
    const tip = { sessionId, tipId: eventId }
    // Who gave it elsewhere may have a name and be nobody here.
    const whose = { rank, ...(!user && payload.tipperName && { name: payload.tipperName }) }
    const thanks = about('tip', user, { ...whose, values: { amount: cents / 100 } })
    const text = payload.message?.trim()
    // On its own: when moderation hides the words, the thanks are said all the same.
    return text
      ? [
          { ...thanks, tip },
          { ...about('tip', user, { ...whose, category: 'chat', text }), tip },
        ]
      : [{ ...thanks, tip }]
  },
  subscribe: ({ user }, { kinds }) => (kinds.subscribe ? [about('subscribe', user)] : []),
  follow: ({ user }, { kinds }) => (kinds.follow ? [about('follow', user)] : []),
  share: ({ user }, { kinds }) => (kinds.share ? [about('share', user)] : []),
}

type More = {
  readonly rank?: number
  readonly name?: string
  readonly category?: string
  readonly gift?: string
  readonly text?: string
  readonly values?: Readonly<Record<string, string | number>>
}

export function about(kind: Exclude<Said['kind'], 'said' | 'milestone'>, user: User | undefined, more: More = {}): Said {
  const { rank = RANK[kind], category = kind, ...rest } = more
  return { kind, rank, utterance: { message: { category, name: user?.displayName || user?.safeName, ...rest } } }
}

/** A number that was reached. */
export function reached(category: 'like_count_hit' | 'follow_count_hit', count: number): Said {
  return { kind: 'milestone', rank: RANK.milestone, utterance: { message: { category, values: { count } } } }
}
