import type { Values } from '#sdk/template'

/** What set an action off, by TikFinity's number. */
export const TRIGGERS = {
  share: 1,
  command: 2,
  giftOfWorth: 3,
  gift: 4,
  join: 6,
  like: 7,
  follow: 9,
  subscribe: 10,
  chat: 11,
  emote: 12,
  firstActivity: 13,
} as const

const WORDS = new Map<unknown, string>(Object.entries(TRIGGERS).map(([word, id]) => [id, word]))

/** TikFinity's context of an action, by the names that our templates know. It is sent by another program: what is no text or number is left out. */
export function valuesOfContext(context: unknown): Values {
  const from = Object(context) as Readonly<Record<string, unknown>>
  return {
    ...{ event: WORDS.get(from.triggerTypeId) ?? '', user: textOf(from.nickname) || textOf(from.username) },
    ...{ userId: textOf(from.userId), username: textOf(from.username) },
    ...{ gift: textOf(from.giftName), giftId: textOf(from.giftId), count: numberOf(from.repeatCount) ?? numberOf(from.likeCount) ?? 1 },
    ...{
      coins: numberOf(from.coins) ?? 0,
      message: textOf(from.comment) || textOf(from.commandParams),
      likes: numberOf(from.totalLikeCount) ?? 0,
    },
  }
}

const textOf = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}
