import type { Peers } from '../peers.ts'

type Parts = { readonly socket: WebSocket; readonly peers: Peers; readonly hear: (text: string) => void }

/** What a game may leave unread before it is cut. */
const UNREAD_MOST_BYTES = 1024 * 1024

/** A WebSocket that opens: it joins then, and leaves when it closes. Resolves when it is open; `onEnd` is called once, when it is not any more. */
export function joinWebSocket({ socket, peers, hear }: Parts, onEnd: (wasOpen: boolean, code: number) => void = () => {}): void {
  let leave: (() => void) | undefined
  let wasOpen = false
  const close = () => socket.close()
  socket.onopen = () => {
    wasOpen = true
    leave = peers.join({
      close,
      send({ text }) {
        if (socket.bufferedAmount > UNREAD_MOST_BYTES) return close()
        if (socket.readyState === socket.OPEN) socket.send(text)
      },
    })
    if (!leave) close()
  }
  socket.onmessage = ({ data }) => typeof data === 'string' && hear(data)
  socket.onclose = ({ code }) => {
    leave?.()
    onEnd(wasOpen, code)
  }
}
