import { isSame } from '#sdk/secret'
import { whyNot } from './address.ts'
import type { Door, DoorParts } from './door.ts'
import { joinWebSocket } from './websocket-peer.ts'

/** Games connect to us. With a token, they show it in the address as `?token=…`, or as `Authorization: Bearer …`. */
export const openWebSocketServer: Door =
  (parts) =>
  ({ lost }) =>
    new Promise((resolve, reject) => {
      const { port, allowOrigins } = parts.settings
      const ending = new AbortController()
      const close = () => {
        ending.abort()
        parts.peers.closeAll()
      }
      const options = { hostname: '127.0.0.1', port, allowOrigins, signal: ending.signal }
      const server = Deno.serve({ ...options, onListen: () => resolve(close) }, (request) => answer(request, parts))
      server.finished.catch((error: unknown) => {
        const failure = whyNot(error, `Port ${port}`)
        reject(failure)
        lost(failure.message)
      })
    })

function answer(request: Request, { settings: { token }, peers, hear }: DoorParts): Response {
  if (token && !isSame(shownIn(request), token)) return new Response('Show the token: ?token=… in the address', { status: 401 })
  if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') return new Response('Open a WebSocket here', { status: 426 })
  const { socket, response } = Deno.upgradeWebSocket(request)
  joinWebSocket({ socket, peers, hear })
  return response
}

function shownIn(request: Request): string {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  return bearer ?? new URL(request.url).searchParams.get('token') ?? ''
}
