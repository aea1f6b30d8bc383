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

/**
 * Which of the rules an event calls for, in their order; those that cool down are left out, but not for another try of the event that they were last
 * called for. `now` is in milliseconds.
 */
export function createRules<R extends When>(rules: readonly R[], now: () => number = Date.now) {
  const lastCalls = new Map<R, { readonly eventId: string; readonly at: number }>()
  return (event: UnifiedEvent): readonly R[] =>
    rules.filter((rule) => {
      if (!fits(rule, event)) return false
      const last = lastCalls.get(rule)
      if (last?.eventId === event.eventId) return true
      if (rule.coolDownSeconds && last && now() - last.at < rule.coolDownSeconds * 1000) return false
      lastCalls.set(rule, { eventId: event.eventId, at: now() })
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
