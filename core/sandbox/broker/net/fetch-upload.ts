import { Readable } from 'node:stream'
import { createGathered } from '../gathered.ts'
import { PowerError } from '../power.ts'
import { MAX_WAITING_BYTES } from './written.ts'

/** A body that is at most so long can be sent again when a redirect asks for it. */
const MAX_KEPT_BYTES = 192 * 1024

/** The body of a request, as the plugin sends it. */
export type Upload = {
  /** What goes out. */
  readonly stream: Readable
  /** Resolves when the other side took it, or enough of what is before it. Rejects with what ended the stream. */
  write(bytes: Uint8Array): Promise<void>
  end(): void
  /** From here on it does not matter how much of it is taken: writing does not fail. */
  forgive(): void
  /** Ends it for a reason; nobody takes it any more. */
  drop(reason: Error): void
  /** All of it, when it ended and was short; undefined else. */
  whole(): Uint8Array | undefined
}

export function createUpload(): Upload {
  const waiting = new Set<() => void>()
  let kept: ReturnType<typeof createGathered> | undefined = createGathered(MAX_KEPT_BYTES)
  let isEnded = false
  let isForgiven = false

  const stream = new Readable({
    read: proceed,
    destroy(error, done) {
      proceed()
      done(error)
    },
  })
  stream.on('error', () => {})

  function proceed() {
    for (const resolve of waiting) resolve()
    waiting.clear()
  }

  function keep(bytes: Uint8Array) {
    if (!kept?.hasRoomFor(bytes)) kept = undefined
    kept?.add(bytes)
  }

  function checkOpen() {
    if (stream.destroyed && !isForgiven) throw stream.errored ?? new PowerError('TypeError', 'The server takes no more of the body')
  }

  return {
    stream,
    async write(bytes) {
      if (isEnded) throw new PowerError('TypeError', 'The body of the request has ended')
      checkOpen()
      if (stream.destroyed) return
      if (stream.readableLength + bytes.length > MAX_WAITING_BYTES) throw new PowerError('Busy', 'Too much is being written at once')
      keep(bytes)
      if (!stream.push(bytes)) await new Promise<void>((resolve) => void waiting.add(resolve))
      checkOpen()
    },
    end() {
      if (!isEnded) stream.push(null)
      isEnded = true
    },
    forgive() {
      isForgiven = true
      kept = undefined
    },
    drop: (reason) => void stream.destroy(reason),
    whole: () => (isEnded ? kept?.whole() : undefined),
  }
}
