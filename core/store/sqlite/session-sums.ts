import type { EventType, UnifiedEvent } from '../../../schemas/types.ts'
import { reversalOf, type TipReversal } from '../../base/tip-reversal.ts'
import { type Seen, STEP } from './viewer-steps.ts'

/** Money that was given in one currency. */
type Given = { cents: number; tips: number }

/** What some events of one session add to its totals. */
export type SessionSums = {
  readonly sessionId: string
  readonly firstSeq: number
  lastSeq: number
  likes: number
  gifts: number
  coins: number
  peakViewers: number
  /** How many watch, as it was said last. */
  viewers: number | undefined
  readonly types: Map<EventType, number>
  readonly tips: Map<string, Given>
  readonly gifters: Map<string, { displayName: string; gifts: number; coins: number }>
  /** Real tips only, as those below; repeats and simulations are no money. */
  readonly given: { readonly seqNo: number; readonly currency: string; readonly cents: number }[]
  /** By userId and currency. */
  readonly tippers: Map<string, { readonly userId: string; readonly currency: string; displayName: string } & Given>
  /** Tips of this session that were taken back; those of a replay are only in its totals. */
  readonly reversed: (TipReversal & { readonly isReal: boolean; readonly userId: string | undefined })[]
  readonly seen: Map<string, Seen>
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
  const fresh: SessionSums = {
    ...{ sessionId, firstSeq: seqNo, lastSeq: seqNo },
    ...{ likes: 0, gifts: 0, coins: 0, peakViewers: 0, viewers: undefined },
    ...{ types: new Map(), tips: new Map(), gifters: new Map(), given: [], tippers: new Map(), reversed: [], seen: new Map() },
  }
  sums.set(sessionId, fresh)
  return fresh
}

function add(sums: SessionSums, event: UnifiedEvent) {
  sums.types.set(event.eventType, (sums.types.get(event.eventType) ?? 0) + 1)
  if (event.user && event.replay === undefined) addSeen(sums, event)
  if (event.eventType === 'like') sums.likes = plus(sums.likes, event.payload.likeCount)
  else if (event.eventType === 'viewerCount') {
    sums.viewers = plus(0, event.payload.viewerCount)
    sums.peakViewers = Math.max(sums.peakViewers, sums.viewers)
  } else if (event.eventType === 'gift') addGift(sums, event)
  else if (event.eventType === 'tip') addTip(sums, event)
  else if (event.eventType === 'custom') addReversal(sums, event)
}

function addSeen({ seen }: SessionSums, { user, eventType }: UnifiedEvent) {
  if (!user || user.userId === '') return
  const known = seen.get(user.userId)
  const steps = STEP[eventType] ?? 1
  if (known) {
    known.steps |= steps
    known.user = user
  } else seen.set(user.userId, { user, steps })
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

function addTip(sums: SessionSums, tip: Extract<UnifiedEvent, { eventType: 'tip' }>) {
  const { user, value, seqNo } = tip
  const { amountCents, currency = 'XXX' } = value
  const cents = plus(0, amountCents ?? 0)
  const all = sums.tips.get(currency) ?? { cents: 0, tips: 0 }
  sums.tips.set(currency, more(all, cents))
  if (!isMoney(tip)) return
  sums.given.push({ seqNo, currency, cents })
  if (!user) return
  const { userId, displayName } = user
  const key = `${currency} ${userId}`
  const tipper = sums.tippers.get(key) ?? { userId, currency, displayName, cents: 0, tips: 0 }
  sums.tippers.set(key, { ...tipper, displayName, ...more(tipper, cents) })
}

function addReversal({ reversed }: SessionSums, event: Extract<UnifiedEvent, { eventType: 'custom' }>) {
  const reversal = reversalOf(event)
  if (reversal) reversed.push({ ...reversal, isReal: isMoney(event), userId: event.user?.userId })
}

/** What is simulated or repeated is none. */
function isMoney({ source, replay }: UnifiedEvent): boolean {
  return source !== 'simulator' && replay === undefined
}

const more = ({ cents, tips }: Given, added: number): Given => ({ cents: plus(cents, added), tips: tips + 1 })

/** A whole number from 0 to the largest, whatever is added. */
function plus(sum: number, more: number): number {
  return more > 0 ? Math.min(LARGEST, sum + Math.trunc(more)) : sum
}
