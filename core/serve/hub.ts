import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'
import { type Client, createClient, eventMessage } from './client.ts'
import type { Limits } from './limits.ts'
import type { Role, ServeParts, Server } from './serve.ts'

/** All open WebSockets. A message is put into text once, however many listen. */
export function createHub({
  parts,
  clock,
  log,
  limits,
  onFault,
}: {
  parts: Pick<ServeParts, 'readFrom' | 'head' | 'acked' | 'ack' | 'overlays'>
  clock: Clock
  log: Logger
  limits: Limits
  onFault: (code: string) => void
}) {
  const clients = new Set<Client>()
  let cancelBeat = clock.after(limits.pingMs, beat)

  function beat(): void {
    for (const client of clients) client.beat()
    cancelBeat = clock.after(limits.pingMs, beat)
  }

  return {
    /** Takes over a socket that has shown a key. */
    join(socket: WebSocket, wire: Socket, role: Role): void {
      const client = createClient({ socket, wire, role, parts, clock, log, limits, onFault })
      clients.add(client)
      socket.on('close', () => clients.delete(client))
    },
    isFull: () => clients.size >= limits.websockets,
    events(events) {
      for (const stored of events) {
        const message = once(() => eventMessage(stored.event))
        for (const client of clients) client.live(stored, message)
      }
    },
    publish(plugin, topic, data) {
      if (!isJson(data)) {
        log.warn({ plugin, topic }, 'Published data is not JSON and was left out')
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
