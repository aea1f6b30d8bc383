import type { Blobs } from '#sdk'
import { MAX_BLOB_BYTES } from '../powers.ts'
import type { Call } from './calls.ts'
import { inChunks } from './deno/chunks.ts'

/** `host.blobs`: what is put goes to the core in parts, one blob after the other. */
export function createBlobs(call: Call): Blobs {
  let before: Promise<unknown> = Promise.resolve()

  async function send(bytes: Uint8Array, type: string) {
    const { id } = (await call('blob.open', [type])).value
    for (const chunk of inChunks(bytes)) await call('blob.write', [id], chunk)
    return (await call('blob.end', [id])).value
  }

  return {
    async put(bytes, type) {
      if (!(bytes instanceof Uint8Array) || bytes.byteLength === 0) throw new TypeError('A blob is a Uint8Array that is not empty')
      if (bytes.byteLength > MAX_BLOB_BYTES) throw new RangeError(`A blob has at most ${MAX_BLOB_BYTES / 1024 / 1024} MiB`)
      if (typeof type !== 'string') throw new TypeError('The type of a blob is text, such as "audio/wav"')
      const sent = before.then(() => send(bytes, type))
      // Its own caller hears of a failure; the next goes on.
      before = sent.catch(() => undefined)
      return sent
    },
  }
}
