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
  /** So many were counted already, in a gift that took the streak for ended; 0 for nearly all. */
  readonly base: number
  /** Lowest count seen; what is below it was given before we joined. */
  readonly lowest: number
  readonly coinsEach: number
  readonly seenAt: number
  /** What is to blame if no step comes any more. */
  readonly fate: EndedBy
}

type Unnumbered<T extends 'gift' | 'giftStreak'> = Omit<EventOf<T>, 'seqNo' | 'ingestedAt'>

/** The streak after one more message of it. */
export function advanced(
  before: Streak | undefined,
  step: { streakId: string; gift: NewGift; count: number; base: number; seenAt: number },
): Streak {
  const { streakId, gift, count, base, seenAt } = step
  // What was seen live stays live, also when the platform sends a step of it again as history.
  const source = before && gift.source === 'history' ? before.gift.source : gift.source
  return {
    streakId,
    gift: source === gift.source ? gift : { ...gift, source },
    count: Math.max(before?.count ?? 0, count),
    base: before?.base ?? base,
    lowest: Math.min(before?.lowest ?? count, count),
    coinsEach: gift.payload.diamondCount ?? Math.floor(gift.payload.coins / gift.payload.giftCount),
    seenAt,
    fate: 'idle',
  }
}

/** The streak that a stored step tells of, for when the process that counted it is gone. */
export function restored(
  before: Streak | undefined,
  step: EventOf<'giftStreak'>,
  { base, seenAt }: { base: number; seenAt: number },
): Streak {
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
    ...advanced(before, { streakId, gift, count: giftCount, base, seenAt }),
    lowest: Math.min(before?.lowest ?? giftCount, missedCount + 1),
    coinsEach: diamondCount ?? (delta > 0 ? Math.floor(coins / delta) : (before?.coinsEach ?? 0)),
    fate: 'restart',
  }
}

/** What one step says: how many it added, and how many there are. */
export function progressOf(
  streak: Streak,
  { eventId, delta, status }: { eventId: string; delta: number; status: NewGiftStreak['payload']['streakStatus'] },
): NewGiftStreak {
  const { streakId, gift, count, coinsEach } = streak
  const missedCount = missedOf(streak)
  const { giftId, giftName, diamondCount, giftImageUrl, receiver } = gift.payload
  const coins = price(delta, coinsEach)
  const payload: NewGiftStreak['payload'] = { giftId, giftName, giftCount: count, delta, coins, streakId, streakStatus: status }
  if (diamondCount !== undefined) payload.diamondCount = diamondCount
  if (giftImageUrl !== undefined) payload.giftImageUrl = giftImageUrl
  if (missedCount > 0) payload.missedCount = missedCount
  if (receiver) payload.receiver = receiver
  const { schemaVersion, streamId, sessionId, source, timestamp, user, hops } = gift
  // No value: it would be counted twice, here and in the gift.
  const event: NewGiftStreak = {
    schemaVersion,
    eventId,
    eventType: 'giftStreak',
    triggerId: TRIGGER_ID.giftStreak,
    streamId,
    sessionId,
    source,
    timestamp,
    user,
    payload,
  }
  if (hops !== undefined) event.hops = hops
  return event
}

/**
 * The gift that a whole streak is, or what came of it after it was taken for ended. Its id is the streak's own, so that no reconnect or
 * restart can count it twice.
 */
export function giftOf(streak: Streak, endedBy: EndedBy): NewGift {
  const { streakId, gift, count, base, coinsEach } = streak
  const missedCount = missedOf(streak)
  const giftCount = count - base
  const coins = price(giftCount, coinsEach)
  const payload: NewGift['payload'] = { ...gift.payload, giftCount, coins, isGiftStreak: true, streakId, endedBy }
  if (missedCount > 0) payload.missedCount = missedCount
  const value = { ...gift.value, ...diamondsOf(gift, giftCount), coins }
  return { ...gift, eventId: lastIdOf(streak, 'gift'), value, payload }
}

/** The id of what a streak ends with: another one each time, since it may go on after it was taken for ended. */
export function lastIdOf({ streakId, base }: Pick<Streak, 'streakId' | 'base'>, last: 'end' | 'gift'): string {
  return `${streakId}:${last}${base > 0 ? `:${base}` : ''}`
}

/** How many of its streak are counted with this gift and those before it, which its id tells of. */
export function countedWith({ eventId, payload }: EventOf<'gift'>): number {
  return Number(/:gift:(\d+)$/.exec(eventId)?.[1] ?? 0) + payload.giftCount
}

/** As many for each as the newest message says, which may not be the one with the highest count. */
function diamondsOf({ value, payload }: NewGift, giftCount: number) {
  return value?.diamonds === undefined ? {} : { diamonds: price(giftCount, Math.floor(value.diamonds / payload.giftCount)) }
}

/** How many were given before we joined. */
function missedOf({ lowest, base }: Streak) {
  return base > 0 ? 0 : lowest - 1
}

function price(count: number, coinsEach: number) {
  return Math.min(Number.MAX_SAFE_INTEGER, count * coinsEach)
}
