import type { UnifiedEvent } from '#sdk'
import { PermanentError } from '#sdk/failures'
import { fill, valuesOf } from '#sdk/template'

/** What the specification advises: larger payloads are refused by many. */
const MOST_BYTES = 20_000

const sizeOf = (text: string) => new TextEncoder().encode(text).byteLength

/** A body of JSON: what the template says, each value encoded as part of a JSON string, or what `otherwise` makes of the event. */
export function bodyOf(event: UnifiedEvent, template: string, otherwise: (event: UnifiedEvent) => unknown): string {
  if (template.trim() !== '') return filled(event, template)
  const whole = JSON.stringify(otherwise(event))
  return sizeOf(whole) <= MOST_BYTES ? whole : JSON.stringify(otherwise(shortened(event)))
}

function filled(event: UnifiedEvent, template: string): string {
  const body = fill(template, valuesOf(event), (text) => JSON.stringify(text).slice(1, -1))
  try {
    JSON.parse(body)
  } catch {
    throw new PermanentError('The template makes no JSON of this event; put its texts in quotes')
  }
  return body
}

/** Who and what, without the payload: the receiver can ask for the rest by the eventId. */
function shortened({ payload: _, original: __, ...event }: UnifiedEvent): UnifiedEvent {
  // What leaves is only serialised.
  return { ...event, payload: { isShortened: true } } as unknown as UnifiedEvent
}
