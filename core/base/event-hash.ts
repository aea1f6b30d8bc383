const lanes = new DataView(new ArrayBuffer(8))

/** A 64-bit fingerprint of an eventId, the same on every machine; good against accident, not against an adversary. */
export function eventHash(eventId: string): bigint {
  let high = 0xdeadbeef ^ eventId.length
  let low = 0x41c6ce57 ^ eventId.length
  for (let index = 0; index < eventId.length; index++) {
    const unit = eventId.charCodeAt(index)
    high = Math.imul(((high << 13) | (high >>> 19)) ^ unit, 0x9e3779b1)
    low = Math.imul(((low << 7) | (low >>> 25)) ^ unit, 0x85ebca77)
  }
  // Through eight bytes, because that makes one BigInt where shifting makes four.
  lanes.setUint32(0, mixed(high))
  lanes.setUint32(4, mixed(low))
  return lanes.getBigUint64(0)
}

function mixed(lane: number) {
  let bits = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
