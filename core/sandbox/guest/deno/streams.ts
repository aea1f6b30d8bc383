import { isBufferSource, viewOf } from '../web/bytes.ts'
import { inChunks } from './chunks.ts'
import type { DenoParts } from './parts.ts'

type Read = () => Promise<Uint8Array | undefined>
type Write = (chunk: Uint8Array) => Promise<unknown>

/** The web's streams around reading and writing in parts. Nothing is read before somebody asks for it. */
export function createStreams({ web }: Pick<DenoParts, 'web'>) {
  return {
    /** `end` is called once nothing more comes, or nobody wants it. */
    readable(read: Read, end: () => void): ReadableStream<Uint8Array> {
      const Stream = web<typeof ReadableStream>('ReadableStream')
      return new Stream({ type: 'bytes', pull: (controller) => pull(controller, read, end), cancel: end }, { highWaterMark: 0 })
    },
    writable(write: Write, end: () => unknown): WritableStream<Uint8Array> {
      const Stream = web<typeof WritableStream<Uint8Array>>('WritableStream')
      return new Stream({
        async write(chunk: unknown) {
          if (!isBufferSource(chunk)) throw new TypeError('What is written must be an ArrayBuffer or a view of one')
          for (const part of inChunks(viewOf(chunk))) await write(part)
        },
        close: async () => void (await end()),
        abort: async () => void (await end()),
      })
    },
  }
}

async function pull(controller: ReadableByteStreamController, read: Read, end: () => void): Promise<void> {
  const chunk = await read().catch((error: unknown) => {
    end()
    throw error
  })
  if (chunk && chunk.byteLength > 0) return controller.enqueue(chunk)
  end()
  controller.close()
  // Whoever brought memory of their own waits until it is handed back.
  controller.byobRequest?.respond(0)
}
