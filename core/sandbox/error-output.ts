import type { Readable } from 'node:stream'

const KEPT_CHARS = 4_096
/** An abort of V8 writes about 3 KB; nothing honest writes more. */
const MAX_BYTES = 64 * 1024

/** Keeps the end of what a process writes to its error output, and answers it. Stops reading after `tooMuch`. */
export function keepErrorOutput(stream: Readable | null, tooMuch: () => void): () => string {
  let kept = ''
  let length = 0
  stream?.on('data', (chunk: Buffer) => {
    kept = (kept + chunk.toString('utf8')).slice(-KEPT_CHARS)
    length += chunk.length
    if (length <= MAX_BYTES) return
    stream.destroy()
    tooMuch()
  })
  return () => kept
}
