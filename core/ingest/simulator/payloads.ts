import type { EventType } from '../../../schemas/types.ts'
import type { Fields } from './fields.ts'
import { GIFTS } from './script.ts'

type Shape = {
  /** Whether somebody did it; if not, a user is only in the event when the input names one. */
  readonly byUser: boolean
  /** Undefined fields are left out. */
  readonly payload: (fields: Fields, now: () => string) => Readonly<Record<string, unknown>>
}

/** How the payload of each type is made of friendly input; nothing given gives something sensible. */
export const SHAPES = {
  chat: {
    byUser: true,
    payload: (given) => ({
      message: given.text('message', 'comment', 'text') ?? 'Hello! 👋',
      emotes: given.list('emotes'),
      language: given.text('language'),
      mentions: given.list('mentions'),
    }),
  },
  gift: { byUser: true, payload: gift },
  like: {
    byUser: true,
    payload: (given) => ({
      likeCount: given.count(['likeCount', 'likes', 'count'], { least: 1 }) ?? 1,
      totalLikeCount: given.count(['totalLikeCount', 'totalLikes']),
    }),
  },
  follow: {
    byUser: true,
    payload: (given) => ({ displayType: given.text('displayType'), followCount: given.count(['followCount']) }),
  },
  share: {
    byUser: true,
    payload: (given) => ({
      displayType: given.text('displayType'),
      shareCount: given.count(['shareCount']),
      shareTarget: given.text('shareTarget', 'target'),
    }),
  },
  join: {
    byUser: true,
    payload: (given) => ({ viewerCount: given.count(['viewerCount', 'viewers']), actionId: given.count(['actionId']) }),
  },
  subscribe: {
    byUser: true,
    payload: (given) => ({
      subMonth: given.count(['subMonth', 'months']) ?? 1,
      subscribeType: given.text('subscribeType', 'type'),
    }),
  },
  emote: {
    byUser: true,
    payload: (given) => ({
      emoteId: given.text('emoteId', 'emote') ?? '1',
      emoteImageUrl: given.text('emoteImageUrl', 'imageUrl'),
      emotes: given.list('emotes'),
    }),
  },
  battle: {
    byUser: false,
    payload: (given) => ({
      battleId: given.text('battleId'),
      battleStatus: given.text('battleStatus', 'status') ?? 'started',
      participants: given.list('participants'),
    }),
  },
  connected: {
    byUser: false,
    payload: (given) => ({ roomId: given.text('roomId'), provider: given.text('provider'), attempt: given.count(['attempt']) }),
  },
  disconnected: {
    byUser: false,
    payload: (given) => ({
      code: given.count(['code']),
      reason: given.text('reason') ?? 'The connection was lost',
      willReconnect: given.flag('willReconnect') ?? true,
      retryInMs: given.count(['retryInMs']),
    }),
  },
  error: {
    byUser: false,
    payload: (given) => ({ message: given.text('message', 'error') ?? 'Something went wrong', code: given.text('code') }),
  },
  raw: {
    byUser: false,
    payload: (given) => ({
      rawType: given.text('rawType', 'type') ?? 'SimulatedMessage',
      reason: given.text('reason') ?? 'unknown',
      data: given.text('data'),
      truncated: given.flag('truncated'),
    }),
  },
  viewerCount: {
    byUser: false,
    payload: (given) => ({
      viewerCount: given.count(['viewerCount', 'viewers', 'count']) ?? 100,
      totalViewers: given.count(['totalViewers']),
      topViewers: given.list('topViewers'),
    }),
  },
  streamEnd: { byUser: false, payload: (given) => ({ reason: given.text('reason') ?? 'ended' }) },
  tip: {
    byUser: false,
    payload: (given) => ({
      tipperName: given.text('tipperName', 'nickname', 'displayName', 'username', 'from') ?? 'Viewer',
      message: given.text('message', 'comment', 'text'),
      method: given.text('method') ?? 'api',
    }),
  },
  giftStreak: {
    byUser: true,
    payload: (given) => {
      const { giftId, giftName, giftCount, diamondCount, giftImageUrl } = gift(given)
      const delta = given.count(['delta']) ?? 1
      return {
        giftId,
        giftName,
        giftCount,
        delta,
        coins: diamondCount === undefined ? undefined : diamondCount * delta,
        diamondCount,
        giftImageUrl,
        streakId: given.text('streakId') ?? 'simulated',
        streakStatus: given.text('streakStatus', 'status') ?? 'continue',
      }
    },
  },
  question: {
    byUser: true,
    payload: (given) => ({
      questionId: given.text('questionId'),
      question: given.text('question', 'message', 'text') ?? 'What is your setup?',
    }),
  },
  envelope: {
    byUser: false,
    payload: (given) => ({
      envelopeId: given.text('envelopeId'),
      diamondCount: given.count(['diamondCount', 'coins']) ?? 100,
      peopleCount: given.count(['peopleCount', 'people']) ?? 10,
      unpackAt: given.text('unpackAt'),
      isSuperFanBox: given.flag('isSuperFanBox'),
    }),
  },
  goalUpdate: {
    byUser: false,
    payload: (given) => ({
      goalId: given.text('goalId'),
      title: given.text('title') ?? 'Goal',
      progress: given.count(['progress']) ?? 1,
      target: given.count(['target']) ?? 100,
      contributor: given.text('contributor', 'username'),
    }),
  },
  chatDeleted: {
    byUser: false,
    payload: (given) => ({ messageIds: given.list('messageIds') ?? [], userIds: given.list('userIds') ?? [] }),
  },
  caption: {
    byUser: false,
    payload: (given) => ({ text: given.text('text', 'message') ?? 'Hello and welcome', language: given.text('language') }),
  },
  gap: {
    byUser: false,
    payload: (given, now) => ({
      from: given.text('from') ?? now(),
      to: given.text('to') ?? now(),
      reason: given.text('reason') ?? 'The connection was lost',
      lastEventId: given.text('lastEventId'),
    }),
  },
  streamStart: { byUser: false, payload: (given) => ({ roomId: given.text('roomId'), title: given.text('title') }) },
  custom: {
    byUser: false,
    payload: (given) => ({ name: given.text('name') ?? 'simulated', data: given.object('data') }),
  },
} satisfies Record<EventType, Shape>

/** A gift of the catalogue by its name or id, or one of its own; `coins` is the price of all, `diamondCount` of one. */
function gift(given: Fields) {
  const giftId = given.text('giftId')
  const giftName = given.text('giftName', 'gift')
  const asked = giftName ?? (giftId === undefined ? 'Rose' : undefined)
  const known = GIFTS.find((one) => (asked === undefined ? one.giftId === giftId : one.giftName.toLowerCase() === asked.toLowerCase()))
  const giftCount = given.count(['giftCount', 'repeatCount', 'count', 'amount'], { least: 1, most: 1_000_000 }) ?? 1
  const total = given.count(['coins'])
  const diamondCount = given.count(['diamondCount', 'diamonds', 'price'], { most: 1_000_000 }) ?? priceOfOne(total, giftCount, known?.coins)
  return {
    giftId: giftId ?? known?.giftId ?? '1',
    giftName: known?.giftName ?? asked ?? `Gift ${giftId}`,
    giftCount,
    coins: total ?? (diamondCount ?? 1) * giftCount,
    diamondCount,
    giftType: given.count(['giftType']) ?? (known && !known.streakable ? 2 : 1),
    giftImageUrl: given.text('giftImageUrl', 'giftPictureUrl'),
  }
}

/** Of a total that cannot be split evenly, nothing is known. */
function priceOfOne(total: number | undefined, giftCount: number, listed = 1): number | undefined {
  if (total === undefined) return listed
  return total % giftCount === 0 ? total / giftCount : undefined
}
