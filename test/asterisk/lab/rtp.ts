/** Where the sound begins in a packet (RFC 3550): behind twelve bytes and the sources that are counted in the first. */
const payloadOf = (packet: Buffer) => packet.subarray(12 + (packet.readUInt8(0) & 0x0f) * 4)

/** The sound of packets of PCMU, in the order of their numbers: samples of -1 to 1, at 8 kHz. */
export function soundOf(packets: readonly Buffer[]): Float32Array {
  const inOrder = [...packets].sort((one, other) => one.readUInt32BE(4) - other.readUInt32BE(4))
  return Float32Array.from(Buffer.concat(inOrder.map(payloadOf)), fromMuLaw)
}

/** ITU-T G.711. */
function fromMuLaw(byte: number): number {
  const bits = ~byte & 0xff
  const magnitude = ((((bits & 0x0f) << 3) + 0x84) << ((bits & 0x70) >> 4)) - 0x84
  return (bits & 0x80 ? -magnitude : magnitude) / 32768
}
