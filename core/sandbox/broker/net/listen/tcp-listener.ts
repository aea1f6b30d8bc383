import { createServer, type Socket } from 'node:net'
import { PowerError } from '../../power.ts'

/** Connections of one listener at once; of more, the newest are closed. */
export const MAX_CONNECTIONS = 64

export type TcpListener = {
  readonly server: ReturnType<typeof createServer>
  /** The next connection, waited for. Rejects with Busy while another accept waits, and with BadResource once it is closed. */
  next(): Promise<Socket>
  /** No more connections; those that nobody took are closed. */
  close(): void
}

/** Takes connections, and keeps them until they are asked for. */
export function createTcpListener(): TcpListener {
  const waiting: Socket[] = []
  let wake: (() => void) | undefined
  let isClosed = false

  // What connects may send before anybody reads, and that waits in the system.
  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (socket) => {
    // A socket that breaks while nobody looks must not take the core with it.
    socket.on('error', () => {})
    waiting.push(socket)
    wake?.()
  })
  server.maxConnections = MAX_CONNECTIONS

  function take(): Socket | undefined {
    // Who gave up meanwhile is not worth a look.
    while (waiting[0]?.destroyed) waiting.shift()
    return waiting.shift()
  }

  return {
    server,
    async next() {
      if (wake) throw new PowerError('Busy', 'Another accept of this listener waits already')
      for (;;) {
        if (isClosed) throw new PowerError('BadResource', 'The listener was closed')
        const socket = take()
        if (socket) return socket
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        wake = undefined
      }
    },
    close() {
      isClosed = true
      for (const socket of waiting.splice(0)) socket.destroy()
      wake?.()
    },
  }
}
