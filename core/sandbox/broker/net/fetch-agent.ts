import type { Socket } from 'node:net'
import { Agent, type buildConnector } from 'undici'
import type { Clock } from '../../../base/clock.ts'
import { type Asker, PowerError } from '../power.ts'
import type { Door } from './door.ts'
import { MAX_HEAD_BYTES } from './fetch-headers.ts'
import { hostOf } from './hosts.ts'
import { secured } from './tls.ts'
import { inTime } from './waiting.ts'

/** Longest time that a connection is kept for the next request, whatever the server offers. */
const MAX_IDLE_MS = 30_000

/** The connections of one generation. A change of its grants closes what was opened under the old ones, when it has answered. */
export type Connections = { agent(): Agent; end(): void }

export function createConnections({
  asker,
  door,
  clock,
  caCerts,
}: {
  readonly asker: Asker
  readonly door: Door
  readonly clock: Clock
  readonly caCerts: readonly string[]
}): Connections {
  const ending = new AbortController()
  let current: { readonly agent: Agent; readonly grants: string } | undefined

  async function connect({ hostname, port, protocol }: buildConnector.Options): Promise<Socket> {
    const isSecure = protocol === 'https:'
    const to = { hostname: hostOf(hostname) ?? hostname, port: Number(port) || (isSecure ? 443 : 80) }
    const plain = await door.connect(asker, to, { signal: ending.signal })
    if (!isSecure) return plain
    const what = 'The TLS handshake failed'
    return inTime({ clock, signal: ending.signal, what }, (signal) => secured(plain, to, { signal, caCerts }))
  }

  return {
    agent() {
      const grants = grantsOf(asker)
      if (current?.grants === grants) return current.agent
      void current?.agent.close()
      current = { agent: createAgent(connect), grants }
      return current.agent
    },
    end() {
      ending.abort(new PowerError('Interrupted', 'The plugin ended'))
      void current?.agent.destroy()
    },
  }
}

function grantsOf(asker: Asker): string {
  const { net, typed, typedPublic } = asker.grants()
  return JSON.stringify([net, typed, typedPublic])
}

function createAgent(connect: (options: buildConnector.Options) => Promise<Socket>): Agent {
  return new Agent({
    connect: (options, done) => {
      connect(options).then(
        (socket) => done(null, socket),
        (error: Error) => done(error, null),
      )
    },
    allowH2: false,
    pipelining: 1,
    keepAliveMaxTimeout: MAX_IDLE_MS,
    maxHeaderSize: MAX_HEAD_BYTES,
    // The exchange watches over silence.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
}
