import type { EventOf, EventType, UnifiedEvent } from '../../schemas/types.ts'

/** When something is to be done. What is left out does not matter. */
export type When = {
  readonly event: EventType
  /** Name of the gift; letters of either case. */
  readonly gift?: string
  /** Coins of the whole gift, or cents of a tip. */
  readonly atLeast?: number
  /** The first word of a chat, for example !jump; letters of either case. */
  readonly word?: string
  /** Seconds in which it is not done again. */
  readonly coolDownSeconds?: number
}

/** Events of a rule that may be tried again. */
const REMEMBERED = 100

/**
 * Which of the rules an event calls for, in their order; those that cool down are left out, but not for another try of an event that they were called
 * for: it has the same answer, whatever came in between. `now` is in milliseconds, of which only differences count.
 */
export function createRules<R extends When>(rules: readonly R[], now: () => number = () => performance.now()) {
  const calls = new Map<R, { readonly at: number; readonly eventIds: readonly string[] }>()
  return (event: UnifiedEvent): readonly R[] =>
    rules.filter((rule) => {
      if (!fits(rule, event)) return false
      if (!rule.coolDownSeconds) return true
      const { at = Number.NEGATIVE_INFINITY, eventIds = [] } = calls.get(rule) ?? {}
      if (eventIds.includes(event.eventId)) return true
      if (now() - at < rule.coolDownSeconds * 1000) return false
      calls.set(rule, { at: now(), eventIds: [...eventIds, event.eventId].slice(-REMEMBERED) })
      return true
    })
}

function fits({ event: type, gift, atLeast = 0, word }: When, event: UnifiedEvent): boolean {
  if (event.eventType !== type) return false
  if (gift && !(isGift(event) && same(event.payload.giftName, gift))) return false
  if (word && !(event.eventType === 'chat' && same(event.payload.message.trim().split(/\s+/)[0] ?? '', word))) return false
  return worthOf(event) >= atLeast
}

function worthOf(event: UnifiedEvent): number {
  if (isGift(event)) return event.payload.coins ?? 0
  if (event.eventType === 'tip') return event.value.amountCents ?? 0
  return Number.POSITIVE_INFINITY
}

const isGift = (event: UnifiedEvent): event is EventOf<'gift' | 'giftStreak'> =>
  event.eventType === 'gift' || event.eventType === 'giftStreak'

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase()
