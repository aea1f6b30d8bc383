import * as proto from 'tiktok-live-proto/v3'

/** One webcast message, encoded as TikTok would. */
export type FakeMessage = { readonly method: string; readonly msgId: string; readonly payload: Uint8Array; readonly isHistory?: boolean }

export type Viewer = { readonly id: string; readonly handle: string; readonly nickname: string; readonly isModerator?: boolean }

export type GiftKind = { readonly id: string; readonly name: string; readonly diamonds: number; readonly type: number }

/** Gifts as TikTok sells them: a streakable one, a dear one and the free one. */
export const GIFTS = {
  rose: { id: '5655', name: 'Rose', diamonds: 1, type: 1 },
  galaxy: { id: '11046', name: 'Galaxy', diamonds: 1000, type: 2 },
  heartMe: { id: '7934', name: 'Heart Me', diamonds: 1, type: 4 },
} as const satisfies Record<string, GiftKind>

type Codec<T> = { encode(message: T): { finish(): Uint8Array }; decode(bytes: Uint8Array): T }

/** Makes the messages of one room; ids are numbered, so that the same calls make the same bytes. */
export function createMessages({ roomId, createTime }: { roomId: string; createTime: () => number }) {
  let last = 0n

  function message<T extends { common: proto.CommonMessageData | undefined }>(
    method: string,
    codec: Codec<T>,
    fields: Partial<Omit<T, 'common'>>,
    displayKey?: string,
  ): FakeMessage {
    last += 1n
    const msgId = String(7_300_000_000_000_000_000n + last)
    const displayText = displayKey === undefined ? undefined : { ...blank(proto.MessageCommonText), key: displayKey }
    const common = { ...blank(proto.CommonMessageData), method, msgId, roomId, createTime: String(createTime()), displayText }
    return { method, msgId, payload: codec.encode({ ...blank(codec), ...fields, common }).finish() }
  }

  return {
    message,
    chat: (viewer: Viewer, content: string) =>
      message('WebcastChatMessage', proto.WebcastChatMessage, { user: userOf(viewer), content, contentLanguage: 'en' }),
    /** One step of a streak, or the end of it. */
    gift: (viewer: Viewer, kind: GiftKind, { count = 1, end = false, groupId = '0' } = {}) =>
      message('WebcastGiftMessage', proto.WebcastGiftMessage, {
        user: userOf(viewer),
        giftId: kind.id,
        groupId,
        groupCount: 1,
        repeatCount: count,
        repeatEnd: end ? 1 : 0,
        gift: { ...blank(proto.Gift), id: kind.id, name: kind.name, diamondCount: kind.diamonds, type: kind.type, combo: kind.type === 1 },
      }),
    like: (viewer: Viewer, count: number, total: number) =>
      message('WebcastLikeMessage', proto.WebcastLikeMessage, { user: userOf(viewer), count, total: String(total) }),
    join: (viewer: Viewer, viewers: number) =>
      message('WebcastMemberMessage', proto.WebcastMemberMessage, { user: userOf(viewer), action: 1, memberCount: viewers }),
    subscribed: (viewer: Viewer) => message('WebcastMemberMessage', proto.WebcastMemberMessage, { user: userOf(viewer), action: 3 }),
    follow: (viewer: Viewer) =>
      message(
        'WebcastSocialMessage',
        proto.WebcastSocialMessage,
        { user: userOf(viewer), action: '1', followCount: '100' },
        'pm_main_follow_message_viewer_2',
      ),
    share: (viewer: Viewer) =>
      message('WebcastSocialMessage', proto.WebcastSocialMessage, { user: userOf(viewer), action: '3' }, 'pm_mt_guidance_share'),
    viewers: (now: number, total: number) =>
      message('WebcastRoomUserSeqMessage', proto.WebcastRoomUserSeqMessage, { total: String(now), totalUser: String(total) }),
    deleted: (msgIds: readonly string[]) => message('WebcastImDeleteMessage', proto.WebcastImDeleteMessage, { deleteMsgIds: [...msgIds] }),
    /** 1 paused, 2 resumed, 3 ended, 4 suspended. */
    control: (action: 1 | 2 | 3 | 4) => message('WebcastControlMessage', proto.WebcastControlMessage, { action }),
    /** A type that no schema knows. */
    unknown: (method = 'WebcastGoodyBagMessage'): FakeMessage => {
      last += 1n
      return { method, msgId: String(7_300_000_000_000_000_000n + last), payload: Uint8Array.of(10, 3, 1, 2, 3) }
    },
  }
}

/** A message with every field at its default. */
export function blank<T>(codec: Codec<T>): T {
  return codec.decode(new Uint8Array(0))
}

/** A viewer as TikTok describes one. */
export function userOf({ id, handle, nickname, isModerator = false }: Viewer): proto.User {
  return {
    ...blank(proto.User),
    id,
    displayId: handle,
    nickname,
    secUid: `sec-${id}`,
    avatarThumb: { ...blank(proto.ImageModel), urlList: [`https://example.invalid/avatar/${id}.webp`] },
    followInfo: { ...blank(proto.FollowInfo), followStatus: '1' },
    userAttr: { ...blank(proto.UserAttr), isAdmin: isModerator },
  }
}

/** The n-th viewer of an audience that is the same on every run. */
export function viewer(n: number): Viewer {
  return { id: String(6_900_000_000_000_000_000n + BigInt(n)), handle: `viewer${n}`, nickname: `Viewer ${n}`, isModerator: n % 50 === 0 }
}
