import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixtureOf } from '../../../core/rehearsal/events.ts'
import { createFrames } from '../../../plugins/tikfinity/frames/frames.ts'
import type { EventType, UnifiedEvent } from '../../../schemas/types.ts'

// biome-ignore lint/suspicious/noExplicitAny: fields are read as the programs of others read them.
type Data = any

/** The frame of a canonical event, as a program gets it: through JSON. */
async function frameOf(type: EventType, payload = {}, envelope: Partial<UnifiedEvent> = {}): Promise<{ event: string; data: Data }> {
  const frame = createFrames()(await fixtureOf(type, payload, envelope))
  return JSON.parse(JSON.stringify(frame ?? { event: 'none', data: {} }))
}

const STREAK = { giftId: '5655', giftName: 'Rose', diamondCount: 1, streakId: 'tiktok:7:1:5655:1749859560141' }

/** Two roses, one after the other: what the socket says of it. */
const streakFrames = () =>
  Promise.all([
    frameOf('giftStreak', { ...STREAK, giftCount: 1, delta: 1, streakStatus: 'start' }),
    frameOf('giftStreak', { ...STREAK, giftCount: 2, delta: 1, streakStatus: 'continue' }),
    frameOf('giftStreak', { ...STREAK, giftCount: 2, delta: 0, streakStatus: 'end' }),
    frameOf('gift', { ...STREAK, giftCount: 2, coins: 2, isGiftStreak: true, giftType: 1, endedBy: 'platform' }),
  ])

test('tikfinity: a streak is a frame for each step, and one with repeatEnd for the whole, of one group', async () => {
  const said = (await streakFrames()).map(({ event, data }) => [
    event,
    data.giftType,
    data.repeatCount,
    data.repeatEnd,
    data.groupId,
    data.gift?.repeat_end,
  ])
  assert.deepEqual(said, [
    ['gift', 1, 1, false, '1749859560141', 0],
    ['gift', 1, 2, false, '1749859560141', 0],
    ['none', undefined, undefined, undefined, undefined, undefined],
    ['gift', 1, 2, true, '1749859560141', 1],
  ])
})

test('tikfinity: a program that skips the steps of streaks counts each coin once', async () => {
  const dear = await frameOf('gift', {
    giftId: '11046',
    giftName: 'Galaxy',
    giftCount: 2,
    coins: 2000,
    diamondCount: 1000,
    giftType: 2,
    isGiftStreak: false,
  })
  const frames = [...(await streakFrames()), dear]
  const counted = frames.filter(({ event, data }) => event === 'gift' && !(data.giftType === 1 && !data.repeatEnd))
  assert.equal(
    counted.reduce((sum, { data }) => sum + data.repeatCount * data.diamondCount, 0),
    2002,
  )
})

/** What public programs read of each frame, by the names of their fields; where there are several, the first that is there counts. */
const READ: Readonly<Record<string, Readonly<Record<string, 'string' | 'number' | 'boolean' | 'array'>>>> = {
  chat: {
    comment: 'string',
    nickname: 'string',
    uniqueId: 'string',
    userId: 'string',
    msgId: 'string',
    profilePictureUrl: 'string',
    isModerator: 'boolean',
    isSubscriber: 'boolean',
    followRole: 'number',
    userBadges: 'array',
    tikfinityUsername: 'string',
  },
  gift: {
    nickname: 'string',
    uniqueId: 'string',
    userId: 'string',
    giftId: 'number',
    giftName: 'string',
    giftType: 'number',
    repeatEnd: 'boolean',
    repeatCount: 'number',
    diamondCount: 'number',
    giftPictureUrl: 'string',
    profilePictureUrl: 'string',
    groupId: 'string',
    msgId: 'string',
    describe: 'string',
  },
  like: { nickname: 'string', uniqueId: 'string', likeCount: 'number', totalLikeCount: 'number', profilePictureUrl: 'string' },
  follow: { nickname: 'string', uniqueId: 'string', displayType: 'string', label: 'string', username: 'string' },
  share: { nickname: 'string', uniqueId: 'string', displayType: 'string', label: 'string' },
  member: { nickname: 'string', uniqueId: 'string', actionId: 'number' },
  subscribe: { nickname: 'string', uniqueId: 'string', subMonth: 'number' },
  roomUser: { viewerCount: 'number', topViewers: 'array' },
  emote: { nickname: 'string', emoteId: 'string' },
}

const OF = {
  chat: 'chat',
  gift: 'gift',
  like: 'like',
  follow: 'follow',
  share: 'share',
  member: 'join',
  subscribe: 'subscribe',
  roomUser: 'viewerCount',
  emote: 'emote',
} as const

for (const [name, type] of Object.entries(OF))
  test(`tikfinity: what public programs read of ${name} is there, and of its type`, async () => {
    const { event, data } = await frameOf(type)
    assert.equal(event, name)
    const types = Object.fromEntries(
      Object.keys(READ[name] ?? {}).map((field) => [field, Array.isArray(data[field]) ? 'array' : typeof data[field]]),
    )
    assert.deepEqual(types, READ[name])
  })

test('tikfinity: badges are pictures and levels, as programs draw them', async () => {
  const imageUrl = 'https://example.invalid/badge.png'
  const badges = [
    { kind: 'topGifter', imageUrl },
    { kind: 'gifterLevel', level: 14, imageUrl },
    { kind: 'teamMember', level: 9 },
    { kind: 'moderator' },
    { kind: 'scene77', imageUrl },
  ]
  const { user } = await fixtureOf('chat')
  const { data } = await frameOf('chat', {}, { ...(user && { user: { ...user, badges } }) })
  assert.deepEqual(data.userBadges, [
    { type: 'image', badgeSceneType: 6, displayType: 1, url: imageUrl },
    { type: 'privilege', privilegeId: '0', level: 14, badgeSceneType: 8 },
    { type: 'privilege', privilegeId: '0', level: 9, badgeSceneType: 10 },
    { type: 'pm_mt_moderator_im', name: 'Moderator' },
    { type: 'image', badgeSceneType: 77, displayType: 1, url: imageUrl },
  ])
  assert.deepEqual([data.userSceneTypes, data.topGifterRank], [[6, 8, 10, 1, 77], 1])
})

test('tikfinity: the end of the live and what TikFinity does not know', async () => {
  assert.deepEqual((await frameOf('streamEnd', { reason: 'ended' })).event, 'streamEnd')
  for (const type of ['tip', 'battle', 'raw', 'custom'] as const) assert.equal((await frameOf(type)).event, 'none')
})

test('tikfinity: the total of likes is counted on where TikTok says none', async () => {
  const toFrame = createFrames()
  const totals = []
  for (const payload of [
    { likeCount: 3, totalLikeCount: 10 },
    { likeCount: 5, totalLikeCount: undefined },
  ])
    totals.push(((toFrame(await fixtureOf('like', payload))?.data ?? {}) as Data).totalLikeCount)
  assert.deepEqual(totals, [10, 15])
})

test('tikfinity: nestedUser adds data.user, and nothing else is different', async () => {
  const chat = await fixtureOf('chat')
  const flat: Data = createFrames()(chat)?.data
  const { user, ...data }: Data = createFrames({ nested: true })(chat)?.data ?? {}
  assert.deepEqual(data, flat)
  assert.deepEqual([user.uniqueId, user.nickname, user.userId], [flat.uniqueId, flat.nickname, flat.userId])
})
