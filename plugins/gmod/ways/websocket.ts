import { RetryError } from '#sdk/failures'
import { createLink, type LinkState } from '#sdk/link'
import type { Way } from './way.ts'

type Parts = {
  /** Host and port. */
  readonly address: string
  readonly reconnectMs: number
  readonly onState: (state: LinkState) => void
}

/** As a client of a game that has a WebSocket server. After a loss it tries again at once, then every `reconnectMs`. */
export function createWebSocketWay({ address, reconnectMs, onState }: Parts): Way {
  const link = createLink<WebSocket>({
    open: ({ signal, lost }) => opened(`ws://${address}`, { signal, lost }),
    close: (socket) => socket.close(),
    onState,
    fromMs: reconnectMs,
    // As often as the operator says, no more and no less.
    random: () => 1,
    toMs: reconnectMs,
  })
  return {
    start: link.start,
    stop: link.stop,
    state: link.state,
    async send(message, { signal, isKept }) {
      if (!isKept && link.get() === undefined) return
      const socket = await link.ready(signal).catch((error) => {
        throw new RetryError((error as Error).message, reconnectMs)
      })
      socket.send(JSON.stringify(message))
    },
  }
}

function opened(url: string, { signal, lost }: { signal: AbortSignal; lost: (why: string) => void }): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url)
    socket.onopen = () => resolve(socket)
    socket.onclose = () => {
      reject(new Error(`Nothing answers at ${url}`))
      lost('The game has closed the line')
    }
    signal.addEventListener('abort', () => socket.close())
  })
}
