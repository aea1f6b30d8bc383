import { MAX_CHUNK_BYTES } from '../../powers.ts'
import { kindOfArray, viewOf } from '../web/bytes.ts'
import { inChunks } from './chunks.ts'
import { createHandle } from './handle.ts'
import type { DenoParts } from './parts.ts'
import { createStreams } from './streams.ts'

export type Duplex = ReturnType<typeof createDuplex>

/** Reading and writing of something that the core holds open: a file or a connection. */
export function createDuplex(parts: DenoParts, kind: 'file' | 'net', id: number) {
  const handle = createHandle(parts, id, `${kind}.close`)
  const streams = createStreams(parts)
  let readable: ReadableStream<Uint8Array> | undefined
  let writable: WritableStream<Uint8Array> | undefined

  async function take(max: number): Promise<Uint8Array | undefined> {
    const { bytes } = await handle.use((open) => parts.call(`${kind}.read`, [open, Math.min(max, MAX_CHUNK_BYTES)]))
    return bytes && bytes.byteLength > 0 ? bytes : undefined
  }
  const put = (part: Uint8Array) => handle.use((open) => parts.call(`${kind}.write`, [open], part))

  return {
    handle,
    async read(into: unknown): Promise<number | null> {
      const space = bytesOf(into)
      if (space.byteLength === 0) return 0
      const bytes = await take(space.byteLength)
      if (!bytes) return null
      space.set(bytes)
      return bytes.byteLength
    },
    async write(bytes: unknown): Promise<number> {
      const whole = bytesOf(bytes)
      const { byteLength } = whole
      for (const part of inChunks(whole)) await put(part)
      return byteLength
    },
    readable() {
      readable ??= streams.readable(() => take(MAX_CHUNK_BYTES), handle.end)
      return readable
    },
    writable() {
      writable ??= streams.writable(put, handle.end)
      return writable
    },
  }
}

/** The caller's bytes. Throws TypeError. */
export function bytesOf(value: unknown): Uint8Array {
  if (kindOfArray(value) !== 'Uint8Array') throw new TypeError('A Uint8Array is expected')
  return viewOf(value)
}
