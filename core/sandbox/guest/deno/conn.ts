import { dispose } from './disposal.ts'
import { createDuplex, type Duplex } from './duplex.ts'
import type { DenoParts } from './parts.ts'

export type Conns = ReturnType<typeof createConns>
type Opened = { readonly id: number; readonly localAddr: Deno.NetAddr; readonly remoteAddr: Deno.NetAddr }

/** The classes of connections, which nobody but Deno.connect and Deno.connectTls can make. */
export function createConns(parts: DenoParts) {
  const { call, harden } = parts
  const key = {}

  class Conn {
    readonly #duplex: Duplex
    readonly localAddr: Deno.NetAddr
    readonly remoteAddr: Deno.NetAddr

    constructor(proof: unknown, { id, localAddr, remoteAddr }: Opened) {
      if (proof !== key) throw new TypeError('A connection cannot be constructed: use Deno.connect')
      this.#duplex = createDuplex(parts, 'net', id)
      this.localAddr = harden(localAddr)
      this.remoteAddr = harden(remoteAddr)
    }

    read(into: Uint8Array): Promise<number | null> {
      return this.#duplex.read(into)
    }

    write(bytes: Uint8Array): Promise<number> {
      return this.#duplex.write(bytes)
    }

    async closeWrite(): Promise<void> {
      await this.#duplex.handle.use((id) => call('net.closeWrite', [id]))
    }

    get readable(): ReadableStream<Uint8Array> {
      return this.#duplex.readable()
    }

    get writable(): WritableStream<Uint8Array> {
      return this.#duplex.writable()
    }

    close(): void {
      this.#duplex.handle.close()
    }

    [dispose](): void {
      this.#duplex.handle.end()
    }

    ref(): void {}

    unref(): void {}
  }

  class TcpConn extends Conn {
    setNoDelay(): void {}

    setKeepAlive(): void {}
  }

  class TlsConn extends Conn {
    /** Done already: the core answers once the other side proved who it is. */
    async handshake(): Promise<Deno.TlsHandshakeInfo> {
      return { alpnProtocol: null }
    }
  }

  harden(TcpConn)
  harden(TlsConn)
  return {
    tcp: (opened: Opened) => new TcpConn(key, opened),
    tls: (opened: Opened) => new TlsConn(key, opened),
  }
}
