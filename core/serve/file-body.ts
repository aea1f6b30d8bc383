import { open } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { finished } from 'node:stream'

const CHUNK_BYTES = 64 * 1024

/**
 * Part of a file as the body of an answer, both ends included, read no faster than it is taken; undefined when the file cannot be opened. It is closed with the
 * answer, also when nobody reads it: who asked may want the head alone, or have gone before.
 */
export async function openBody(
  path: string,
  { outgoing, start, end }: { readonly outgoing: ServerResponse; readonly start: number; readonly end: number },
): Promise<ReadableStream<Uint8Array> | undefined> {
  // Opened before the answer begins: an error later would be told to the client, path and all.
  const handle = await open(path).catch(() => undefined)
  if (!handle) return undefined
  let at = start
  // What cannot be closed has nobody to be told.
  finished(outgoing, () => void handle.close().catch(() => {}))
  return new ReadableStream(
    {
      async pull(controller) {
        const length = Math.min(CHUNK_BYTES, end + 1 - at)
        const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(length), 0, length, at)
        if (bytesRead < Math.min(1, length)) throw new Error('A file got shorter while it was sent')
        at += bytesRead
        if (bytesRead > 0) controller.enqueue(buffer.subarray(0, bytesRead))
        if (at > end) controller.close()
      },
    },
    { highWaterMark: 0 },
  )
}
