import type { EventOf, UnifiedEvent } from '#sdk'
import type { When } from '#sdk/rules'
import { ownerOf } from '../frames/envelope.ts'
import { TRIGGERS } from '../tool/context.ts'

/** The events that TikFinity has triggers for. */
export type Called = 'chat' | 'gift' | 'like' | 'follow' | 'share' | 'join' | 'subscribe' | 'emote'

/** TikFinity's context of an action: who, and what of the event; `coins` of a gift are those of all of it. Fields that the event does not have are left out. */
export function contextOf(event: EventOf<Called>, rule: Pick<When, 'gift' | 'word'>): object {
  const { userId, uniqueId, displayName, avatarUrl = '' } = event.user
  return {
    ...{ userId, username: uniqueId, nickname: displayName, profilePictureUrl: avatarUrl },
    ...detailsOf(event),
    triggerTypeId: triggerOf(event, rule),
    ...ownerOf(event satisfies UnifiedEvent),
  }
}

function detailsOf(event: EventOf<Called>): object {
  if (event.eventType === 'chat') return { comment: event.payload.message }
  if (event.eventType === 'gift') {
    const { giftId, giftName, coins, giftCount } = event.payload
    return { giftId: Number(giftId) || 0, giftName, coins, repeatCount: giftCount }
  }
  if (event.eventType === 'like') return { likeCount: event.payload.likeCount, totalLikeCount: event.payload.totalLikeCount ?? 0 }
  if (event.eventType === 'subscribe') return { subMonth: event.payload.subMonth ?? 1 }
  return event.eventType === 'emote' ? { emoteId: event.payload.emoteId } : {}
}

function triggerOf({ eventType }: EventOf<Called>, { gift, word }: Pick<When, 'gift' | 'word'>): number {
  if (eventType === 'gift') return gift ? TRIGGERS.gift : TRIGGERS.giftOfWorth
  if (eventType === 'chat') return word ? TRIGGERS.command : TRIGGERS.chat
  return TRIGGERS[eventType]
}
