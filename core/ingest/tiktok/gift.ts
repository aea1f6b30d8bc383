import type { WebcastGiftMessage } from 'tiktok-live-proto/v3'
import type { Mention } from '../../../schemas/types.ts'
import type { Mapping } from './mapping.ts'
import { toMention, toUser } from './user.ts'
import { countOf, idOf, imageUrlOf, present, textOf } from './values.ts'

const STREAKABLE = 1

/** One step of a gift streak, or a gift that cannot be streaked. Counts are of the whole streak so far. */
export function mapGift(message: WebcastGiftMessage): Mapping {
  const user = toUser(message.user, message.userIdentity)
  const giftId = idOf(message.giftId) ?? idOf(message.gift?.id)
  if (!user || !giftId) return 'malformed'
  const count = saturate(Math.max(countOf(message.repeatCount) ?? 1, 1) * Math.max(countOf(message.groupCount) ?? 1, 1))
  const diamondCount = countOf(message.gift?.diamondCount) ?? 0
  const coins = saturate(count * diamondCount)
  const streakable = message.gift?.type === STREAKABLE
  return {
    eventType: 'gift',
    user,
    value: { coins, diamonds: coins },
    payload: present({
      giftId,
      giftName: message.gift?.name || `Gift ${giftId}`,
      giftCount: count,
      coins,
      diamondCount,
      giftType: message.gift?.type,
      giftImageUrl: imageUrlOf(message.gift?.image) ?? imageUrlOf(message.gift?.icon),
      isGiftStreak: streakable,
      receiver: receiverOf(message),
    }),
    ...(streakable && { streak: { ...groupOf(message, `${user.userId}:${giftId}`), count, ended: message.repeatEnd === 1 } }),
  }
}

/** Usually a streak has a group of its own; without one all streaks of a viewer and gift have the same key. */
function groupOf({ groupId }: WebcastGiftMessage, key: string) {
  return groupId && groupId !== '0' ? { key: `${key}:${groupId}` } : { key: `${key}:0`, isShared: true }
}

function saturate(count: number): number {
  return Math.min(count, Number.MAX_SAFE_INTEGER)
}

function receiverOf(message: WebcastGiftMessage): Mention | undefined {
  const userId = idOf(message.toMemberId) ?? idOf(message.monitorInfo?.toUserId)
  if (!userId) return toMention(message.toUser)
  return present({ userId, uniqueId: textOf(message.toUser?.displayId), displayName: textOf(message.toMemberNickname) })
}
