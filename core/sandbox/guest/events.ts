import { setExtractor, Unpackr } from 'msgpackr/unpack'
import type { UnifiedEvent } from '#sdk'

const NOT_ASCII = /[\x80-\xff]/

/** The bytes being read, where their text begins in them, and the same as one character a byte. */
let reading = { bytes: new Uint8Array(0) as Uint8Array, start: 0, text: '', fromLatin1: (text: string) => text }

/**
 * Reads the text whose head is at `from`. A slice of what the worker made of the whole event costs a tenth of putting characters together
 * here, and lives no longer than its event.
 */
setExtractor((from) => {
  const { bytes, start, text, fromLatin1 } = reading
  const head = headOf(bytes[from])
  const at = from + head - start
  const raw = text.slice(at, at + lengthAt(bytes, from, head))
  return NOT_ASCII.test(raw) ? fromLatin1(raw) : raw
})

/** How many bytes stand before a text in msgpack, by the first of them. */
function headOf(first = 0): number {
  if (first < 0xd9) return 1
  return first === 0xd9 ? 2 : first === 0xda ? 3 : 5
}

function lengthAt(bytes: Uint8Array, from: number, head: number): number {
  if (head === 1) return (bytes[from] ?? 0) - 0xa0
  let length = 0
  for (let at = from + 1; at < from + head; at += 1) length = length * 256 + (bytes[at] ?? 0)
  return length
}

/** Reads events as the core packed them; `fromLatin1` makes text of UTF-8 that is given as one character a byte. */
export function createEventReader(fromLatin1: (text: string) => string) {
  // One for all: an event is read from the middle of a batch without a view of its own.
  const place = { start: 0, end: 0 }
  let unpackr = new Unpackr({ structures: [] })

  return {
    structures(json: string): void {
      unpackr = new Unpackr({ structures: JSON.parse(json) as string[][] })
    },
    /** `text` is start..end of the bytes, one character a byte. */
    read(bytes: Uint8Array, start: number, end: number, text: string): UnifiedEvent {
      place.start = start
      place.end = end
      reading = { bytes, start, text, fromLatin1 }
      return unpackr.unpack(bytes, place)
    },
  }
}
