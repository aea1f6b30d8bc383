import type { EventOf, EventType, UnifiedEvent, User } from '#sdk'
import { createTimeOf, msgIdOf, ownerOf } from './envelope.ts'
import { giftData } from './gift.ts'
import { nestedUser, topViewer, userBlock } from './user.ts'

/** One message of TikFinity's event socket. */
export type Frame = { readonly event: string; readonly data: object }

/** What a program gets first. TikFinity lists its own sounds and actions there; we have none of those. */
export const CONFIG: Frame = { event: 'config', data: { events: [] } }

type Data = { readonly [T in EventType]?: (event: EventOf<T>) => readonly [name: string, data: object] }

/** What TikFinity would send for an event: name of the frame, and its fields in its order. All other events are nothing that it knows. */
function createData(): Data {
  let totalLikeCount = 0
  return {
    chat: (event) => ['chat', { emotes: emotesOf(event), comment: event.payload.message, ...userBlock(event.user), ...stamp(event) }],
    gift: (event) => ['gift', giftData(event)],
    giftStreak: (event) => ['gift', giftData(event)],
    like(event) {
      const { likeCount, totalLikeCount: told } = event.payload
      totalLikeCount = told ?? totalLikeCount + likeCount
      return ['like', { likeCount, totalLikeCount, ...userBlock(event.user), ...shown(event, 'pm_mt_msg_viewer', 'liked the LIVE') }]
    },
    join: (event) => ['member', { actionId: 1, ...userBlock(event.user), ...shown(event, 'live_room_enter_toast', 'joined') }],
    follow(event) {
      const { followCount } = event.payload
      const name = event.user.uniqueId
      return [
        'follow',
        {
          ...(followCount !== undefined && { followerCount: followCount }),
          ...userBlock(event.user),
          ...shown(event, 'pm_main_follow_message_viewer_2', 'followed the LIVE creator'),
          ...{ profile: name, name, username: name },
        },
      ]
    },
    share: (event) => ['share', { ...userBlock(event.user), ...shown(event, 'pm_mt_guidance_share', 'shared the LIVE') }],
    subscribe: (event) => [
      'subscribe',
      { exhibitionType: 2, subMonth: event.payload.subMonth ?? 1, subscribingStatus: 1, ...userBlock(event.user), ...stamp(event) },
    ],
    emote: (event) => [
      'emote',
      { ...userBlock(event.user), ...stamp(event), emoteId: event.payload.emoteId, emoteImageUrl: event.payload.emoteImageUrl ?? '' },
    ],
    viewerCount: ({ payload }) => [
      'roomUser',
      { topViewers: (payload.topViewers ?? []).map(topViewer), viewerCount: payload.viewerCount, topGifterRank: 0 },
    ],
    streamEnd: ({ payload }) => ['streamEnd', { action: payload.reason === 'suspended' ? 4 : 3 }],
  }
}

/** Turns events into TikFinity's frames. `nested` adds `data.user`, which TikFinity does not send and some programs read. */
export function createFrames({ nested = false }: { readonly nested?: boolean } = {}) {
  const table = createData()
  return (event: UnifiedEvent): Frame | undefined => {
    // The last step of a streak comes with the gift itself, which says the same.
    if (event.eventType === 'giftStreak' && event.payload.streakStatus === 'end') return undefined
    // True because the table's type pairs each type with what makes its data.
    const make = table[event.eventType] as ((event: UnifiedEvent) => readonly [string, object]) | undefined
    if (!make) return undefined
    const [name, data] = make(event)
    return { event: name, data: { ...data, ...ownerOf(event), ...(nested && nest(event.user)) } }
  }
}

const nest = (user: User | undefined) => user && { user: nestedUser(user) }

const stamp = (event: UnifiedEvent) => ({ msgId: msgIdOf(event), createTime: createTimeOf(event) })

const shown = (event: UnifiedEvent, displayType: string, deed: string) => ({ ...stamp(event), displayType, label: `{0:user} ${deed}` })

function emotesOf({ payload }: EventOf<'chat'>): readonly object[] {
  return (payload.emotes ?? []).map(({ emoteId, imageUrl = '', index = 0 }) => ({
    emoteId,
    emoteImageUrl: imageUrl,
    placeInComment: index,
  }))
}
