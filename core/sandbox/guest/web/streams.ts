import * as streams from 'web-streams-polyfill'
import type { Aborts } from './abort.ts'

export type Streams = ReturnType<typeof createStreams>
export type WebReadableStream = streams.ReadableStream

/** The streams of the polyfill. They look for AbortController on their global, so it has to be made first. */
export function createStreams(_made: { readonly abort: Aborts }) {
  if (transferThrows()) keepBuffers()
  for (const shared of sharedParts()) Object.freeze(shared)
  return {
    ByteLengthQueuingStrategy: streams.ByteLengthQueuingStrategy,
    CountQueuingStrategy: streams.CountQueuingStrategy,
    ReadableByteStreamController: streams.ReadableByteStreamController,
    ReadableStream: streams.ReadableStream,
    ReadableStreamBYOBReader: streams.ReadableStreamBYOBReader,
    ReadableStreamBYOBRequest: streams.ReadableStreamBYOBRequest,
    ReadableStreamDefaultController: streams.ReadableStreamDefaultController,
    ReadableStreamDefaultReader: streams.ReadableStreamDefaultReader,
    TransformStream: streams.TransformStream,
    TransformStreamDefaultController: streams.TransformStreamDefaultController,
    WritableStream: streams.WritableStream,
    WritableStreamDefaultController: streams.WritableStreamDefaultController,
    WritableStreamDefaultWriter: streams.WritableStreamDefaultWriter,
  }
}

/** Objects of the polyfill that every stream shares, and that no class leads to. */
function sharedParts(): readonly object[] {
  const sizes = [streams.CountQueuingStrategy, streams.ByteLengthQueuingStrategy].map((Strategy) => new Strategy({ highWaterMark: 1 }).size)
  return [...sizes, Object.getPrototypeOf(new streams.ReadableStream().values())]
}

/** Below Node 22 there is no ArrayBuffer.prototype.transfer, and the one that SES lays there throws. */
function transferThrows(): boolean {
  const buffer = new ArrayBuffer(1) as ArrayBuffer & { readonly transfer?: () => ArrayBuffer }
  try {
    buffer.transfer?.()
    return false
  } catch {
    return true
  }
}

/**
 * The polyfill decides with the first buffer it sees how it takes a buffer away from its owner: this one has no `transfer`, so it
 * leaves buffers where they are from then on.
 */
function keepBuffers() {
  const piece = Object.defineProperty(new Uint8Array(1), 'buffer', { value: { byteLength: 1, detached: false } })
  new streams.ReadableStream({ type: 'bytes', start: (controller) => controller.enqueue(piece) })
}
