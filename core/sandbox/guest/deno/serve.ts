import { addressOf, portOf } from './at.ts'
import { createHttpServers } from './http-server.ts'
import type { DenoParts } from './parts.ts'
import { createUpgrades } from './upgrade.ts'

type Given = Deno.ServeOptions & { readonly handler?: Deno.ServeHandler }

/** Deno.serve and Deno.upgradeWebSocket. */
export function createServe(parts: DenoParts) {
  const upgrades = createUpgrades(parts)
  const servers = createHttpServers(parts, upgrades)
  const console = () => parts.web<Pick<Console, 'error' | 'info'>>('console')

  function failed(error: unknown): Response {
    console().error(error)
    return new (parts.web<typeof Response>('Response'))('Internal Server Error', { status: 500 })
  }

  const listens = ({ hostname, port }: Deno.NetAddr) => console().info(`Listening on http://${hostname}:${port}/`)

  return {
    serve(first: Deno.ServeHandler | Given, second?: Deno.ServeHandler): Deno.HttpServer {
      const options: Given = typeof first === 'function' ? {} : Object(first)
      const handler = typeof first === 'function' ? first : (second ?? options.handler)
      if (typeof handler !== 'function') throw new TypeError('A handler function must be provided')
      const { hostname = '127.0.0.1', port = 8000, signal, onError = failed, onListen = listens, allowOrigins = [] } = options
      return servers.start({
        at: addressOf({ hostname: String(hostname), port: portOf(port) }),
        allowOrigins: Array.from(allowOrigins, String),
        ...{ handler, onError, onListen, signal },
      })
    },
    upgradeWebSocket: upgrades.upgradeWebSocket,
  }
}
