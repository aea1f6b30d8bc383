import type { Streams, WebReadableStream } from './streams.ts'

/** Bytes that are fetched piece by piece. */
export type Pull = {
  /** The next piece, which nobody else holds; undefined at the end. */
  next(): Promise<Uint8Array | undefined>
  cancel(reason: unknown): void
}

/** A stream of the bytes; it fetches a piece only when somebody reads. */
export function byteStream({ ReadableStream }: Pick<Streams, 'ReadableStream'>, pull: Pull): WebReadableStream {
  return new ReadableStream(
    {
      type: 'bytes',
      async pull(controller) {
        let piece = await pull.next()
        // A byte stream takes no empty piece.
        while (piece?.byteLength === 0) piece = await pull.next()
        if (piece) return controller.enqueue(piece)
        controller.close()
        controller.byobRequest?.respond(0)
      },
      cancel: (reason) => pull.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}

/** The pieces of a stream, each copied. Takes the stream for itself. Rejects with TypeError when a piece is not bytes. */
export function pullFrom(stream: WebReadableStream, copy: (chunk: unknown) => Uint8Array): Pull {
  const reader = stream.getReader()
  return {
    async next() {
      const { value, done } = await reader.read()
      return done ? undefined : copy(value)
    },
    cancel: (reason) => void reader.cancel(reason).catch(() => {}),
  }
}

/** All the pieces, in order. Rejects with RangeError when there are more bytes than this. */
export async function collect(pull: Pull, maxBytes: number): Promise<readonly Uint8Array[]> {
  const chunks: Uint8Array[] = []
  let length = 0
  for (let chunk = await pull.next(); chunk; chunk = await pull.next()) {
    length += chunk.byteLength
    if (length > maxBytes) {
      const tooLong = new RangeError(`The body is longer than ${maxBytes} bytes`)
      pull.cancel(tooLong)
      throw tooLong
    }
    chunks.push(chunk)
  }
  return chunks
}
