import type { EventOf } from '#sdk'
import type { AnimationSettings, Choice } from './settings.ts'

export type Animated = 'tip' | 'gift' | 'follow' | 'subscribe' | 'like'

/** What plays for an event, by how much it is worth. */
export function choiceFor(event: EventOf<Animated>, settings: AnimationSettings): Choice {
  switch (event.eventType) {
    case 'tip':
      return (event.value.amountCents ?? 0) >= settings.animateTipCents ? settings.animateTip : 'none'
    case 'gift':
      return event.payload.coins >= settings.animateGiftCoins ? settings.animateGift : 'none'
    case 'like':
      return hasPassed(event.payload, settings.animateLikesEach) ? settings.animateLikes : 'none'
    case 'follow':
      return settings.animateFollow
    case 'subscribe':
      return settings.animateSubscribe
  }
}

/** Whether the likes of the live went past a round number with these. */
function hasPassed({ likeCount, totalLikeCount = 0 }: EventOf<'like'>['payload'], each: number): boolean {
  return totalLikeCount > 0 && Math.floor(totalLikeCount / each) > Math.floor(Math.max(0, totalLikeCount - likeCount) / each)
}
