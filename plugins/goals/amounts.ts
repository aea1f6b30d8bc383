import type { EventOf } from '#sdk'
import type { Kind } from './goal.ts'

/** What an event adds to the goals of one kind. */
export type Amount = {
  readonly kind: Kind
  readonly amount: number
  readonly currency?: string
  /** How much there is in all, where the platform counts: its messages are throttled, and single amounts miss some. */
  readonly total?: number
}

/** What each event counts as. */
const AMOUNTS_OF = {
  tip: ({ value }) => [{ kind: 'tips', amount: value.amountCents ?? 0, ...(value.currency && { currency: value.currency }) }],
  gift: ({ payload }) => [
    { kind: 'coins', amount: payload.coins },
    { kind: 'gifts', amount: payload.giftCount },
  ],
  follow: () => [{ kind: 'follows', amount: 1 }],
  like: ({ payload: { likeCount, totalLikeCount } }) => [
    { kind: 'likes', amount: likeCount, ...(totalLikeCount !== undefined && { total: totalLikeCount }) },
  ],
  subscribe: () => [{ kind: 'subscriptions', amount: 1 }],
  share: () => [{ kind: 'shares', amount: 1 }],
} satisfies { readonly [T in CountedType]: (event: EventOf<T>) => readonly Amount[] }

type CountedType = 'tip' | 'gift' | 'follow' | 'like' | 'subscribe' | 'share'

/** An event that goals count. */
export type Counted = EventOf<CountedType>

export function amountsOf(event: Counted): readonly Amount[] {
  // Each row of the table takes the type that it stands at.
  const amounts = AMOUNTS_OF[event.eventType] as (event: Counted) => readonly Amount[]
  return amounts(event)
}
