import { joined } from '#sdk/bytes'

// A frame (AMQP 0-9-1, 2.3.5): type 1, channel 2, size 4, payload, 0xCE. A message is a method, a header with the size of its body, and the body in parts.

const AROUND = 8
const HEADER = 2
const BODY = 3
/** Of the size of a body in its header: after class and weight. */
const BODY_SIZE_AT = 7 + 4

/** Makes whole frames of what comes in pieces. Throws when one is longer than that. */
export function createFrameReader(maxBytes: number) {
  let rest = new Uint8Array()
  return (bytes: Uint8Array): readonly Uint8Array[] => {
    const all = joined([rest, bytes])
    const frames: Uint8Array[] = []
    let at = 0
    while (all.length - at >= AROUND) {
      const size = viewOf(all).getUint32(at + 3) + AROUND
      if (size > maxBytes) throw new Error('RabbitMQ sent a frame that is too long')
      if (all.length - at < size) break
      frames.push(all.slice(at, at + size))
      at += size
    }
    rest = all.slice(at)
    return frames
  }
}

/** Keeps bodies that are too long out of the memory: such a message arrives as an empty one. */
export function createBodyLimit(maxBytes: number) {
  const left = new Map<number, number>()
  return (frame: Uint8Array): boolean => {
    const view = viewOf(frame)
    const channel = view.getUint16(1)
    const leftOut = left.get(channel) ?? 0
    if (frame[0] === BODY && leftOut > 0) {
      left.set(channel, leftOut - (frame.length - AROUND))
      return false
    }
    if (frame[0] !== HEADER) return true
    const size = view.getUint32(BODY_SIZE_AT) * 2 ** 32 + view.getUint32(BODY_SIZE_AT + 4)
    const isLong = size > maxBytes
    left.set(channel, isLong ? size : 0)
    if (isLong) frame.fill(0, BODY_SIZE_AT, BODY_SIZE_AT + 8)
    return true
  }
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
