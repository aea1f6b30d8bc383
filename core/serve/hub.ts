import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { type Client, type ClientParts, createClient } from './client.ts'
import { textOf } from './feed.ts'
import type { Role, Server } from './serve.ts'

/** All open WebSockets. A message is put into text once, however many listen. */
export function createHub(needs: ClientParts) {
  const { clock, log, limits, onFault } = needs
  const clients = new Set<Client>()
  let cancelBeat = clock.after(limits.pingMs, beat)

  function beat(): void {
    for (const client of clients) client.beat()
    cancelBeat = clock.after(limits.pingMs, beat)
  }

  return {
    /** Takes over a socket that has shown a key. */
    join(socket: WebSocket, wire: Socket, role: Role): void {
      const client = createClient({ socket, wire, role }, needs)
      clients.add(client)
      socket.on('close', () => clients.delete(client))
    },
    isFull: () => clients.size >= limits.websockets,
    events(events) {
      // Most of the time nobody listens.
      if (clients.size === 0) return
      for (const stored of events) {
        const message = once(() => textOf({ type: 'event', event: stored.event }))
        for (const client of clients) client.live(stored, message)
      }
    },
    publish(plugin, topic, data) {
      if (!isJson(data)) {
        onFault('PUBLISHED_NOT_JSON')
        log.debug({ plugin, topic }, 'Published data is not JSON and was left out')
        return
      }
      const [who, what] = [JSON.stringify(plugin), JSON.stringify(topic)]
      const message = once(() => Buffer.from(`{"type":"publish","plugin":${who},"topic":${what},"data":${data}}`))
      for (const client of clients) client.publish(plugin, topic, message)
    },
    reload(plugin) {
      for (const client of clients) if (client.page()?.plugin === plugin) client.send({ type: 'reload' })
    },
    clients: () => ({ websockets: clients.size, overlays: [...clients].flatMap((client) => client.page() ?? []) }),
    stop(): void {
      cancelBeat()
      for (const client of clients) client.close('stopping')
    },
  } satisfies Pick<Server, 'events' | 'publish' | 'reload' | 'clients'> & Record<string, unknown>
}

function once(make: () => Buffer): () => Buffer {
  let made: Buffer | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** Plugins hand text in; what is not one JSON value would break the message around it. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
