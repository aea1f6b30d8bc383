import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as proto from 'tiktok-live-proto/v3'
import { eventOf, streakOf } from '../../../core/ingest/drafts.ts'
import type { NewGift } from '../../../core/ingest/streak-events.ts'
import { createStreaks } from '../../../core/ingest/streaks.ts'
import { createMapper } from '../../../core/ingest/tiktok/map.ts'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import { blank } from '../../../scripts/fake-tiktok/messages.ts'

// biome-ignore lint/suspicious/noExplicitAny: recorded JSON of another program; the tests compare its fields.
type Fields = Record<string, any>

/** A frame as TikFinity sent it. */
export type RecordedFrame = { readonly file: string; readonly event: string; readonly data: Fields }

const FOLDER = fileURLToPath(new URL('../../../../shared/recordings/tikfinity-ws', import.meta.url))

export const MISSING = existsSync(FOLDER) ? false : `the recordings of TikFinity are not part of the repository: there is no ${FOLDER}`

export async function recordedFrames(): Promise<readonly RecordedFrame[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.json')).sort()
  return Promise.all(files.map(async (file) => ({ file, ...JSON.parse(await readFile(join(FOLDER, file), 'utf8')) })))
}

/** The event that Showrunner would have made of the message that TikFinity made a recorded frame of: through the real protobuf, mapper and streaks. */
export function eventOfFrame({ event, data }: RecordedFrame): UnifiedEvent {
  const now = Number(data.createTime ?? Date.UTC(2025, 5))
  const mapper = createMapper({ proto, roomId: '7', wallTime: () => now })
  const [method, codec, fields] = messageOf(event, data)
  const common = { ...blank(proto.CommonMessageData), method, msgId: data.msgId ?? '1', createTime: String(now) }
  const displayText = data.displayType === undefined ? undefined : { ...blank(proto.MessageCommonText), key: data.displayType }
  const payload = codec.encode({ ...blank(codec), ...fields, common: { ...common, displayText } } as never).finish()
  const { draft } = mapper({ method, msgId: common.msgId, payload, isHistory: false })
  const stamp = { streamId: 'tiktok:host', sessionId: 's', source: 'live' as const, nowMs: now, createId: () => 'x:y:z' }
  const made = { ...eventOf(draft, stamp), seqNo: 1, ingestedAt: new Date(now).toISOString() } as UnifiedEvent
  if (!draft.streak) return made
  const { key, count, ended } = streakOf(draft.streak)
  const streaks = createStreaks({ clock: { now: () => now } })
  const [first] = streaks.step({ gift: made as unknown as NewGift, streakId: `tiktok:7:${key}`, count, ended }).events
  return { ...first, seqNo: 1, ingestedAt: made.ingestedAt } as UnifiedEvent
}

type Codec = { encode(message: never): { finish(): Uint8Array }; decode(bytes: Uint8Array): object }

function messageOf(event: string, data: Fields): readonly [method: string, codec: Codec, fields: object] {
  if (event === 'roomUser') return ['WebcastRoomUserSeqMessage', proto.WebcastRoomUserSeqMessage, viewersOf(data)]
  const user = userOf(data)
  if (event === 'chat')
    return ['WebcastChatMessage', proto.WebcastChatMessage, { user, content: data.comment, userIdentity: identityOf(data) }]
  if (event === 'like')
    return ['WebcastLikeMessage', proto.WebcastLikeMessage, { user, count: data.likeCount, total: String(data.totalLikeCount) }]
  if (event === 'member') return ['WebcastMemberMessage', proto.WebcastMemberMessage, { user, action: data.actionId }]
  if (event === 'follow')
    return ['WebcastSocialMessage', proto.WebcastSocialMessage, { user, action: '1', followCount: String(data.followerCount ?? 0) }]
  if (event === 'subscribe') return ['WebcastSubNotifyMessage', proto.WebcastSubNotifyMessage, { user, subMonth: String(data.subMonth) }]
  return ['WebcastGiftMessage', proto.WebcastGiftMessage, giftOf(data, user)]
}

const viewersOf = ({ topViewers, viewerCount }: Fields) => ({
  ranks: topViewers.map(({ user, coinCount }: Fields) => ({ ...blank(proto.Contributor), user: userOf(user), score: String(coinCount) })),
  total: String(viewerCount),
})

function giftOf(data: Fields, user: proto.User) {
  return {
    ...{ user, giftId: String(data.giftId), groupId: data.groupId, groupCount: 1, repeatCount: data.repeatCount },
    ...{ repeatEnd: data.repeatEnd ? 1 : 0, userIdentity: identityOf(data) },
    monitorInfo: { ...blank(proto.GiftMonitorInfo), toUserId: data.receiverUserId },
    gift: {
      ...blank(proto.Gift),
      ...{ id: String(data.giftId), name: data.giftName, diamondCount: data.diamondCount, type: data.giftType },
      image: { ...blank(proto.ImageModel), urlList: [data.giftPictureUrl] },
    },
  }
}

const identityOf = ({ userIdentity }: Fields) => (userIdentity ? { ...blank(proto.UserIdentity), ...userIdentity } : undefined)

function userOf(data: Fields): proto.User {
  return {
    ...blank(proto.User),
    ...{ id: data.userId, displayId: data.uniqueId, nickname: data.nickname, secUid: data.secUid },
    avatarThumb: { ...blank(proto.ImageModel), urlList: data.userDetails.profilePictureUrls },
    followInfo: { ...blank(proto.FollowInfo), followStatus: String(data.followRole ?? 0) },
    badgeList: badgesOf(data),
  }
}

/** The badges that TikFinity made its lists of: one for each scene, with the picture and the level that follow it in the other list. */
function badgesOf({ userSceneTypes, userBadges }: Fields): proto.BadgeStruct[] {
  const left: Fields[] = [...userBadges]
  const take = (type: string, sceneType: number) =>
    left[0]?.type === type && left[0].badgeSceneType === sceneType ? left.shift() : undefined
  return userSceneTypes.map((sceneType: number) => {
    const picture = take('image', sceneType)
    const privilege = take('privilege', sceneType)
    return {
      ...blank(proto.BadgeStruct),
      sceneType,
      image: picture && { ...blank(proto.ImageBadge), image: { ...blank(proto.ImageModel), urlList: [picture.url] } },
      privilegeLogExtra: privilege && {
        ...blank(proto.PrivilegeLogExtra),
        level: String(privilege.level),
        privilegeId: privilege.privilegeId,
      },
    }
  })
}
