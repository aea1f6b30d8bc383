import type { EventOf } from '#sdk'
import type { AnimationSettings, Choice } from './settings.ts'

export type Animated = 'tip' | 'gift' | 'follow' | 'subscribe' | 'like'

/** What plays for an event, by how much it is worth. */
export function choiceFor(event: EventOf<Animated>, settings: AnimationSettings): Choice {
  switch (event.eventType) {
    case 'tip':
      return (event.value.amountCents ?? 0) >= settings.tipCents ? settings.tip : 'none'
    case 'gift':
      return event.payload.coins >= settings.giftCoins ? settings.gift : 'none'
    case 'like':
      return hasPassed(event.payload, settings.likesEach) ? settings.likes : 'none'
    default:
      return settings[event.eventType]
  }
}

/** Whether the likes of the live went past a round number with these. */
function hasPassed({ likeCount, totalLikeCount = 0 }: EventOf<'like'>['payload'], each: number): boolean {
  return totalLikeCount > 0 && Math.floor(totalLikeCount / each) > Math.floor(Math.max(0, totalLikeCount - likeCount) / each)
}
