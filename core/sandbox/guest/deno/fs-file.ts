import { dispose } from './disposal.ts'
import { createDuplex, type Duplex } from './duplex.ts'
import type { DenoParts } from './parts.ts'

export type FsFiles = ReturnType<typeof createFsFiles>

/** Deno.FsFile, and what makes one for an open file. */
export function createFsFiles(parts: DenoParts) {
  const key = {}

  class FsFile {
    readonly #duplex: Duplex

    constructor(proof: unknown, duplex: Duplex) {
      if (proof !== key) throw new TypeError('Deno.FsFile cannot be constructed: use Deno.open')
      this.#duplex = duplex
    }

    read(into: Uint8Array): Promise<number | null> {
      return this.#duplex.read(into)
    }

    write(bytes: Uint8Array): Promise<number> {
      return this.#duplex.write(bytes)
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
  }

  return {
    FsFile: parts.harden(FsFile),
    make: (id: number) => new FsFile(key, createDuplex(parts, 'file', id)),
  }
}
