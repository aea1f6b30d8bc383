import { createServer, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../../../../base/clock.ts'
import { PowerError } from '../../power.ts'
import { createExchange, type Exchange } from './exchange.ts'
import { DEADLINE_MS } from './life.ts'
import { isWebSocket, withoutUpgrade } from './upgrades.ts'
import { whyRefused } from './visitor.ts'

/** Requests under way at once; more get status 503. */
const MAX_REQUESTS = 64
/** Connections at once, quiet ones and those of WebSockets included; of more, the newest are closed. */
const MAX_CONNECTIONS = 256

const LIMITS = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: DEADLINE_MS,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 5_000,
  noDelay: true,
}

export type HttpListener = {
  readonly server: ReturnType<typeof createServer>
  /** The next request, waited for; undefined once it is closed. Rejects with Busy while another waits. */
  next(): Promise<Exchange | undefined>
  /** Resolves when no request is under way. The server takes no more by then. */
  quiet(): Promise<void>
  /** Ends all requests. */
  close(): void
}

/** Takes HTTP requests that are fine, and keeps them until they are asked for. */
export function createHttpListener({
  clock,
  allowOrigins,
}: {
  readonly clock: Clock
  readonly allowOrigins: readonly string[]
}): HttpListener {
  const waiting: Exchange[] = []
  const underWay = new Set<Exchange>()
  let wake: (() => void) | undefined
  let isClosed = false
  let tellQuiet = () => {}

  const server = createServer(LIMITS, (request, response) => admit(createExchange({ clock, request, response })))
  server.maxConnections = MAX_CONNECTIONS
  // Counted when looked at: Node would only leave out what is too much.
  server.maxHeadersCount = 0
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    // A socket that breaks while nobody looks must not take the core with it.
    socket.on('error', () => {})
    if (isWebSocket(request)) admit(createExchange({ clock, request, upgrade: { socket, head } }))
    else server.emit('connection', withoutUpgrade(request, { socket, head }))
  })
  server.on('connect', (_request: IncomingMessage, socket: Socket) => socket.destroy())

  function admit(exchange: Exchange) {
    const problem = whyRefused(exchange.request, allowOrigins)
    if (problem) return exchange.refuse(problem)
    if (underWay.size >= MAX_REQUESTS) return exchange.refuse({ status: 503, sentence: 'Too many requests at once; try again' })
    underWay.add(exchange)
    void exchange.done.then(() => ended(exchange))
    waiting.push(exchange)
    wake?.()
  }

  function ended(exchange: Exchange) {
    underWay.delete(exchange)
    const at = waiting.indexOf(exchange)
    if (at >= 0) waiting.splice(at, 1)
    if (underWay.size === 0) tellQuiet()
  }

  return {
    server,
    async next() {
      if (wake) throw new PowerError('Busy', 'Another request is waited for already')
      for (;;) {
        const exchange = waiting.shift()
        if (exchange) return exchange
        if (isClosed) return undefined
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        wake = undefined
      }
    },
    quiet() {
      server.closeIdleConnections()
      return new Promise((resolve) => {
        tellQuiet = resolve
        if (underWay.size === 0) resolve()
      })
    },
    close() {
      isClosed = true
      for (const exchange of underWay) exchange.drop()
      server.closeAllConnections()
      wake?.()
    },
  }
}
