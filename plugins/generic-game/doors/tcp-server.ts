import { isSame } from '#sdk/secret'
import { whyNot } from './address.ts'
import type { Door, DoorParts } from './door.ts'
import { createTcpPeer } from './tcp-peer.ts'

/** How long a connection may take to show the token. */
const TOKEN_MS = 10_000

/** What a web page would say first, which is no game. */
const HTTP = /^[A-Z]+ \S+ HTTP\/1/

/** Games connect to us. With a token, the first line of theirs is `{"token":"…"}`. */
export const openTcpServer: Door =
  (parts) =>
  async ({ lost }) => {
    const { port } = parts.settings
    const closings = new Set<() => void>()
    const listener = Deno.listen({ hostname: '127.0.0.1', port })
    const first = listener.accept()
    const accept = async () => {
      for (let conn = await first; ; conn = await listener.accept()) welcome(conn, parts, closings)
    }
    let isClosed = false
    accept().catch((error: unknown) => !isClosed && lost(whyNot(error, `Port ${port}`).message))
    return () => {
      isClosed = true
      listener.close()
      for (const close of [...closings]) close()
    }
  }

function welcome(conn: Deno.TcpConn, { settings, peers, hear }: DoorParts, closings: Set<() => void>) {
  const { lineEnd, token } = settings
  let leave: (() => void) | undefined
  const peer = createTcpPeer({
    ...{ conn, lineEnd },
    hear(line) {
      if (HTTP.test(line)) return peer.close()
      if (leave) return hear(line)
      if (!isSame(shownIn(line), token ?? '')) return peer.close()
      enter()
    },
    onEnd() {
      clearTimeout(timer)
      closings.delete(peer.close)
      leave?.()
    },
  })
  const timer = setTimeout(() => leave ?? peer.close(), TOKEN_MS)
  const enter = () => {
    leave = peers.join(peer)
    if (!leave) peer.close()
  }
  closings.add(peer.close)
  if (!token) enter()
}

function shownIn(line: string): string {
  try {
    return String(Object(JSON.parse(line)).token ?? '')
  } catch {
    return ''
  }
}
