import type { ServedRequest } from '../../powers.ts'
import { createAnswering } from './answering.ts'
import { addressOf } from './at.ts'
import { asyncDispose } from './disposal.ts'
import type { DenoParts } from './parts.ts'
import type { Upgrades } from './upgrade.ts'

type How = {
  readonly at: Deno.NetAddr
  readonly allowOrigins: readonly string[]
  readonly handler: Deno.ServeHandler
  readonly onError: (error: unknown) => Response | Promise<Response>
  readonly onListen: (addr: Deno.NetAddr) => void
  readonly signal: AbortSignal | undefined
}

/** The class of servers, which nobody but Deno.serve can make. The core listens a moment later. */
export function createHttpServers(parts: DenoParts, upgrades: Upgrades) {
  const { call, harden, web } = parts
  const answering = createAnswering(parts, upgrades)
  const key = {}

  class HttpServer {
    #addr: Deno.NetAddr
    #isWatched = false
    readonly #opened: Promise<number>
    readonly #finished: Promise<void>

    constructor(proof: unknown, how: How) {
      if (proof !== key) throw new TypeError('A server cannot be constructed: use Deno.serve')
      this.#addr = harden(how.at)
      this.#opened = this.#open(how)
      this.#finished = this.#opened.then((id) => this.#run(id, how))
      this.#finished.catch((error) => {
        if (!this.#isWatched) web<Pick<Console, 'error'>>('console').error(error)
      })
    }

    get addr(): Deno.NetAddr {
      return this.#addr
    }

    get finished(): Promise<void> {
      this.#isWatched = true
      return this.#finished
    }

    async shutdown(): Promise<void> {
      const id = await this.#opened
      // At worst the core closed it already.
      await call('serve.shutdown', [id]).catch(() => {})
      await this.#finished
    }

    [asyncDispose](): Promise<void> {
      return this.shutdown()
    }

    ref(): void {}

    unref(): void {}

    async #open({ at, allowOrigins, onListen, signal }: How): Promise<number> {
      const { hostname, port } = at
      const { id, addr } = (await call('serve.open', [{ hostname, port, allowOrigins }])).value
      const close = () => void call('serve.close', [id]).catch(() => {})
      if (signal?.aborted) close()
      else signal?.addEventListener('abort', close, { once: true })
      this.#addr = harden(addressOf(addr))
      onListen(this.#addr)
      return id
    }

    async #run(id: number, how: How): Promise<void> {
      const underWay = new Set<Promise<void>>()
      for (let asked = await next(id); asked; asked = await next(id)) {
        const work = answering(asked, how)
        underWay.add(work)
        void work.finally(() => underWay.delete(work))
      }
      await Promise.all(underWay)
    }
  }

  /** Nothing more comes of a server that was closed. */
  async function next(id: number): Promise<ServedRequest | null> {
    return call('serve.next', [id]).then(
      ({ value }) => value,
      () => null,
    )
  }

  harden(HttpServer)
  return { start: (how: How): Deno.HttpServer => new HttpServer(key, how) }
}
