import type { Socket } from 'node:net'
import type { Clock } from '../../../base/clock.ts'
import { numberOf, recordOf, textOf, textsOf } from '../arguments.ts'
import { type Asker, PowerError, type PowerTable } from '../power.ts'
import { bytesOf, countOf } from './chunks.ts'
import type { Door } from './door.ts'
import { netFailure } from './failures.ts'
import { hostOf, type Target } from './hosts.ts'
import { createPull, type Pull } from './pull.ts'
import { secured } from './tls.ts'
import { inTime, whileHeld } from './waiting.ts'
import { ended, written } from './written.ts'

const MAX_CERTIFICATES = 64

/** A connection that a plugin has open. */
export class Connection {
  readonly socket: Socket
  readonly pull: Pull

  constructor(socket: Socket) {
    this.socket = socket
    this.pull = createPull(socket)
  }
}

/** Deno.connect and Deno.connectTls, and what their connections do. */
export function createTcpPowers({ door, clock, caCerts }: { door: Door; clock: Clock; caCerts: readonly string[] }): PowerTable {
  async function connect(asker: Asker, argument: unknown) {
    const { to, isSecure, ownCerts } = readTarget(argument)
    door.permit(asker, to)
    const socket = await whileHeld(asker.handles, async (signal) => {
      const plain = await door.connect(asker, to, { signal, allowHalfOpen: true })
      if (!isSecure) return plain
      const what = 'The TLS handshake failed'
      return inTime({ clock, signal, what }, (until) => secured(plain, to, { signal: until, caCerts: [...caCerts, ...ownCerts] }))
    })
    const id = asker.handles.open(new Connection(socket), () => socket.destroy())
    return { value: { id, ...describeConnection(socket) } }
  }

  return {
    'net.connect': (asker, [to]) => connect(asker, to),
    'net.read': async (asker, [id, max]) => {
      const { pull } = asker.handles.get(id, Connection)
      const bytes = await inWords('Reading failed', pull.next(countOf(max)))
      return bytes ? { bytes } : {}
    },
    'net.write': async (asker, [id], bytes) => {
      const { socket } = asker.handles.get(id, Connection)
      await inWords('Writing failed', written(socket, bytesOf(bytes)))
      return {}
    },
    'net.closeWrite': async (asker, [id]) => {
      await inWords('Closing failed', ended(asker.handles.get(id, Connection).socket))
      return {}
    },
    'net.close': (asker, [id]) => {
      asker.handles.get(id, Connection)
      asker.handles.close(id)
      return {}
    },
  }
}

function readTarget(argument: unknown): { readonly to: Target; readonly isSecure: boolean; readonly ownCerts: readonly string[] } {
  const { hostname: text, port, tls, caCerts = [] } = recordOf(argument, 'The address')
  const hostname = hostOf(textOf(text, 'The hostname'))
  if (hostname === undefined) throw new PowerError('TypeError', `Not a hostname: ${JSON.stringify(text)}`)
  return {
    to: { hostname, port: portOf(port) },
    isSecure: tls === true,
    ownCerts: textsOf(caCerts, 'The certificates', { max: MAX_CERTIFICATES }),
  }
}

function portOf(value: unknown): number {
  const port = numberOf(value, 'The port')
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new PowerError('RangeError', `Invalid port (out of range): ${port}`)
  return port
}

/** Both ends of a connection. */
export const describeConnection = (socket: Socket) => ({
  localAddr: addressOf(socket.localAddress, socket.localPort),
  remoteAddr: addressOf(socket.remoteAddress, socket.remotePort),
})

const addressOf = (hostname = '', port = 0) => ({ hostname, port })

async function inWords<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw netFailure(what, error)
  }
}
