import type {
  WebcastBarrageMessage,
  WebcastLikeMessage,
  WebcastMemberMessage,
  WebcastRoomUserSeqMessage,
  WebcastSocialMessage,
  WebcastSubNotifyMessage,
} from 'tiktok-live-proto/v3'
import type { Mapping } from './mapping.ts'
import { toMention, toUser } from './user.ts'
import { countOf, present, textOf } from './values.ts'

const JOINED = 1
const SUBSCRIBED = 3
const SUBSCRIPTION_BOUGHT = 0
const FOLLOW = '1'
const SHARE = '3'
const MAX_ITEMS = 200

export function mapLike(message: WebcastLikeMessage): Mapping {
  const user = toUser(message.user)
  const likeCount = countOf(message.count)
  if (!user || !likeCount) return 'malformed'
  return { eventType: 'like', user, payload: present({ likeCount, totalLikeCount: countOf(message.total) }) }
}

/** Somebody came in; action 3 is somebody who subscribed. */
export function mapMember(message: WebcastMemberMessage): Mapping {
  const user = toUser(message.user)
  if (!user) return 'malformed'
  if (message.action === SUBSCRIBED) return { eventType: 'subscribe', user, payload: {} }
  if (message.action !== JOINED) return 'unmapped'
  return { eventType: 'join', user, payload: present({ viewerCount: countOf(message.memberCount), actionId: countOf(message.action) }) }
}

/** Follow and share come in one message; the action tells them apart, and the display key where there is no action. */
export function mapSocial(message: WebcastSocialMessage): Mapping {
  const user = toUser(message.user)
  if (!user) return 'malformed'
  const displayType = textOf(message.common?.displayText?.key)
  if (message.action === FOLLOW || (message.action !== SHARE && displayType?.includes('follow'))) {
    return { eventType: 'follow', user, payload: present({ displayType, followCount: countOf(message.followCount) }) }
  }
  if (message.action === SHARE || displayType?.includes('share')) {
    const shareTarget = textOf(message.shareTarget)
    return { eventType: 'share', user, payload: present({ displayType, shareCount: countOf(message.shareCount), shareTarget }) }
  }
  return 'unmapped'
}

export function mapViewers(message: WebcastRoomUserSeqMessage): Mapping {
  const topViewers = message.ranks.slice(0, MAX_ITEMS).flatMap(({ user, score }) => {
    const viewer = toMention(user)
    return viewer ? [present({ ...viewer, coins: countOf(score) })] : []
  })
  return {
    eventType: 'viewerCount',
    payload: present({ viewerCount: countOf(message.total) ?? 0, totalViewers: countOf(message.totalUser), topViewers }),
  }
}

/** The same message also carries reminders to the host, which are nobody's subscription. */
export function mapSubNotify(message: WebcastSubNotifyMessage): Mapping {
  const user = toUser(message.user)
  if (!user) return 'malformed'
  if (message.messageType !== SUBSCRIPTION_BOUGHT) return 'unmapped'
  return {
    eventType: 'subscribe',
    user,
    payload: present({ subMonth: countOf(message.subMonth) || undefined, subscribeType: String(message.subscribeType) }),
  }
}

/** Banners of many kinds. Only "became a super fan" is an event: a super fan is TikTok's dearer subscriber. */
export function mapBarrage(message: WebcastBarrageMessage): Mapping {
  const keys = [message.content?.key, message.commonBarrageContent?.key].map((key) => key?.toLowerCase() ?? '')
  if (!keys.some((key) => key.includes('ttlive_superfan'))) return 'unmapped'
  const user = toUser(message.user)
  return user ? { eventType: 'subscribe', user, payload: { subscribeType: 'superFan' } } : 'unmapped'
}
