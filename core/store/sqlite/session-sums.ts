import type { EventType, UnifiedEvent } from '../../../schemas/types.ts'

/** What some events of one session add to its totals. */
export type SessionSums = {
  readonly sessionId: string
  readonly firstSeq: number
  lastSeq: number
  likes: number
  gifts: number
  coins: number
  peakViewers: number
  readonly types: Map<EventType, number>
  readonly tips: Map<string, number>
  readonly gifters: Map<string, { displayName: string; gifts: number; coins: number }>
}

/** Sums stay here when they would grow beyond what a number holds. */
export const LARGEST = Number.MAX_SAFE_INTEGER

/** Sums by session. What happened before the host came, and repeats of other events, add nothing but their numbers. */
export function sumUp(
  events: readonly { readonly event: UnifiedEvent }[],
  isReplay: (sessionId: string) => boolean,
): ReadonlyMap<string, SessionSums> {
  const sums = new Map<string, SessionSums>()
  let last: SessionSums | undefined
  for (const { event } of events) {
    const isRepeat = event.replay !== undefined && !isReplay(event.sessionId)
    if (isRepeat) continue
    if (last?.sessionId !== event.sessionId) last = sumsOf(sums, event)
    last.lastSeq = event.seqNo
    if (event.source !== 'history') add(last, event)
  }
  return sums
}

function sumsOf(sums: Map<string, SessionSums>, { sessionId, seqNo }: UnifiedEvent): SessionSums {
  const known = sums.get(sessionId)
  if (known) return known
  const fresh = {
    ...{ sessionId, firstSeq: seqNo, lastSeq: seqNo },
    ...{ likes: 0, gifts: 0, coins: 0, peakViewers: 0 },
    ...{ types: new Map(), tips: new Map(), gifters: new Map() },
  }
  sums.set(sessionId, fresh)
  return fresh
}

function add(sums: SessionSums, event: UnifiedEvent) {
  sums.types.set(event.eventType, (sums.types.get(event.eventType) ?? 0) + 1)
  if (event.eventType === 'like') sums.likes = plus(sums.likes, event.payload.likeCount)
  else if (event.eventType === 'viewerCount') sums.peakViewers = Math.max(sums.peakViewers, plus(0, event.payload.viewerCount))
  else if (event.eventType === 'gift') addGift(sums, event)
  else if (event.eventType === 'tip') {
    const { amountCents = 0, currency = 'XXX' } = event.value
    sums.tips.set(currency, plus(sums.tips.get(currency) ?? 0, amountCents))
  }
}

function addGift(sums: SessionSums, { user, payload }: Extract<UnifiedEvent, { eventType: 'gift' }>) {
  const { userId, displayName } = user
  const count = plus(0, payload.giftCount)
  const coins = plus(0, payload.coins)
  sums.gifts = plus(sums.gifts, count)
  sums.coins = plus(sums.coins, coins)
  const gifter = sums.gifters.get(userId)
  sums.gifters.set(userId, { displayName, gifts: plus(gifter?.gifts ?? 0, count), coins: plus(gifter?.coins ?? 0, coins) })
}

/** A whole number from 0 to the largest, whatever is added. */
function plus(sum: number, more: number): number {
  return more > 0 ? Math.min(LARGEST, sum + Math.trunc(more)) : sum
}
