import { EventEmitter } from 'node:events'
import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { createNodeWebSocket } from '@hono/node-ws'
import type { WebSocket } from 'ws'
import type { App } from './app.ts'
import { headerOf, pathOf, type RequestHead } from './head.ts'
import type { Limits } from './limits.ts'
import { type Problem, refusedRole } from './problem.ts'
import type { Route } from './routes/route.ts'
import type { Principal, Role } from './serve.ts'

/** One address for WebSockets. */
export type Door = {
  readonly path: string
  readonly allow: readonly Role[]
  /** Who somebody without a key is here; left out where there has to be one. */
  readonly stranger?: (incoming: IncomingMessage) => Principal | undefined
  readonly isFull: () => boolean
  readonly join: (socket: WebSocket, wire: Socket, principal: Principal) => void
}

/**
 * The way to WebSockets. Every handshake is decided before anybody else sees it: refused and closed, or handed to @hono/node-ws.
 *
 * That package listens on an emitter of ours behind this, because it trusts what it gets: some request lines make
 * it throw where nobody catches, and what it refuses stays half open.
 */
export function createUpgrade({
  app,
  limits,
  doors,
  identify,
  onTrusted,
}: {
  app: App
  limits: Limits
  doors: readonly Door[]
  /** Who sent it, or why that is not known. */
  identify: (incoming: IncomingMessage) => Principal | Problem | Promise<Principal | Problem>
  /** Told of a handshake that has shown a key. */
  onTrusted: (incoming: IncomingMessage) => void
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
  const principals = new WeakMap<IncomingMessage, Principal>()

  async function admit(door: Door, incoming: IncomingMessage): Promise<Principal | Problem> {
    const shown = await identify(incoming)
    const who = 'code' in shown && shown.code === 'KEY_NEEDED' ? (door.stranger?.(incoming) ?? shown) : shown
    if ('code' in who) return who
    // A page of a plugin, or of any site that has a frame without an origin: with a key that shows and steers nothing else.
    if (headerOf(incoming, 'origin') === 'null' && who.role !== 'overlay') return { code: 'ORIGIN_REFUSED' }
    if (who === shown) onTrusted(incoming)
    if (!door.allow.includes(who.role)) return refusedRole(who.role, door.allow)
    return door.isFull() ? { code: 'UNAVAILABLE' } : who
  }

  function routeOf({ path, allow, stranger, join }: Door): Route {
    const accept = upgradeWebSocket(({ env }) => ({
      onOpen: (_, { raw }) => {
        const principal = principals.get(env.incoming)
        if (raw && principal) join(raw, env.incoming.socket, principal)
      },
    }))
    return {
      method: 'GET',
      path,
      allow: stranger ? 'everyone' : allow,
      operation: 'page',
      handle: async (context) => {
        // A plain request comes with a way to answer it; a handshake has none.
        if (context.env.outgoing) return { code: 'REQUEST_INVALID', detail: 'This is a WebSocket' }
        return (await accept(context, async () => {})) ?? undefined
      },
    }
  }

  return {
    routes: doors.map(routeOf),
    /** Takes a handshake in, or answers why not. */
    async receive(incoming: IncomingMessage, socket: Socket, head: Buffer): Promise<Problem | undefined> {
      const door = doors.find(({ path }) => path === pathOf(incoming))
      const problem = checkHandshake(incoming) ?? (door ? undefined : ({ code: 'NOT_FOUND' } as const))
      if (problem || !door) return problem
      const who = await admit(door, incoming)
      if ('code' in who) return who
      principals.set(incoming, who)
      // The peer may have gone meanwhile.
      if (socket.readable && socket.writable) admitted.emit('upgrade', incoming, socket, head)
      else socket.destroy()
      return undefined
    },
  }
}

/** What ws would refuse later, when nobody could answer any more. */
function checkHandshake(head: RequestHead): Problem | undefined {
  if (head.method !== 'GET' || headerOf(head, 'upgrade')?.toLowerCase() !== 'websocket') return { code: 'REQUEST_INVALID' }
  const isVersion = headerOf(head, 'sec-websocket-version') === '13'
  const isKey = /^[+/0-9A-Za-z]{22}==$/.test(headerOf(head, 'sec-websocket-key') ?? '')
  const protocols = headerOf(head, 'sec-websocket-protocol') ?? 'none'
  const isList =
    /^[\w.~-]+( *, *[\w.~-]+)*$/.test(protocols) &&
    new Set(protocols.split(',').map((name) => name.trim())).size === protocols.split(',').length
  return isVersion && isKey && isList ? undefined : { code: 'REQUEST_INVALID' }
}
