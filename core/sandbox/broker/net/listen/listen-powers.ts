import type { NetAddress } from '../../../powers.ts'
import type { Asker, PowerTable } from '../../power.ts'
import { hostPort } from '../hosts.ts'
import { Connection, describeConnection } from '../tcp-powers.ts'
import { permitListen, readAt } from './at.ts'
import type { Bound, Ports } from './ports.ts'
import { createTcpListener, type TcpListener } from './tcp-listener.ts'

/** A listener that a plugin has open. */
class Listening {
  readonly listener: TcpListener
  readonly addr: NetAddress

  constructor(listener: TcpListener, { addr }: Bound) {
    this.listener = listener
    this.addr = addr
  }
}

/** Deno.listen. What it accepts are connections like those of Deno.connect. */
export function createListenPowers({ ports }: { readonly ports: Ports }): PowerTable {
  async function listen(asker: Asker, argument: unknown) {
    const at = readAt(argument)
    permitListen(asker, at)
    const listener = createTcpListener()
    const bound = await ports.bind(asker, listener.server, at)
    const id = asker.handles.open(new Listening(listener, bound), () => {
      bound.free()
      listener.close()
    })
    return { value: { id, addr: bound.addr } }
  }

  async function accept(asker: Asker, listening: unknown) {
    const { listener, addr } = asker.handles.get(listening, Listening)
    const socket = await listener.next()
    const id = asker.handles.admit(new Connection(socket), () => socket.destroy())
    asker.used('listen', hostPort(addr))
    return { value: { id, ...describeConnection(socket) } }
  }

  return {
    'net.listen': (asker, [at]) => listen(asker, at),
    'net.accept': (asker, [id]) => accept(asker, id),
    'net.unlisten': (asker, [id]) => {
      asker.handles.get(id, Listening)
      asker.handles.close(id)
      return {}
    },
  }
}
