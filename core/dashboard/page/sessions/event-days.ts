import type { UnifiedEvent } from '../../../../schemas/types.ts'

export type EventDay = { readonly day: string; readonly events: readonly UnifiedEvent[] }

/** The same events in their order, a day where this browser is at a time; `day` is its first moment. */
export function byDay(events: readonly UnifiedEvent[]): readonly EventDay[] {
  const days = new Map<string, UnifiedEvent[]>()
  for (const event of events) {
    const at = new Date(event.ingestedAt)
    const day = new Date(at.getFullYear(), at.getMonth(), at.getDate()).toISOString()
    days.set(day, [...(days.get(day) ?? []), event])
  }
  return [...days].map(([day, of]) => ({ day, events: of }))
}
