import { Unpackr } from 'msgpackr/unpack'
import type { UnifiedEvent } from '#sdk'
import { createEventReader } from './event-reader.ts'

/** Reads events as the core packed them; `utf8` makes text of such bytes of the batch that is being delivered. */
export function createEvents(utf8: (from: number, to: number) => string) {
  const reader = createEventReader(utf8)
  // One for all: an event is read from the middle of a batch without a view of its own.
  const place = { start: 0, end: 0 }
  let unpackr = new Unpackr({ structures: [] })

  return {
    structures(json: string): void {
      const structures = JSON.parse(json) as string[][]
      reader.shapes(structures)
      unpackr = new Unpackr({ structures })
    },
    /** `text` is start..end of the bytes, one character a byte. */
    read(bytes: Uint8Array, start: number, end: number, text: string): UnifiedEvent {
      const event = reader.read(bytes, start, end, text)
      // What the core packed is an event, whoever reads it.
      if (event !== undefined) return event as UnifiedEvent
      place.start = start
      place.end = end
      return unpackr.unpack(bytes, place)
    },
  }
}
