import assert from 'node:assert/strict'
import test from 'node:test'
import * as proto from 'tiktok-live-proto/v3'
import type { Draft } from '../../../core/ingest/source.ts'
import { createMapper } from '../../../core/ingest/tiktok/map.ts'
import { blank, createMessages, type FakeMessage, GIFTS, userOf, viewer } from '../../../scripts/fake-tiktok/messages.ts'
import { assertValid } from './assert-valid.ts'

const NOW = Date.UTC(2026, 0, 1)
const messages = createMessages({ roomId: '73', createTime: () => NOW - 1000 })
const mapper = createMapper({ proto, roomId: '73', wallTime: () => NOW })
const ann = { id: '6900000000000000001', handle: 'ann', nickname: 'Ann' }

function map(message: FakeMessage): Draft {
  const { draft } = mapper({ ...message, isHistory: false })
  assertValid(draft)
  return draft
}

/** The part that differs from type to type. */
function bodyOf(message: FakeMessage) {
  const { eventType, payload } = map(message)
  return { eventType, payload }
}

test('a chat has a stable id of strings, the time of TikTok and who wrote it', () => {
  const message = messages.chat(ann, 'Hello')
  assert.deepEqual(map(message), {
    eventType: 'chat',
    eventId: `tiktok:73:${message.msgId}`,
    timestamp: '2025-12-31T23:59:59.000Z',
    source: 'live',
    user: {
      userId: '6900000000000000001',
      uniqueId: 'ann',
      displayName: 'Ann',
      avatarUrl: 'https://example.invalid/avatar/6900000000000000001.webp',
      followRole: 1,
      isModerator: false,
      isSubscriber: false,
      isFriend: false,
    },
    payload: { message: 'Hello', language: 'en' },
  })
})

test('history is marked', () => {
  assert.equal(mapper({ ...messages.chat(ann, 'Hello'), isHistory: true }).draft.source, 'history')
})

test('ids of nineteen digits survive to the last digit', () => {
  const draft = map(messages.chat({ ...ann, id: '7312345678901234567' }, 'x'))
  assert.equal(draft.user?.userId, '7312345678901234567')
})

test('a streakable gift tells where its streak stands and costs the price times the count', () => {
  const { payload, value, streak } = map(messages.gift(ann, { ...GIFTS.rose, diamonds: 5 }, { count: 7, groupId: '1701791798270' }))
  assert.deepEqual(payload, {
    giftId: '5655',
    giftName: 'Rose',
    giftCount: 7,
    coins: 35,
    diamondCount: 5,
    giftType: 1,
    isGiftStreak: true,
  })
  assert.deepEqual(value, { coins: 35, diamonds: 35 })
  assert.deepEqual(streak, { key: '6900000000000000001:5655:1701791798270', count: 7, ended: false })
  assert.equal(map(messages.gift(ann, GIFTS.rose, { count: 7, end: true })).streak?.ended, true)
})

test('streaks that come without a group have one key for all of a viewer and gift, and say so', () => {
  const step = (count: number, end = false) => map(messages.gift(ann, GIFTS.rose, { count, end, groupId: '0' })).streak
  const key = '6900000000000000001:5655:0'
  assert.deepEqual(
    [step(2), step(2, true), step(1)],
    [
      { key, isShared: true, count: 2, ended: false },
      { key, isShared: true, count: 2, ended: true },
      { key, isShared: true, count: 1, ended: false },
    ],
  )
})

test('a gift that cannot be streaked has no streak, whatever its group', () => {
  for (const kind of [GIFTS.galaxy, GIFTS.heartMe]) assert.equal(map(messages.gift(ann, kind, { groupId: '9' })).streak, undefined)
})

test('T89: group count multiplies, and forged numbers never become negative or wrap', () => {
  const gift = (fields: Partial<proto.WebcastGiftMessage>, diamondCount: number) =>
    map(
      messages.message('WebcastGiftMessage', proto.WebcastGiftMessage, {
        user: userOf(ann),
        giftId: '1',
        gift: { ...blank(proto.Gift), diamondCount, type: 2, name: 'G' },
        ...fields,
      }),
    ).value?.coins
  assert.equal(gift({ repeatCount: 3, groupCount: 4 }, 10), 120)
  assert.equal(gift({ repeatCount: -3, groupCount: -4 }, 10), 10)
  assert.equal(gift({ repeatCount: 3 }, -1), 0)
  assert.equal(gift({ repeatCount: 2 ** 31 - 1, groupCount: 2 ** 31 - 1 }, 2 ** 31 - 1), Number.MAX_SAFE_INTEGER)
})

test('T6: times of 1970 and 9999 are left to ingest, seconds and milliseconds are told apart', () => {
  const timestampOf = (time: number) => createAt(time).timestamp
  assert.deepEqual([timestampOf(0), timestampOf(253_402_300_799_000), timestampOf(1000)], [undefined, undefined, undefined])
  assert.deepEqual([timestampOf(NOW / 1000), timestampOf(NOW)], ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'])
})

function createAt(time: number): Draft {
  return map(createMessages({ roomId: '73', createTime: () => time }).chat(ann, 'x'))
}

test('follow and share are told by their action, and by the display key where there is none', () => {
  const social = (action: string, key?: string) =>
    map(messages.message('WebcastSocialMessage', proto.WebcastSocialMessage, { user: userOf(ann), action }, key)).eventType
  assert.deepEqual(
    [
      social('1'),
      social('3'),
      social('0', 'pm_main_follow_message_viewer_2'),
      social('0', 'pm_mt_guidance_share'),
      social('3', 'x_follow_y'),
      social('9'),
    ],
    ['follow', 'share', 'follow', 'share', 'share', 'raw'],
  )
})

test('a subscription is found in all three places that tell of one', () => {
  const notify = (fields: Partial<proto.WebcastSubNotifyMessage>) =>
    messages.message('WebcastSubNotifyMessage', proto.WebcastSubNotifyMessage, { user: userOf(ann), ...fields })
  const superFan = messages.message('WebcastBarrageMessage', proto.WebcastBarrageMessage, {
    user: userOf(ann),
    content: { ...blank(proto.MessageCommonText), key: 'TTLive_SuperFan_CommentNotif_SuperFanJoined' },
  })
  assert.deepEqual(bodyOf(messages.subscribed(ann)), { eventType: 'subscribe', payload: {} })
  assert.deepEqual(bodyOf(notify({ subMonth: '3' })), { eventType: 'subscribe', payload: { subMonth: 3, subscribeType: '0' } })
  assert.deepEqual(bodyOf(notify({ subMonth: '0' })), { eventType: 'subscribe', payload: { subscribeType: '0' } })
  assert.deepEqual(bodyOf(superFan), { eventType: 'subscribe', payload: { subscribeType: 'superFan' } })
  assert.equal(map(notify({ messageType: 1 })).eventType, 'raw')
})

test('the room tells of viewers, deletions, pauses and ends', () => {
  assert.deepEqual(bodyOf(messages.viewers(1565, 44_730)), {
    eventType: 'viewerCount',
    payload: { viewerCount: 1565, totalViewers: 44_730, topViewers: [] },
  })
  assert.deepEqual(bodyOf(messages.deleted(['5', '6'])), {
    eventType: 'chatDeleted',
    payload: { messageIds: ['tiktok:73:5', 'tiktok:73:6'], userIds: [] },
  })
  assert.deepEqual(
    ([1, 2, 3, 4] as const).map((action) => bodyOf(messages.control(action)).payload),
    [{ name: 'tiktok.paused' }, { name: 'tiktok.resumed' }, { reason: 'ended' }, { reason: 'suspended' }],
  )
})

test('a moderator, a subscriber and levels are read from badges too', () => {
  const badge = (sceneType: number, level: string) => ({
    ...blank(proto.BadgeStruct),
    sceneType,
    privilegeLogExtra: { ...blank(proto.PrivilegeLogExtra), level },
  })
  const user = { ...userOf(ann), badgeList: [badge(1, '0'), badge(4, '2'), badge(8, '17'), badge(10, '5')] }
  const draft = map(messages.message('WebcastChatMessage', proto.WebcastChatMessage, { user, content: 'x' }))
  const { isModerator, isSubscriber, gifterLevel, teamMemberLevel, badges } = draft.user ?? {}
  assert.deepEqual([isModerator, isSubscriber, gifterLevel, teamMemberLevel, badges?.length], [true, true, 17, 5, 4])
})

test('the identity that TikTok shows wins over the follow status', () => {
  const user = { ...userOf(ann), followInfo: { ...blank(proto.FollowInfo), followStatus: '0' } }
  const userIdentity = { ...blank(proto.UserIdentity), isFollowerOfAnchor: true, isMutualFollowingWithAnchor: true }
  const draft = map(messages.message('WebcastChatMessage', proto.WebcastChatMessage, { user, content: 'x', userIdentity }))
  assert.deepEqual([draft.user?.followRole, draft.user?.isFriend], [2, true])
})

test('T4, T5: a message without its user is malformed, one of no known type is unknown, one without an event is unmapped', () => {
  const reasonOf = (message: FakeMessage) => mapper({ ...message, isHistory: false }).verdict
  assert.equal(reasonOf(messages.message('WebcastChatMessage', proto.WebcastChatMessage, { content: 'nobody' })), 'malformed')
  assert.equal(reasonOf(messages.unknown()), 'unknown')
  assert.equal(reasonOf(messages.message('WebcastRoomPinMessage', proto.WebcastRoomPinMessage, {})), 'unmapped')
  const { payload } = map(messages.unknown())
  assert.deepEqual(payload, {
    rawType: 'WebcastGoodyBagMessage',
    reason: 'unknown',
    data: Buffer.from([10, 3, 1, 2, 3]).toString('base64'),
  })
})

test('lists of thousands are cut to what the schema takes', () => {
  const ranks = Array.from({ length: 1000 }, (_, n) => ({ ...blank(proto.Contributor), score: String(n), user: userOf(viewer(n)) }))
  const { payload } = map(messages.message('WebcastRoomUserSeqMessage', proto.WebcastRoomUserSeqMessage, { ranks, total: '5' }))
  assert.equal('topViewers' in payload && payload.topViewers?.length, 200)
})

/** A chat of somebody about whom TikTok says this. */
function chatBy(more: Partial<proto.User>, userIdentity?: Partial<proto.UserIdentity>) {
  const identity = userIdentity && { userIdentity: { ...blank(proto.UserIdentity), ...userIdentity } }
  const message = messages.message('WebcastChatMessage', proto.WebcastChatMessage, {
    ...{ user: { ...userOf(ann), ...more }, content: 'x' },
    ...identity,
  })
  return map(message).user
}

const badgeOf = (sceneType: number): proto.BadgeStruct => ({ ...blank(proto.BadgeStruct), sceneType })

test('who moderates, subscribes or is a friend is so in whichever one place TikTok says it', () => {
  const isAdmin = { userAttr: { ...blank(proto.UserAttr), isAdmin: true } }
  assert.deepEqual(
    [
      chatBy({}, { isModeratorOfAnchor: true }),
      chatBy(isAdmin),
      chatBy({ badgeList: [badgeOf(1)] }),
      chatBy({ badgeList: [badgeOf(2)] }),
    ].map((user) => user?.isModerator),
    [true, true, true, false],
  )
  assert.deepEqual(
    [chatBy({}, { isSubscriberOfAnchor: true }), ...[4, 7, 6].map((scene) => chatBy({ badgeList: [badgeOf(scene)] }))].map(
      (user) => user?.isSubscriber,
    ),
    [true, true, true, false],
  )
  const follows = (followStatus: string) => chatBy({ followInfo: { ...blank(proto.FollowInfo), followStatus } })
  assert.deepEqual(
    [follows('0'), follows('1'), follows('2'), follows('3'), chatBy({}, { isFollowerOfAnchor: true }), chatBy({}, {})].map((user) => [
      user?.followRole,
      user?.isFriend,
    ]),
    [
      [0, false],
      [1, false],
      [2, true],
      [0, false],
      [1, false],
      [0, false],
    ],
  )
  assert.equal(chatBy({ badgeList: [badgeOf(3)] })?.isFriend, true)
})

test('every badge that TikTok has a scene for has its name, one that it adds has its number, and no more than the schema takes are kept', () => {
  const kinds = (scenes: readonly number[]) => chatBy({ badgeList: scenes.map(badgeOf) })?.badges?.map(({ kind }) => kind)
  assert.deepEqual(kinds([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]), [
    ...['moderator', 'firstRecharge', 'friend', 'subscriber', 'activity', 'topGifter', 'newSubscriber', 'gifterLevel', 'stateMedia'],
    ...['teamMember', 'livePro', 'host', 'classRank', 'scene14'],
  ])
  assert.deepEqual([kinds([])?.length, kinds([1])?.length, kinds(Array(1000).fill(1))?.length], [undefined, 1, 50])
})

test('who has no nickname is called by the handle, and whose small picture is missing has another', () => {
  const avatarMedium = { ...blank(proto.ImageModel), urlList: ['data:image/png;base64,', 'https://example.invalid/medium.webp'] }
  const { displayName, avatarUrl } = chatBy({ nickname: '', avatarThumb: undefined, avatarMedium }) ?? {}
  assert.deepEqual([displayName, avatarUrl], ['ann', 'https://example.invalid/medium.webp'])
})

function giftOf(fields: Partial<proto.WebcastGiftMessage>): FakeMessage {
  const gift = { ...blank(proto.Gift), diamondCount: 5, type: 2, name: 'G' }
  return messages.message('WebcastGiftMessage', proto.WebcastGiftMessage, { user: userOf(ann), giftId: '1', gift, ...fields })
}

test('a gift of nobody, or of nothing, is malformed; one whose id is only in its description is not', () => {
  const verdictOf = (fields: Partial<proto.WebcastGiftMessage>) => mapper({ ...giftOf(fields), isHistory: false }).verdict
  const gift = { ...blank(proto.Gift), type: 2 }
  assert.deepEqual(
    [
      verdictOf({ user: undefined }),
      verdictOf({ user: { ...userOf(ann), id: '0' } }),
      verdictOf({ giftId: '0', gift }),
      verdictOf({ giftId: '0', gift: { ...gift, id: '7' } }),
    ],
    ['malformed', 'malformed', 'malformed', 'mapped'],
  )
})

test('a gift has its picture and its receiver from wherever TikTok says them', () => {
  const image = (name: string) => ({ ...blank(proto.ImageModel), urlList: [`https://example.invalid/${name}.webp`] })
  const gift = { ...blank(proto.Gift), diamondCount: 5, type: 2, name: 'G' }
  const payloadOf = (fields: Partial<proto.WebcastGiftMessage>) => {
    const { payload } = map(giftOf(fields))
    return payload as { readonly giftImageUrl?: string; readonly receiver?: unknown }
  }
  assert.deepEqual(
    [{ image: image('image') }, { icon: image('icon') }, { image: image('image'), icon: image('icon') }].map(
      (pictures) => payloadOf({ gift: { ...gift, ...pictures } }).giftImageUrl,
    ),
    ['image', 'icon', 'image'].map((name) => `https://example.invalid/${name}.webp`),
  )
  const toUser = userOf({ id: '9', handle: 'host', nickname: 'Host' })
  const monitorInfo = { ...blank(proto.GiftMonitorInfo), toUserId: '8' }
  assert.deepEqual(
    [
      payloadOf({ toUser }),
      payloadOf({ toMemberId: '9', toMemberNickname: 'Host', toUser }),
      payloadOf({ monitorInfo }),
      payloadOf({ toMemberId: '9', monitorInfo }),
      payloadOf({}),
    ].map(({ receiver }) => receiver),
    [
      { userId: '9', uniqueId: 'host', displayName: 'Host' },
      { userId: '9', uniqueId: 'host', displayName: 'Host' },
      { userId: '8' },
      { userId: '9' },
      undefined,
    ],
  )
})

test('likes and joins of somebody are events, those of nobody or of no likes are malformed, and other comings are handed on', () => {
  const mapped = (message: FakeMessage) => {
    const { draft, verdict } = mapper({ ...message, isHistory: false })
    return verdict === 'mapped' ? [draft.eventType, draft.payload] : verdict
  }
  const like = (fields: Partial<proto.WebcastLikeMessage>) =>
    mapped(messages.message('WebcastLikeMessage', proto.WebcastLikeMessage, { user: userOf(ann), count: 15, total: '4000', ...fields }))
  const member = (fields: Partial<proto.WebcastMemberMessage>) =>
    mapped(
      messages.message('WebcastMemberMessage', proto.WebcastMemberMessage, { user: userOf(ann), memberCount: 12, action: 1, ...fields }),
    )
  assert.deepEqual(
    [like({}), like({ count: 0 }), like({ user: undefined }), member({}), member({ action: 0 }), member({ user: undefined })],
    [
      ['like', { likeCount: 15, totalLikeCount: 4000 }],
      'malformed',
      'malformed',
      ['join', { viewerCount: 12, actionId: 1 }],
      'unmapped',
      'malformed',
    ],
  )
})

test('a banner is a subscription only when it says that somebody became a super fan', () => {
  const banner = (fields: Partial<proto.WebcastBarrageMessage>) =>
    map(messages.message('WebcastBarrageMessage', proto.WebcastBarrageMessage, { user: userOf(ann), ...fields })).eventType
  const text = (key: string) => ({ ...blank(proto.MessageCommonText), key })
  const superFan = 'TTLive_SuperFan_CommentNotif_SuperFanJoined'
  assert.deepEqual(
    [
      banner({ content: text('pm_mt_barrage_gift') }),
      banner({}),
      banner({ content: text(superFan), user: undefined }),
      banner({ commonBarrageContent: text(superFan) }),
    ],
    ['raw', 'raw', 'raw', 'subscribe'],
  )
})

test('a chat has its emotes where they stand, and whom it names, by the list or else by the one', () => {
  const emote = (emoteId: string) => ({
    ...blank(proto.EmoteModel),
    emoteId,
    image: { ...blank(proto.ImageModel), urlList: [`https://example.invalid/${emoteId}.webp`] },
  })
  const chat = (fields: Partial<proto.WebcastChatMessage>) =>
    map(messages.message('WebcastChatMessage', proto.WebcastChatMessage, { user: userOf(ann), content: 'x', ...fields })).payload
  const [one, two] = [viewer(1), viewer(2)]
  const named = ({ id, handle, nickname }: typeof one) => ({ userId: id, uniqueId: handle, displayName: nickname })
  const at = (index: number, emoteId: string) => ({ ...blank(proto.EmojiEmoteWithIndex), index, emote: emote(emoteId) })
  assert.deepEqual(
    [
      chat({ emotes: [at(4, '7'), at(9, '0')] }),
      chat({ mentionUsers: [userOf(one)], atUser: userOf(two) }),
      chat({ mentionUsers: [userOf(one), userOf(two)] }),
      chat({ atUser: userOf(two) }),
    ],
    [
      { message: 'x', emotes: [{ emoteId: '7', index: 4, imageUrl: 'https://example.invalid/7.webp' }] },
      { message: 'x', mentions: [named(one)] },
      { message: 'x', mentions: [named(one), named(two)] },
      { message: 'x', mentions: [named(two)] },
    ],
  )
  const many = chat({ emotes: Array(1000).fill(at(1, '7')), mentionUsers: Array(1000).fill(userOf(one)) })
  assert.deepEqual(
    Object.values(many).map((part) => part.length),
    [1, 200, 200],
  )
})

test('a live ends by the two actions that say so and by no other', () => {
  const control = (action: number) => {
    const { draft, verdict } = mapper({
      ...messages.message('WebcastControlMessage', proto.WebcastControlMessage, { action }),
      isHistory: false,
    })
    return verdict === 'mapped' ? draft.payload : verdict
  }
  assert.deepEqual([0, 1, 2, 3, 4, 5, 99].map(control), [
    'unmapped',
    { name: 'tiktok.paused' },
    { name: 'tiktok.resumed' },
    { reason: 'ended' },
    { reason: 'suspended' },
    'unmapped',
    'unmapped',
  ])
})
