import { PassThrough, type Readable } from 'node:stream'
import { PowerError } from '../power.ts'
import { written } from './written.ts'

/** A body that is at most so long can be sent again when a redirect asks for it. */
const MAX_KEPT_BYTES = 192 * 1024

/** The body of a request, as the plugin sends it. */
export type Upload = {
  /** What goes out. */
  readonly stream: Readable
  /** Resolves when the other side took it. */
  write(bytes: Uint8Array): Promise<void>
  end(): void
  /** From here on it does not matter how much of it is taken: writing does not fail. */
  forgive(): void
  /** Ends it for a reason; nobody takes it any more. */
  drop(reason?: Error): void
  /** All of it, when it ended and was short; undefined else. */
  whole(): Uint8Array | undefined
}

export function createUpload(): Upload {
  const stream = new PassThrough()
  stream.on('error', () => {})
  let kept: Uint8Array[] | undefined = []
  let keptBytes = 0
  let isForgiven = false

  function keep(bytes: Uint8Array) {
    keptBytes += bytes.length
    if (keptBytes > MAX_KEPT_BYTES) kept = undefined
    kept?.push(bytes)
  }

  return {
    stream,
    async write(bytes) {
      if (stream.writableEnded) throw new PowerError('TypeError', 'The body of the request has ended')
      keep(bytes)
      await written(stream, bytes).catch((error: unknown) => {
        if (!isForgiven) throw error
      })
    },
    end: () => void stream.end(),
    forgive() {
      isForgiven = true
      kept = undefined
    },
    drop: (reason) => void stream.destroy(reason),
    whole: () => (stream.writableEnded && kept ? Buffer.concat(kept) : undefined),
  }
}
