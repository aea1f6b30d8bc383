import { joined } from '#sdk/bytes'
import { type Packet, TYPE } from '#sdk/rcon-packet'

/** How a kind of server wants to be asked: the longest command in bytes, and how one knows that its reply is whole. */
export type Profile = {
  readonly maxBytes: number
  /** Sends an empty answer behind each command; what comes back for it says that the reply before is whole. Cuberite hangs up on it. */
  readonly hasSentinel: boolean
  /** How long a reply that may be whole waits for more. */
  readonly settleMs: number
}

/** Minecraft: vanilla, Paper and the like read 1,460 bytes at once; Cuberite hangs up at 1,500. Source: a console line has 512. */
export const PROFILES = {
  minecraft: { maxBytes: 1446, hasSentinel: false, settleMs: 200 },
  source: { maxBytes: 510, hasSentinel: true, settleMs: 1000 },
} as const satisfies Readonly<Record<string, Profile>>

/** Where vanilla cuts a reply. */
const CUT_CHARS = 4096
const MAX_REPLY_BYTES = 256 * 1024

type Parts = { readonly profile: Profile; readonly id: number; readonly sentinelId: number; readonly done: (text: string) => void }

/** Gathers the reply to one command; calls `done` once. Of more than 256 KiB the rest is left out. Packets of others are passed over. */
export function createReply({ profile, id, sentinelId, done }: Parts) {
  const bodies: Uint8Array[] = []
  let bytes = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function finish() {
    clearTimeout(timer)
    done(new TextDecoder().decode(joined(bodies)))
  }

  function keep(body: Uint8Array) {
    if (bytes + body.length > MAX_REPLY_BYTES) return
    bodies.push(body)
    bytes += body.length
  }

  let packets = 0
  function isWhole({ type, body }: Packet): boolean {
    if (profile.hasSentinel) return false
    // Cuberite answers each command twice: with what it said, and with nothing.
    if (type === TYPE.command) return packets === 2
    return new TextDecoder().decode(body).length < CUT_CHARS
  }

  return {
    take(packet: Packet) {
      if (packet.id === sentinelId) return finish()
      if (packet.id !== id) return
      packets += 1
      keep(packet.body)
      if (isWhole(packet)) return finish()
      clearTimeout(timer)
      timer = setTimeout(finish, profile.settleMs)
    },
    cancel: () => clearTimeout(timer),
  }
}
