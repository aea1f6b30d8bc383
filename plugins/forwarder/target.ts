import type { EventType, UnifiedEvent } from '#sdk'

/** One place that the stream goes to, complete. */
export type Target = {
  /** Letters, digits and dashes; no other has it. */
  readonly name: string
  readonly url: URL
  readonly format: 'ndjson' | 'json'
  /** What it gets; everything when empty. */
  readonly events: ReadonlySet<EventType>
  /** Events in one request, at most. */
  readonly batch: number
  /** Sent as `Authorization: Bearer`. */
  readonly token: string | undefined
  /** Where it begins that has had nothing yet. */
  readonly from: 'now' | 'beginning'
}

/** Whether the target is to get an event. What is replayed only goes there when the replay names this plugin. */
export function wants(
  { events }: Pick<Target, 'events'>,
  { eventType, replay }: Pick<UnifiedEvent, 'eventType' | 'replay'>,
  plugin: string,
): boolean {
  return (events.size === 0 || events.has(eventType)) && (!replay || replay.to?.includes(plugin) === true)
}
