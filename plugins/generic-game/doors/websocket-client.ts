import { urlOf } from './address.ts'
import type { Door } from './door.ts'
import { joinWebSocket } from './websocket-peer.ts'

/** We connect to the game. With a token, the first message that it gets is `{"token":"…"}`. */
export const openWebSocketClient: Door =
  ({ settings: { address, token }, peers, hear }) =>
  ({ signal, lost }) =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(urlOf(address, ['ws:', 'wss:']))
      const close = () => socket.close()
      signal.addEventListener('abort', () => socket.readyState === socket.CONNECTING && close())
      joinWebSocket({ socket, peers, hear }, (wasOpen) => (wasOpen ? lost('The game hung up') : reject(new Error(NOBODY))))
      socket.addEventListener('open', () => {
        if (token) socket.send(JSON.stringify({ token }))
        resolve(close)
      })
    })

const NOBODY = 'No game answers there; start it, and look at the address in the settings'
