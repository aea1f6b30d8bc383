import type { EventType, UnifiedEvent } from '#sdk'
import type { Schedule } from './outbox/schedule.ts'

export type KindName = 'discord' | 'standard' | 'classic'

/** One place that events go to, complete. */
export type Endpoint = {
  /** Letters, digits and dashes; no other has it. */
  readonly name: string
  readonly kind: KindName
  readonly url: URL
  /** Secrets that sign; the newest first. */
  readonly secrets: readonly string[]
  readonly events: ReadonlySet<EventType | '*'>
  /** Coins of a gift, or cents of a tip. */
  readonly atLeast: number
  /** What its kind is to write; empty for what it writes by itself. */
  readonly template: string
  readonly schedule: Schedule
}

/** Whether the endpoint is to hear of an event. What the platform says of the time before we came is never sent. */
export function wants({ events, atLeast }: Pick<Endpoint, 'events' | 'atLeast'>, event: UnifiedEvent): boolean {
  if (event.source === 'history' || !(events.has('*') || events.has(event.eventType))) return false
  if (event.eventType === 'gift') return event.payload.coins >= atLeast
  if (event.eventType === 'tip') return (event.value.amountCents ?? 0) >= atLeast
  return true
}
