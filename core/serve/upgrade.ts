import { EventEmitter } from 'node:events'
import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { createNodeWebSocket } from '@hono/node-ws'
import type { WebSocket } from 'ws'
import type { App } from './app.ts'
import { headerOf, pathOf, type RequestHead } from './head.ts'
import type { Limits } from './limits.ts'
import type { Problem } from './problem.ts'
import type { Route } from './routes/route.ts'
import type { Role } from './serve.ts'

/**
 * The way to /ws. Every handshake is decided in the tick it comes in: refused and closed, or handed to @hono/node-ws.
 *
 * That package listens on an emitter of ours behind this, because it trusts what it gets: some request lines make
 * it throw where nobody catches, and what it refuses stays half open.
 */
export function createUpgrade({
  app,
  limits,
  check,
  join,
}: {
  app: App
  limits: Limits
  /** Why a well-formed handshake may not come in. */
  check: (incoming: IncomingMessage) => Problem | undefined
  join: (socket: WebSocket, wire: Socket, role: Role) => void
}) {
  const { injectWebSocket, upgradeWebSocket, wss } = createNodeWebSocket({ app })
  Object.assign(wss.options, {
    maxPayload: limits.messageBytes,
    closeTimeout: limits.closeMs,
    perMessageDeflate: false,
    // Never says the subprotocol back that holds the key.
    handleProtocols: (protocols: Set<string>) => protocols.has('showrunner') && 'showrunner',
  })
  const admitted = new EventEmitter()
  // All that it does with a server is to listen for upgrades.
  injectWebSocket(admitted as unknown as HttpServer)

  const accept = upgradeWebSocket((context) => ({
    onOpen: (_, { raw }) => raw && join(raw, context.env.incoming.socket, context.get('role')),
  }))

  const route: Route = {
    method: 'GET',
    path: '/ws',
    allow: ['admin', 'moderator', 'game', 'overlay'],
    operation: 'page',
    handle: async (context) => {
      // A plain request comes with a way to answer it; a handshake has none.
      if (context.env.outgoing) return { code: 'REQUEST_INVALID', detail: 'This is a WebSocket' }
      return (await accept(context, async () => {})) ?? undefined
    },
  }

  return {
    route,
    /** Takes a handshake in, or answers why not. */
    receive(incoming: IncomingMessage, socket: Socket, head: Buffer): Problem | undefined {
      const problem = checkHandshake(incoming) ?? check(incoming)
      if (!problem && socket.readable && socket.writable) admitted.emit('upgrade', incoming, socket, head)
      else if (!problem) socket.destroy()
      return problem
    },
  }
}

/** What ws would refuse later, when nobody could answer any more. */
function checkHandshake(head: RequestHead): Problem | undefined {
  if (head.method !== 'GET' || headerOf(head, 'upgrade')?.toLowerCase() !== 'websocket') return { code: 'REQUEST_INVALID' }
  if (pathOf(head) !== '/ws') return { code: 'NOT_FOUND' }
  const isVersion = headerOf(head, 'sec-websocket-version') === '13'
  const isKey = /^[+/0-9A-Za-z]{22}==$/.test(headerOf(head, 'sec-websocket-key') ?? '')
  const protocols = headerOf(head, 'sec-websocket-protocol') ?? 'none'
  const isList =
    /^[\w.~-]+( *, *[\w.~-]+)*$/.test(protocols) &&
    new Set(protocols.split(',').map((name) => name.trim())).size === protocols.split(',').length
  return isVersion && isKey && isList ? undefined : { code: 'REQUEST_INVALID' }
}
