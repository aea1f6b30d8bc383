/** Bytes that come in parts, kept in one piece, so that many small parts take no more room than they are long. */
export function createGathered(maxBytes: number) {
  let room = Buffer.alloc(0)
  let length = 0

  return {
    length: () => length,
    hasRoomFor: (bytes: Uint8Array) => length + bytes.length <= maxBytes,
    /** A copy of these: they may be part of a frame that held more. */
    add(bytes: Uint8Array): void {
      const after = length + bytes.length
      if (after > room.length) {
        const wider = Buffer.alloc(Math.min(maxBytes, 2 * after))
        wider.set(room)
        room = wider
      }
      room.set(bytes, length)
      length = after
    },
    whole: (): Uint8Array => room.subarray(0, length),
  }
}
