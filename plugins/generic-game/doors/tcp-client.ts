import { urlOf, whyNot } from './address.ts'
import type { Door } from './door.ts'
import { createTcpPeer } from './tcp-peer.ts'

/** We connect to the game. With a token, the first line that it gets is `{"token":"…"}`. */
export const openTcpClient: Door =
  ({ settings: { address, lineEnd, token }, peers, hear }) =>
  async ({ signal, lost }) => {
    const { hostname, port } = new URL(urlOf(address, ['tcp:']))
    const conn = await Deno.connect({ hostname, port: Number(port), signal }).catch((error: unknown) => {
      throw whyNot(error, `${hostname}:${port}`)
    })
    let leave: (() => void) | undefined
    const peer = createTcpPeer({
      ...{ conn, lineEnd, hear },
      onEnd(why) {
        leave?.()
        lost(why)
      },
    })
    if (token) void peer.write(JSON.stringify({ token }))
    leave = peers.join(peer)
    return peer.close
  }
