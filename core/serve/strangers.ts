import type { Socket } from 'node:net'

/**
 * Bounds the sockets that have not shown a key. A peer that opens too many loses its oldest, so that
 * somebody with a key still gets in while another program on the same machine floods.
 */
export function createStrangers({ perPeer, total }: { perPeer: number; total: number }) {
  const byPeer = new Map<string, Set<Socket>>()
  let count = 0

  function forget(socket: Socket, peer: string): void {
    const sockets = byPeer.get(peer)
    if (!sockets?.delete(socket)) return
    count -= 1
    if (sockets.size === 0) byPeer.delete(peer)
  }

  return {
    /** Takes a new socket in; false says that it or another was turned away. */
    admit(socket: Socket): boolean {
      const peer = socket.remoteAddress ?? ''
      const sockets = byPeer.get(peer) ?? new Set()
      const [oldest] = sockets
      const victim = sockets.size >= perPeer ? oldest : count >= total ? socket : undefined
      victim?.destroy()
      if (victim === socket) return false
      if (victim) forget(victim, peer)
      byPeer.set(peer, sockets.add(socket))
      count += 1
      socket.once('close', () => forget(socket, peer))
      return victim === undefined
    },
    /** It has shown a key. */
    trust: (socket: Socket) => forget(socket, socket.remoteAddress ?? ''),
    count: () => count,
  }
}
