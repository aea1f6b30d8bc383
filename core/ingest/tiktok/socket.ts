import type { ClientRequest } from 'node:http'
import type { WebSocket } from 'ws'

/** Whoever listens to a socket. */
export type SocketListener = {
  onData(bytes: Uint8Array): void
  onClose(close: { readonly code: number; readonly reason: string }): void
}

type Close = { readonly code: number; readonly reason: string }

/**
 * Takes over the connector's WebSocket before its first byte. The connector would decode on its own as well: out of order, without
 * a limit to what a frame unzips to, and with errors that end the process. Here bytes only come in, in order.
 */
export function createSocket({ isAllowed, signal }: { isAllowed: (url: string) => boolean; signal: AbortSignal }) {
  let socket: WebSocket | undefined
  let listener: SocketListener | undefined
  let closed: Close | undefined
  let handshake: string | undefined

  function end(request: ClientRequest, websocket: WebSocket) {
    request.destroy()
    websocket.terminate()
  }

  return {
    /** For the option `finishRequest` of ws: called with the request that is about to be sent. */
    take(request: ClientRequest, websocket: WebSocket) {
      socket = websocket
      websocket.on('error', () => undefined)
      websocket.on('close', (code, reason) => {
        closed = { code, reason: reason.toString() }
        listener?.onClose(closed)
      })
      websocket.on('upgrade', () => {
        websocket.removeAllListeners('message')
        // Always a Buffer, unless somebody sets another binaryType.
        websocket.on('message', (data) => listener?.onData(Buffer.isBuffer(data) ? data : Buffer.alloc(0)))
        websocket.on('ping', (data) => websocket.pong(data))
      })
      // Nothing is read until somebody listens, so nothing has to be kept.
      websocket.on('open', () => websocket.pause())
      request.once('response', (response) => {
        handshake = [response.statusCode, response.headers['handshake-msg']].filter(Boolean).join(' ')
      })
      signal.addEventListener('abort', () => end(request, websocket), { once: true })
      if (signal.aborted || !isAllowed(websocket.url)) end(request, websocket)
      else request.end()
    },
    listen(next: SocketListener) {
      listener = next
      if (closed) next.onClose(closed)
      socket?.resume()
    },
    send: (bytes: Uint8Array) => {
      if (socket?.readyState === socket?.OPEN) socket?.send(bytes)
    },
    pause: () => socket?.pause(),
    resume: () => socket?.resume(),
    handshake: () => handshake,
  }
}
