import type { DenoParts } from './parts.ts'

export type Upgrades = ReturnType<typeof createUpgrades>

/** Has the core shake hands, or lets the socket fail because the handler answered something else. */
type Pending = { readonly shake: () => Promise<void>; readonly drop: () => void }

/** Deno.upgradeWebSocket: the socket opens once its response was returned. */
export function createUpgrades({ call, serving, web }: DenoParts) {
  const asked = new WeakMap<object, number>()
  const pending = new WeakMap<object, Pending>()
  const ofRequest = new Map<number, Pending>()

  return {
    /** A request that a server was asked, under its number. */
    note: (request: object, id: number) => void asked.set(request, id),
    /** What has to be done for this response, when it is one of upgradeWebSocket. */
    of: (response: unknown) => (typeof response === 'object' && response !== null ? pending.get(response) : undefined),
    /** The request was answered: a socket of it that nobody shook hands for fails. */
    over(id: number) {
      ofRequest.get(id)?.drop()
      ofRequest.delete(id)
    },
    upgradeWebSocket(request: Request, { protocol }: Deno.UpgradeWebSocketOptions = {}): Deno.WebSocketUpgrade {
      const id = asked.get(request)
      if (id === undefined) throw new TypeError('Only a request that Deno.serve was asked can become a WebSocket')
      if (ofRequest.has(id)) throw new TypeError('The request was made a WebSocket before')
      checkHeaders(request.headers, protocol)
      // The class of what a plugin is handed is hardened first.
      web('WebSocket')
      web('Response')
      let begin = (_: boolean) => {}
      const begun = new Promise<boolean>((resolve) => {
        begin = resolve
      })
      const socket = serving().accept(async () => {
        if (!(await begun)) throw new TypeError('The response of upgradeWebSocket was not returned')
        return opening
      })
      let opening: Promise<{ readonly id: number; readonly protocol: string; readonly extensions: string }>
      const mine: Pending = {
        async shake() {
          opening = call('serve.upgrade', [id, protocol === undefined ? {} : { protocol }]).then(({ value }) => value)
          begin(true)
          await opening
        },
        drop: () => begin(false),
      }
      const response = serving().switching()
      pending.set(response, mine)
      ofRequest.set(id, mine)
      // The realm's own classes are those of the types.
      return { response: response as unknown as Response, socket: socket as unknown as WebSocket }
    },
  }
}

function checkHeaders(headers: Headers, protocol: string | undefined): void {
  if (headers.get('upgrade')?.toLowerCase() !== 'websocket')
    throw new TypeError("Invalid Header: 'upgrade' header must contain 'websocket'")
  const offered = (headers.get('sec-websocket-protocol') ?? '').split(',').map((name) => name.trim())
  if (protocol !== undefined && !offered.includes(protocol))
    throw new TypeError(`Protocol '${protocol}' not in the request's protocol list (non negotiable)`)
}
