/** Both halves of a fingerprint, unsigned. */
export type Halves = { high: number; low: number }

/** A 64-bit fingerprint of an eventId, the same on every machine; good against accident, not against an adversary. */
export function eventHash(eventId: string): bigint {
  const { high, low } = hashInto(eventId, { high: 0, low: 0 })
  return (BigInt(high) << 32n) | BigInt(low)
}

/** The same into an object that is there already: in a flood, BigInts would only make work for the garbage collector. */
export function hashInto(eventId: string, halves: Halves): Halves {
  let high = 0xdeadbeef ^ eventId.length
  let low = 0x41c6ce57 ^ eventId.length
  for (let index = 0; index < eventId.length; index++) {
    const unit = eventId.charCodeAt(index)
    high = Math.imul(((high << 13) | (high >>> 19)) ^ unit, 0x9e3779b1)
    low = Math.imul(((low << 7) | (low >>> 25)) ^ unit, 0x85ebca77)
  }
  halves.high = mixed(high)
  halves.low = mixed(low)
  return halves
}

function mixed(lane: number) {
  let bits = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
