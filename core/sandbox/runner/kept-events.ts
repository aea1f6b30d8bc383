import { type Batch, ITEM_FLOATS, KEPT_EVENT_BYTES } from '../protocol.ts'

type Part = { readonly offset: number; readonly events: Uint8Array }

/** The newest events that the core sent, and batches made of them. */
export type KeptEvents = {
  add(offset: number, events: Uint8Array): void
  /** A buffer that holds the batch's items, counted from the first of its events, then these. Throws when the core names what it did not send. */
  pack(batch: Pick<Batch, 'items' | 'bytes'>): ArrayBuffer
}

/** Keeps as much as core/sandbox/sent-events.ts counts on. */
export function createKeptEvents(keptBytes = KEPT_EVENT_BYTES): KeptEvents {
  let parts: Part[] = []

  /** From the newest back, for what was just sent is what is delivered. */
  function partOf(start: number): Part {
    for (let at = parts.length - 1; at >= 0; at--) {
      const part = parts[at]
      if (part && start >= part.offset && start < part.offset + part.events.length) return part
    }
    throw new RangeError('The core names events that it did not send')
  }

  return {
    add(offset, events) {
      const isKept = (part: Part) => part.offset + part.events.length > offset - keptBytes
      if (parts[0] && !isKept(parts[0])) parts = parts.filter(isKept)
      if (events.length > 0) parts.push({ offset, events })
    },
    pack({ items, bytes }) {
      const buffer = new Uint8Array(items.length + bytes)
      buffer.set(items)
      const floats = new Float64Array(buffer.buffer, 0, items.length / 8)
      let to = items.length
      for (let at = 0; at < floats.length; ) {
        let start = floats[at + 1] ?? 0
        const part = partOf(start)
        const from = start
        const partEnd = part.offset + part.events.length
        // Neighbours nearly always come one after the other, so that they are copied together.
        for (; at < floats.length && floats[at + 1] === start && start < partEnd; at += ITEM_FLOATS) {
          floats[at + 1] = to - items.length + start - from
          start += floats[at + 2] ?? 0
        }
        buffer.set(part.events.subarray(from - part.offset, start - part.offset), to)
        to += start - from
      }
      return buffer.buffer
    },
  }
}
