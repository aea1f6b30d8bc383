import type { Server } from 'node:net'
import type { Clock } from '../../../../base/clock.ts'
import type { NetAddress } from '../../../powers.ts'
import { type Asker, type Handles, PowerError } from '../../power.ts'
import { netFailure } from '../failures.ts'
import { hostPort, type Target } from '../hosts.ts'
import { orAborted, whileHeld } from '../waiting.ts'
import { addressOf } from './at.ts'

/** How long a new generation of a plugin waits for the port of the one before, which may still finish what it does. */
const TAKE_OVER_MS = 15_000

type Holder = { readonly plugin: string; readonly handles: Handles; readonly freed: Promise<void> }

export type Bound = {
  readonly addr: NetAddress
  /** Stops listening; connections stay. */
  free(): void
}

/** The ports that plugins listen at. */
export type Ports = {
  /**
   * Has the server listen. Waits while an older generation of the same plugin does, since that is about to end; rejects with AddrInUse when
   * it does not, or when somebody else does.
   */
  bind(asker: Asker, server: Server, at: Target): Promise<Bound>
}

export function createPorts(clock: Clock): Ports {
  const holders = new Map<string, Holder>()

  async function bind(asker: Asker, server: Server, at: Target) {
    for (;;) {
      const failure = await listening(server, at)
      if (!failure) return hold(asker, server, at)
      if (failure.code !== 'EADDRINUSE') throw netFailure(`Listening at ${hostPort(at)} failed`, failure)
      const holder = holders.get(keyOf(at))
      if (holder?.plugin !== asker.plugin || holder.handles === asker.handles) throw taken(at, holder)
      await freedInTime(asker, holder, at)
    }
  }

  async function freedInTime(asker: Asker, holder: Holder, at: Target) {
    const late = new AbortController()
    const cancel = clock.after(TAKE_OVER_MS, () => late.abort(taken(at, holder)))
    try {
      await whileHeld(asker.handles, (signal) => orAborted(AbortSignal.any([signal, late.signal]), holder.freed))
    } finally {
      cancel()
    }
  }

  function hold({ plugin, handles }: Asker, server: Server, at: Target): Bound {
    const bound = server.address()
    // A server that listens at a port says which.
    const port = typeof bound === 'object' && bound ? bound.port : at.port
    const key = keyOf({ ...at, port })
    let tell = () => {}
    const freed = new Promise<void>((resolve) => {
      tell = resolve
    })
    holders.set(key, { plugin, handles, freed })
    return {
      addr: { hostname: addressOf(at.hostname), port },
      free() {
        if (!server.listening) return
        server.close()
        holders.delete(key)
        tell()
      },
    }
  }

  return { bind }
}

const keyOf = ({ hostname, port }: Target) => hostPort({ hostname: addressOf(hostname), port })

function taken(at: Target, holder: Holder | undefined) {
  const who = holder ? `the plugin "${holder.plugin}"` : 'another program'
  return new PowerError('AddrInUse', `Port ${at.port} of this computer is taken by ${who}: close that, or choose another port`)
}

function listening(server: Server, { hostname, port }: Target): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const settle = (failure?: Error) => {
      server.off('listening', settle).off('error', settle)
      resolve(failure)
    }
    server.once('listening', settle).once('error', settle)
    server.listen({ host: addressOf(hostname), port, exclusive: true })
  })
}
