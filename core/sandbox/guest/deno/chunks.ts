import { MAX_CHUNK_BYTES } from '../../powers.ts'
import { concat } from '../web/bytes.ts'

/** Longest file, or output of a program, that is read in one go. */
export const MAX_WHOLE_BYTES = 64 * 1024 * 1024

/** Reads until nothing comes. Throws RangeError when it is longer than MAX_WHOLE_BYTES. */
export async function readWhole(read: () => Promise<Uint8Array | undefined>, what: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for (let chunk = await read(); chunk && chunk.byteLength > 0; chunk = await read()) {
    size += chunk.byteLength
    if (size > MAX_WHOLE_BYTES) throw new RangeError(`${what} is longer than ${MAX_WHOLE_BYTES} bytes: read it in parts`)
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : concat(chunks)
}

/** Copies of the bytes in parts that fit a message. */
export function* inChunks(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += MAX_CHUNK_BYTES) yield new Uint8Array(bytes.subarray(at, at + MAX_CHUNK_BYTES))
}
