import { type EventOf, TRIGGER_ID } from '../../schemas/types.ts'

export type NewGift = Unnumbered<'gift'>
export type NewGiftStreak = Unnumbered<'giftStreak'>
export type EndedBy = NonNullable<EventOf<'gift'>['payload']['endedBy']>

/** One streak as far as it is known: the newest message of it, and what all of them together say. */
export type Streak = {
  readonly streakId: string
  readonly gift: NewGift
  /** Highest count seen. */
  readonly count: number
  /** Lowest count seen; what is below it was given before we joined. */
  readonly lowest: number
  readonly coinsEach: number
  readonly seenAt: number
  /** What is to blame if no step comes any more. */
  readonly fate: EndedBy
}

type Unnumbered<T extends 'gift' | 'giftStreak'> = Omit<EventOf<T>, 'seqNo' | 'ingestedAt'>

/** The streak after one more message of it. */
export function advanced(streakId: string, before: Streak | undefined, gift: NewGift, count: number, seenAt: number): Streak {
  // What was seen live stays live, also when the platform sends a step of it again as history.
  const source = before && gift.source === 'history' ? before.gift.source : gift.source
  return {
    streakId,
    gift: source === gift.source ? gift : { ...gift, source },
    count: Math.max(before?.count ?? 0, count),
    lowest: Math.min(before?.lowest ?? count, count),
    coinsEach: gift.payload.diamondCount ?? Math.floor(gift.payload.coins / gift.payload.giftCount),
    seenAt,
    fate: 'idle',
  }
}

/** The streak that a stored step tells of, for when the process that counted it is gone. */
export function restored(before: Streak | undefined, step: EventOf<'giftStreak'>, seenAt: number): Streak {
  const { giftId, giftName, giftCount, delta, coins = 0, diamondCount, giftImageUrl, receiver, streakId, missedCount = 0 } = step.payload
  const { seqNo: _seqNo, ingestedAt: _ingestedAt, ...envelope } = step
  const payload = {
    ...{ giftId, giftName, giftCount, coins: 0, giftType: 1 },
    ...(diamondCount !== undefined && { diamondCount }),
    ...(giftImageUrl !== undefined && { giftImageUrl }),
    ...(receiver && { receiver }),
  }
  const gift: NewGift = { ...envelope, eventType: 'gift', triggerId: TRIGGER_ID.gift, payload }
  return {
    ...advanced(streakId, before, gift, giftCount, seenAt),
    lowest: Math.min(before?.lowest ?? giftCount, missedCount + 1),
    coinsEach: diamondCount ?? (delta > 0 ? Math.floor(coins / delta) : (before?.coinsEach ?? 0)),
    fate: 'restart',
  }
}

/** What one step says: how many it added, and how many there are. */
export function progressOf(
  { streakId, gift, count, lowest, coinsEach }: Streak,
  { eventId, delta, status }: { eventId: string; delta: number; status: NewGiftStreak['payload']['streakStatus'] },
): NewGiftStreak {
  const { giftId, giftName, diamondCount, giftImageUrl, receiver } = gift.payload
  const { value: _value, original: _original, ...envelope } = gift
  const payload: NewGiftStreak['payload'] = {
    ...{ giftId, giftName, giftCount: count, delta, coins: price(delta, coinsEach) },
    ...(diamondCount !== undefined && { diamondCount }),
    ...(giftImageUrl !== undefined && { giftImageUrl }),
    ...(lowest > 1 && { missedCount: lowest - 1 }),
    ...(receiver && { receiver }),
    ...{ streakId, streakStatus: status },
  }
  // No value: it would be counted twice, here and in the gift.
  return { ...envelope, eventId, eventType: 'giftStreak', triggerId: TRIGGER_ID.giftStreak, payload }
}

/** The gift that a whole streak is. Its id is the streak's own, so that no reconnect or restart can count it twice. */
export function giftOf({ streakId, gift, count, lowest, coinsEach }: Streak, endedBy: EndedBy): NewGift {
  const { giftId, giftName, diamondCount, giftType, giftImageUrl, receiver } = gift.payload
  const coins = price(count, coinsEach)
  const payload: NewGift['payload'] = {
    ...{ giftId, giftName, giftCount: count, coins },
    ...(diamondCount !== undefined && { diamondCount }),
    ...(giftType !== undefined && { giftType }),
    ...(giftImageUrl !== undefined && { giftImageUrl }),
    ...{ isGiftStreak: true, streakId, endedBy },
    ...(lowest > 1 && { missedCount: lowest - 1 }),
    ...(receiver && { receiver }),
  }
  return { ...gift, eventId: `${streakId}:gift`, value: { ...gift.value, coins }, payload }
}

function price(count: number, coinsEach: number) {
  return Math.min(Number.MAX_SAFE_INTEGER, count * coinsEach)
}
