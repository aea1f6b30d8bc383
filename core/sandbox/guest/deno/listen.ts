import { addressOf, portOf } from './at.ts'
import type { Conns } from './conn.ts'
import { dispose } from './disposal.ts'
import { createHandle, type Handle } from './handle.ts'
import type { DenoParts } from './parts.ts'

/** Deno.listen. The core listens a moment later, so the first `accept` tells what went wrong. */
export function createListen(parts: DenoParts, conns: Conns) {
  const { call, errors, harden } = parts
  const key = {}

  class Listener {
    #addr: Deno.NetAddr
    #isClosed = false
    readonly #opened: Promise<Handle>

    constructor(proof: unknown, at: Deno.NetAddr) {
      if (proof !== key) throw new TypeError('A listener cannot be constructed: use Deno.listen')
      this.#addr = harden(at)
      this.#opened = this.#open(at)
      // Whoever accepts hears of it.
      this.#opened.catch(() => {})
    }

    get addr(): Deno.NetAddr {
      return this.#addr
    }

    async accept(): Promise<Deno.TcpConn> {
      if (this.#isClosed) throw closed()
      const handle = await this.#opened
      const { value } = await handle
        .use((id) => call('net.accept', [id]))
        .catch((error) => {
          throw this.#isClosed ? closed() : error
        })
      return conns.tcp({ id: value.id, localAddr: addressOf(value.localAddr), remoteAddr: addressOf(value.remoteAddr) })
    }

    close(): void {
      if (this.#isClosed) throw closed()
      this[dispose]()
    }

    [dispose](): void {
      this.#isClosed = true
      this.#opened.then(
        (handle) => handle.end(),
        () => {},
      )
    }

    async *[Symbol.asyncIterator](): AsyncIterableIterator<Deno.TcpConn> {
      try {
        while (!this.#isClosed) yield await this.accept()
      } catch (error) {
        // Closing ends the loop, as in Deno.
        if (!this.#isClosed) throw error
      }
    }

    ref(): void {}

    unref(): void {}

    async #open({ hostname, port }: Deno.NetAddr): Promise<Handle> {
      const { id, addr } = (await call('net.listen', [{ hostname, port }])).value
      this.#addr = harden(addressOf(addr))
      return createHandle(parts, id, 'net.unlisten')
    }
  }

  const closed = () => new errors.BadResource('Bad resource: the listener was closed')
  harden(Listener)
  return {
    listen({ port, hostname = '127.0.0.1', transport = 'tcp' }: Deno.TcpListenOptions): Deno.TcpListener {
      if (transport !== 'tcp') throw new errors.NotSupported('Deno.listen of a plugin knows the transport "tcp" only')
      return new Listener(key, addressOf({ hostname: String(hostname), port: portOf(port) }))
    },
  }
}
