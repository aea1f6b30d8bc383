import { RetryError } from '#sdk/failures'
import { HUNG_UP, NOT_READ, type Peers, TAKEN_WITHIN_MS } from '../peers.ts'

type Parts = { readonly socket: WebSocket; readonly peers: Peers; readonly hear: (text: string) => void }

/** What a game may leave unread before it is cut. */
const UNREAD_MOST_BYTES = 1024 * 1024
const LOOK_EVERY_MS = 5

/** A WebSocket that opens: it joins then, and leaves when it closes. Resolves when it is open; `onEnd` is called once, when it is not any more. */
export function joinWebSocket({ socket, peers, hear }: Parts, onEnd: (wasOpen: boolean, code: number) => void = () => {}): void {
  let leave: (() => void) | undefined
  let wasOpen = false
  const close = () => socket.close()
  const isOpen = () => socket.readyState === socket.OPEN
  socket.onopen = () => {
    wasOpen = true
    leave = peers.join({
      close,
      async send({ text, mustArrive }) {
        if (socket.bufferedAmount > UNREAD_MOST_BYTES) close()
        if (isOpen()) socket.send(text)
        if (mustArrive) await taken()
      },
    })
    if (!leave) close()
  }
  socket.onmessage = ({ data }) => typeof data === 'string' && hear(data)
  socket.onclose = ({ code }) => {
    leave?.()
    onEnd(wasOpen, code)
  }

  /** Rejects with RetryError when the game leaves before, or reads nothing. */
  async function taken(): Promise<void> {
    const until = Date.now() + TAKEN_WITHIN_MS
    while (isOpen() && socket.bufferedAmount > 0) {
      if (Date.now() >= until) {
        close()
        throw new RetryError(NOT_READ)
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    }
    if (!isOpen()) throw new RetryError(HUNG_UP)
  }
}
