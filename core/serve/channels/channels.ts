import type { IncomingMessage } from 'node:http'
import { readPublished } from '../json.ts'
import type { RetainedTopics } from '../retained.ts'
import type { Principal, ServeParts, Server } from '../serve.ts'
import type { Door } from '../upgrade.ts'
import { type ChannelClient, type ChannelParts, createChannelClient } from './channel-client.ts'
import { type ChannelKind, frameOf } from './messages.ts'
import { isRelayed, relay } from './relay.ts'
import { createRetainedRelays } from './retained-relays.ts'

/** Who shows no key at /streaming/overlay, and may. */
const ANYBODY: Principal = { id: 'overlay.anybody', role: 'overlay', name: 'An overlay without a key', kind: 'key' }

const PATHS = { streaming: '/streaming', overlay: '/streaming/overlay' } as const satisfies Record<ChannelKind, string>

type Parts = Omit<ChannelParts, 'retained'> & {
  readonly retained: Pick<RetainedTopics, 'list'>
  readonly address: Pick<ServeParts, 'host' | 'allowRemote' | 'allowedHosts'>
}

/**
 * The sockets of /streaming and /streaming/overlay: rooms by session, into which is told what the host and plugins publish.
 *
 * An overlay needs no key as long as only this machine can reach the server: pages of others are refused by their Origin and their Host as everywhere,
 * so that only a program of this machine comes in, which hears what the live shows to everybody anyway. With another address or a name of the operator's own,
 * which may be a proxy's, an overlay needs a key.
 */
export function createChannels({ retained, address, ...more }: Parts) {
  const parts: ChannelParts = { ...more, retained: createRetainedRelays(retained) }
  const { clock, limits, onFault } = parts
  const clients = new Set<ChannelClient>()
  const isForThisMachineOnly = !address.allowRemote && address.allowedHosts.length === 0
  let cancelBeat = clock.after(limits.pingMs, beat)

  function beat(): void {
    for (const client of clients) client.beat()
    cancelBeat = clock.after(limits.pingMs, beat)
  }

  function doorOf(kind: ChannelKind): Omit<Door, 'allow'> {
    return {
      path: PATHS[kind],
      isFull: () => clients.size >= limits.channels,
      join(socket, wire, principal) {
        const client = createChannelClient({ socket, wire, principal, kind }, parts)
        clients.add(client)
        socket.on('close', () => clients.delete(client))
      },
    }
  }

  const stranger = ({ socket }: IncomingMessage) => (isForThisMachineOnly && isLoopback(socket.remoteAddress ?? '') ? ANYBODY : undefined)
  const doors: readonly Door[] = [
    { ...doorOf('streaming'), allow: ['admin', 'moderator', 'game'] },
    { ...doorOf('overlay'), allow: ['admin', 'moderator', 'game', 'overlay'], stranger },
  ]

  return {
    doors,
    /** Takes what was published, and answers how many heard it; `data` is JSON. */
    publish(plugin: string, topic: string, data: string): number {
      if (clients.size === 0 || !isRelayed(plugin, topic)) return 0
      const relayed = relay(plugin, topic, readPublished(data)?.value)
      if (!relayed) {
        onFault('PUBLISHED_NOT_FITTING')
        return 0
      }
      let made: Buffer | undefined
      const frame = () => {
        made ??= frameOf(relayed.event, relayed.data)
        return made
      }
      let count = 0
      for (const client of clients) if (client.tell(relayed, frame)) count += 1
      return count
    },
    revoked(id: string): void {
      for (const client of clients) if (client.principal.id === id) client.close('revoked')
    },
    count: () => clients.size,
    stop(): void {
      cancelBeat()
      for (const client of clients) client.close('stopping')
    },
  } satisfies Pick<Server, 'publish' | 'revoked'> & Record<string, unknown>
}

function isLoopback(peer: string): boolean {
  return peer === '::1' || /^(::ffff:)?127\./.test(peer)
}
