import { encodePacket, type Packet } from '../../../core/kit/rcon-packet.ts'

/** What a server does with a packet: packets that go out together, or that it hangs up (after them). */
export type Reaction = { readonly packets: readonly Uint8Array[]; readonly hangsUp?: boolean }

/** What stands behind the console. */
export type Console = { readonly password: string; readonly answer: (command: string) => string }

/** How one kind of server reacts. `isIn` is said of a connection whose password was right. */
export type Kind = {
  /** Hangs up when what came at once is not one packet. */
  readonly readsOnePacket?: boolean
  readonly maxPacketBytes: number
  readonly react: (packet: Packet, parts: { readonly console: Console; readonly isIn: boolean; readonly enter: () => void }) => Reaction
}

const textOf = ({ body }: Packet) => new TextDecoder().decode(body)
const LOGIN = 3
const COMMAND = 2
const REFUSED = -1

/** Minecraft's own server; Paper and the like are the same. */
export const vanilla: Kind = {
  readsOnePacket: true,
  maxPacketBytes: 1460,
  react(packet, { console, isIn, enter }) {
    const { id, type } = packet
    if (type === LOGIN) {
      const isRight = console.password !== '' && textOf(packet) === console.password
      if (isRight) enter()
      return { packets: [encodePacket(isRight ? id : REFUSED, 2)] }
    }
    if (type !== COMMAND) return { packets: [encodePacket(id, 0, `Unknown request ${type.toString(16)}`)] }
    if (!isIn) return { packets: [encodePacket(REFUSED, 2)] }
    return { packets: cut(console.answer(textOf(packet)), 4096).map((part) => encodePacket(id, 0, part)) }
  },
}

/** A server in C++ that speaks Minecraft's protocol. */
export const cuberite: Kind = {
  maxPacketBytes: 1504,
  react(packet, { console, isIn, enter }) {
    const { id, type } = packet
    if (type === LOGIN) {
      if (textOf(packet) !== console.password) return { packets: [], hangsUp: true }
      enter()
      return { packets: [encodePacket(id, 2)] }
    }
    if (type !== COMMAND) return { packets: [], hangsUp: true }
    if (!isIn) return { packets: [encodePacket(id, 2, 'You need to authenticate first!\0')], hangsUp: true }
    return { packets: [encodePacket(id, 2, console.answer(textOf(packet))), encodePacket(id, 2)] }
  },
}

/** Cuberite with a command that says what it has to say later: after the empty answer. */
export const lateCuberite: Kind = {
  ...cuberite,
  react(packet, parts) {
    const { packets, ...rest } = cuberite.react(packet, parts)
    return { ...rest, packets: packets.toReversed() }
  },
}

/** A newer Cuberite, which says that the password is wrong before it hangs up. */
export const newerCuberite: Kind = {
  ...cuberite,
  react(packet, parts) {
    if (packet.type !== LOGIN || textOf(packet) === parts.console.password) return cuberite.react(packet, parts)
    return { packets: [encodePacket(REFUSED, 2)], hangsUp: true }
  },
}

/** Servers of the Source engine: an empty answer before the one to a password, and each empty question is given back, with one more behind it. */
export const source: Kind = {
  maxPacketBytes: 4096 + 4,
  react(packet, { console, isIn, enter }) {
    const { id, type } = packet
    if (type === LOGIN) {
      const isRight = textOf(packet) === console.password
      if (isRight) enter()
      return { packets: [encodePacket(id, 0), encodePacket(isRight ? id : REFUSED, 2)] }
    }
    if (!isIn) return { packets: [encodePacket(REFUSED, 2)] }
    if (type === 0) return { packets: [encodePacket(id, 0), encodePacket(id, 0, '\0\x01\0\0')] }
    return { packets: cut(console.answer(textOf(packet)), 4086).map((part) => encodePacket(id, 0, part)) }
  },
}

/** Like Source, but gives no empty question back. */
export const sourceWithoutEcho: Kind = {
  ...source,
  react: (packet, parts) => (packet.type === 0 ? { packets: [] } : source.react(packet, parts)),
}

/** At least one part, of at most so many characters. */
function cut(text: string, chars: number): readonly string[] {
  const parts = [text.slice(0, chars)]
  for (let at = chars; at < text.length; at += chars) parts.push(text.slice(at, at + chars))
  return parts
}
