import type { User } from '../../../schemas/types.ts'
import type { Draft } from '../source.ts'
import { createScenes } from './scenes.ts'
import { GIFTS, type Gift, VIEWERS } from './script.ts'

type Viewer = Omit<User, 'safeName'>

type Parts = {
  /** At least 0, less than 1. */
  readonly random: () => number
  /** Part of the streaks' keys, so that no other run has the same. */
  readonly run: string
}

/** A situation of a live that can be played: what happens next, again and again. */
export type Pack = {
  readonly title: string
  /** For people. */
  readonly sentence: string
  readonly seconds: number
  readonly perSecond: number
  /** It ends by itself after so many. */
  readonly most?: number
  /** Sockets of games are cut off meanwhile, again and again. */
  readonly cutsGames?: true
  readonly play: (parts: Parts) => () => Draft
}

const source = 'simulator' as const
const LIKES = { all: 10_000, each: 20 }

/** By name, as the API and the command line know them. */
export const PACKS = {
  'gift-storm': {
    title: 'Gift storm',
    sentence: 'Twenty gifts a second, large and small, from everybody at once',
    ...{ seconds: 30, perSecond: 20 },
    play: (parts) => () => gift(one(GIFTS, parts), one(VIEWERS, parts), 1),
  },
  'endless-streak': {
    title: 'Streak with no end',
    sentence: 'One viewer sends roses without a pause, and the platform never says that it was the last',
    ...{ seconds: 60, perSecond: 4 },
    play: endlessStreak,
  },
  'ten-thousand-likes': {
    title: 'Ten thousand likes',
    sentence: `${LIKES.all.toLocaleString('en')} likes in twenty seconds, ${LIKES.each} at a time`,
    ...{ seconds: 20, perSecond: LIKES.all / LIKES.each / 20, most: LIKES.all / LIKES.each },
    play: likes,
  },
  'emoji-bomb': {
    title: 'Emoji bomb',
    sentence: 'Chats and names of everything that Unicode has: families, flags, right to left, and letters piled up',
    ...{ seconds: 15, perSecond: 10 },
    play: (parts) => () => ({
      ...{ eventType: 'chat', source, user: { ...one(VIEWERS, parts), displayName: one(ODD, parts) } },
      payload: { message: one(ODD, parts) },
    }),
  },
  'chat-flood': {
    title: 'Chat flood',
    sentence: 'Fifty chats a second, from five hundred viewers',
    ...{ seconds: 20, perSecond: 50 },
    play: (parts) => {
      const scenes = createScenes(parts)
      return () => ({ ...first(scenes.scene('chat', 0)), user: newcomer(Math.floor(parts.random() * 500)) })
    },
  },
  raid: {
    title: 'Raid',
    sentence: 'Hundreds come in together, every third follows, and some say hello',
    ...{ seconds: 15, perSecond: 20 },
    play: raid,
  },
  'game-offline': {
    title: 'Game offline',
    sentence: 'Gifts go on while the connections of games are cut every five seconds; a game that resumes misses none',
    ...{ seconds: 20, perSecond: 2, cutsGames: true },
    play: (parts) => () => gift(one(GIFTS, parts), one(VIEWERS, parts), 1),
  },
  random: {
    title: 'Anything, now and then',
    sentence: 'One event of any kind every five seconds, for an hour unless stopped',
    ...{ seconds: 3_600, perSecond: 0.2 },
    play: anything,
  },
} as const satisfies Readonly<Record<string, Pack>>

export type PackName = keyof typeof PACKS

function endlessStreak({ run }: Parts): () => Draft {
  const [rose] = GIFTS
  const [viewer] = VIEWERS
  let count = 0
  return () => {
    count += 1
    return { ...gift(rose, viewer, count), streak: { key: `${run}:endless`, count, ended: false } }
  }
}

function likes(parts: Parts): () => Draft {
  let totalLikeCount = 0
  return () => {
    totalLikeCount += LIKES.each
    return { eventType: 'like', source, user: one(VIEWERS, parts), payload: { likeCount: LIKES.each, totalLikeCount } }
  }
}

function raid(): () => Draft {
  let count = 0
  return (): Draft => {
    const step = count % 5
    count += 1
    const user = newcomer(Math.floor(count / 5) * 3 + Math.min(step, 2))
    if (step < 3) return { eventType: 'join', source, user, payload: { viewerCount: 200 + count } }
    if (step === 3) return { eventType: 'follow', source, user, payload: {} }
    return { eventType: 'chat', source, user, payload: { message: 'Hello from the raid! 🎉' } }
  }
}

/** Scenes one after the other; a streak goes on over several events. */
function anything(parts: Parts): () => Draft {
  const scenes = createScenes(parts)
  let waiting: Draft[] = []
  return () => {
    if (waiting.length === 0) waiting = scenes.next().map(({ draft }) => draft)
    return waiting.shift() ?? first(scenes.scene('chat', 0))
  }
}

function gift({ giftId, giftName, coins, streakable }: Gift = ROSE, user: Viewer | undefined, giftCount: number) {
  const price = { giftCount, coins: coins * giftCount, diamondCount: coins }
  return {
    ...{ eventType: 'gift' as const, source, value: { coins: coins * giftCount }, ...(user && { user }) },
    payload: { giftId, giftName, ...price, giftType: streakable ? 1 : 2, isGiftStreak: false },
  }
}

const ROSE: Gift = { giftId: '5655', giftName: 'Rose', coins: 1, streakable: true }

function newcomer(index: number): Viewer {
  const name = `newcomer_${index}`
  return { userId: `simulated:${name}`, uniqueId: name, displayName: `Newcomer ${index}`, badges: [] }
}

function one<T>(choices: readonly T[], { random }: Parts): T {
  const chosen = choices[Math.floor(random() * choices.length)]
  if (chosen === undefined) throw new TypeError('Nothing to choose from')
  return chosen
}

function first(moments: readonly { readonly draft: Draft }[]): Draft {
  const [moment] = moments
  if (!moment) throw new TypeError('A scene without a moment')
  return moment.draft
}

/** Text that programs get wrong. */
const ODD: readonly string[] = [
  '👨‍👩‍👧‍👦👩🏽‍🚀🏳️‍🌈🏴󠁧󠁢󠁥󠁮󠁧󠁿👍🏿'.repeat(6),
  '🔥'.repeat(150),
  `Z${'̷͓̈́'.repeat(60)}a${'̵̹̆'.repeat(60)}lgo`,
  '\u202Eevil\u202C مرحبا שלום abc \u200Bx\u200D',
  '﷽﷽﷽ 𒐫𒐫𒐫 ꧅꧅',
  '\uD83D half a pair \uDE00',
  `<img src=x onerror=alert(1)> {{7*7}} $\{7*7} '"\`;--`,
  'ﬁ Ⅳ ＝cmd ½ ＠SUM(1) =1+1',
  '👩‍❤️‍💋‍👨'.repeat(20),
  'ก็็็็็็็็็็็็็็็็็็็็ สวัสดี',
  '\r\nevent: evil\ndata: x\u2028\u2029',
  'AＡ𝐀𝔸🅰️Ⓐ ｼ ㍿ ꜱᴍᴀʟʟ ʇxǝʇ',
]
