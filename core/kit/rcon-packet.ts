import { joined } from '#sdk/bytes'
import { PermanentError } from '#sdk/failures'

/**
 * A packet of Source RCON, which Minecraft speaks too: size, id and type as little-endian numbers of 32 bits, a body, two NUL.
 * https://developer.valvesoftware.com/wiki/Source_RCON_Protocol
 */
export type Packet = { readonly id: number; readonly type: number; readonly body: Uint8Array }

/** `login` and what answers it; `command` and what answers it. A server that answers commands with 2 is Cuberite. */
export const TYPE = { answer: 0, command: 2, loginAnswer: 2, login: 3 }

/** Id, type and two NUL: what a packet without a body has. */
const FRAME = 10
/** Vanilla Minecraft cuts replies at 4,096 characters, of three bytes at most; others send more at once. */
const MAX_SIZE = 64 * 1024

/** The bytes of one packet. */
export function encodePacket(id: number, type: number, text = ''): Uint8Array {
  const body = new TextEncoder().encode(text)
  const bytes = new Uint8Array(4 + FRAME + body.length)
  const view = new DataView(bytes.buffer)
  view.setInt32(0, FRAME + body.length, true)
  view.setInt32(4, id, true)
  view.setInt32(8, type, true)
  bytes.set(body, 12)
  return bytes
}

/** Hands out the packets that are whole, however the bytes were cut. Throws PermanentError where there is no packet, or one of more than 64 KiB. */
export function createPacketReader(): (chunk: Uint8Array) => readonly Packet[] {
  let rest: Uint8Array = new Uint8Array(0)
  return (chunk) => {
    rest = joined([rest, chunk])
    const packets: Packet[] = []
    for (;;) {
      const size = sizeOf(rest)
      if (size === undefined || rest.length < 4 + size) return packets
      packets.push(read(rest.subarray(4, 4 + size)))
      rest = rest.slice(4 + size)
    }
  }
}

function sizeOf(bytes: Uint8Array): number | undefined {
  if (bytes.length < 4) return undefined
  const size = viewOf(bytes).getInt32(0, true)
  if (size < FRAME || size > MAX_SIZE)
    throw new PermanentError('What answers there does not speak RCON; correct the address in the settings')
  return size
}

function read(bytes: Uint8Array): Packet {
  const view = viewOf(bytes)
  return { id: view.getInt32(0, true), type: view.getInt32(4, true), body: bytes.slice(8, bytes.length - 2) }
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) => new DataView(buffer, byteOffset, byteLength)
