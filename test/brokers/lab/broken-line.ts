import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Ending } from '../../support/host.ts'

/** A line to a port of this machine that can be cut, and that can keep back what goes there. */
export async function startBrokenLine(ending: Ending, to: number) {
  const sockets = new Set<Socket>()
  let isKept = false
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1')
    near.on('data', (bytes) => isKept || far.write(bytes))
    far.pipe(near)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket) && other.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const socket of sockets) socket.destroy()
    isKept = false
  }
  ending.after(() => {
    server.close()
    cut()
  })
  return {
    // True for a server that listens on a port.
    port: (server.address() as AddressInfo).port,
    /** Nothing that is said from now on arrives; what is answered does. */
    keepBack() {
      isKept = true
    },
    /** Ends what is connected; the next connection is whole. */
    cut,
  }
}
