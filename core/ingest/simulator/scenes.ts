import type { Draft } from '../source.ts'
import { CHATS, GIFTS, type Gift, MIX, QUESTIONS, VIEWERS } from './script.ts'

/** One thing that happens, and how long after the one before. */
export type Moment = { readonly afterMs: number; readonly draft: Draft }

export type SceneKind = keyof typeof MIX

type Parts = {
  /** At least 0, less than 1. */
  readonly random: () => number
  /** Part of the streaks' keys, so that no other run has the same. */
  readonly run: string
}

/** Plays scenes of a live, each made up anew: same randomness, same live. */
export function createScenes({ random, run }: Parts) {
  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1))
  const source = 'simulator' as const
  let viewers = between(180, 320)
  let totalViewers = viewers
  let totalLikes = 0
  let streaks = 0

  function one<T>(choices: readonly T[]): T {
    const chosen = choices[Math.floor(random() * choices.length)]
    if (chosen === undefined) throw new TypeError('Nothing to choose from')
    return chosen
  }

  /** The cheap ones much more often. */
  const gift = (wanted: (gift: Gift) => boolean) => {
    const choices = GIFTS.filter(wanted)
    return choices[Math.floor(random() ** 2 * choices.length)] ?? one(choices)
  }

  const giftDraft = ({ giftId, giftName, coins, streakable }: Gift, giftCount: number) => ({
    eventType: 'gift' as const,
    source,
    value: { coins: coins * giftCount },
    payload: {
      giftId,
      giftName,
      giftCount,
      coins: coins * giftCount,
      diamondCount: coins,
      giftType: streakable ? 1 : 2,
      isGiftStreak: streakable,
    },
  })

  /** Every step from the first gift to the platform's word that it was the last. */
  function streak(): readonly Moment[] {
    const user = one(VIEWERS)
    const given = gift(({ streakable }) => streakable)
    const key = `${run}:${++streaks}:${user.userId}:${given.giftId}`
    const last = between(2, 12)
    const counts = Array.from({ length: last }, (_, index) => index + 1)
    const step = (count: number, ended: boolean) => ({ ...giftDraft(given, count), user, streak: { key, count, ended } })
    return [
      ...counts.map((count) => ({ afterMs: between(180, 420), draft: step(count, false) })),
      { afterMs: between(500, 900), draft: step(last, true) },
    ]
  }

  function viewerCount(): Draft {
    viewers = Math.max(20, viewers + between(-15, 18))
    totalViewers += between(0, 12)
    return { eventType: 'viewerCount', source, payload: { viewerCount: viewers, totalViewers } }
  }

  function like(): Draft {
    const likeCount = between(1, 15)
    totalLikes += likeCount
    return { eventType: 'like', source, user: one(VIEWERS), payload: { likeCount, totalLikeCount: totalLikes } }
  }

  const drafts = {
    chat: () => ({ eventType: 'chat', source, user: one(VIEWERS), payload: { message: one(CHATS) } }),
    like,
    join: () => ({ eventType: 'join', source, user: one(VIEWERS), payload: { viewerCount: viewers } }),
    gift: () => ({
      ...giftDraft(
        gift(({ streakable }) => !streakable),
        1,
      ),
      user: one(VIEWERS),
    }),
    follow: () => ({ eventType: 'follow', source, user: one(VIEWERS), payload: {} }),
    share: () => ({ eventType: 'share', source, user: one(VIEWERS), payload: {} }),
    viewerCount,
    question: () => ({ eventType: 'question', source, user: one(VIEWERS), payload: { question: one(QUESTIONS) } }),
    emote: () => ({ eventType: 'emote', source, user: one(VIEWERS), payload: { emoteId: '7220000000000000042' } }),
    subscribe: () => ({ eventType: 'subscribe', source, user: one(VIEWERS), payload: { subMonth: between(1, 12) } }),
  } satisfies Record<Exclude<SceneKind, 'streak'>, () => Draft>

  /** A scene of this kind; a streak has many moments. */
  function scene(kind: SceneKind, afterMs: number): readonly Moment[] {
    return kind === 'streak' ? streak() : [{ afterMs, draft: drafts[kind]() }]
  }

  /** Any scene, as often as the script wants it. */
  const next = () => scene(one(BAG), between(150, 1400))

  return { scene, next }
}

/** Every kind as often as the mix says; its keys are the kinds, by definition. */
const BAG = Object.entries(MIX).flatMap(([kind, parts]) => Array<SceneKind>(parts).fill(kind as SceneKind))
