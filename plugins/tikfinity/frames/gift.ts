import type { EventOf } from '#sdk'
import { createTimeOf, msgIdOf } from './envelope.ts'
import { userBlock } from './user.ts'

const STREAKABLE = 1

/**
 * A gift, or one step of its streak. Programs skip what has `giftType` 1 and `repeatEnd` false, and count the rest: so only the whole streak has
 * `repeatEnd` true, and of gifts without streaks it is false, as TikFinity sends them.
 */
export function giftData(event: EventOf<'gift'> | EventOf<'giftStreak'>): object {
  const { giftId, giftName, giftCount, diamondCount = 0, giftImageUrl = '', receiver, streakId } = event.payload
  const isStep = event.eventType === 'giftStreak'
  const giftType = isStep || event.payload.isGiftStreak ? STREAKABLE : (event.payload.giftType ?? 2)
  const repeatEnd = !isStep && giftType === STREAKABLE
  const id = Number(giftId) || 0
  const group = groupOf(streakId)
  return {
    giftId: id,
    repeatCount: giftCount,
    ...(group !== '0' && { groupId: group }),
    ...userBlock(event.user),
    msgId: msgIdOf(event),
    createTime: createTimeOf(event),
    displayType: 'webcast_aweme_gift_send_messageNew',
    label: '{0:user} sent {1:gift} × {2:string}',
    repeatEnd,
    gift: { gift_id: id, repeat_count: giftCount, repeat_end: repeatEnd ? 1 : 0, gift_type: giftType },
    describe: `sent ${giftName}`,
    giftType,
    diamondCount,
    giftName,
    giftPictureUrl: giftImageUrl,
    timestamp: Date.parse(event.timestamp),
    receiverUserId: receiver?.userId ?? '',
    ...(group === '0' && { groupId: group }),
    originalName: giftName,
    originalDescribe: `Sent ${giftName}`,
  }
}

/** TikTok's own number of the streak, which our streak ids end with; 0 where TikTok gave none. */
const groupOf = (streakId = '') => /:(\d+)$/.exec(streakId)?.[1] ?? '0'
