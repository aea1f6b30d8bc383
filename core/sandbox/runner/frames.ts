import type { Duplex } from 'node:stream'
import { Packr, RESERVE_START_SPACE } from 'msgpackr'
import { MAX_FRAME_BYTES } from '../protocol.ts'

export type Frames<Out> = {
  /** False when the peer is slow: wait for `onDrain` with whatever can wait. `sent` is called when the system took it. */
  send(message: Out, sent?: () => void): boolean
  /** The same for a message whose last field is empty bytes: these go in their place, without being copied. */
  sendEnding(message: Out, ending: Uint8Array): boolean
  isFull(): boolean
  /** Sends what waits, then ends. */
  finish(done: () => void): void
  close(): void
}

const HEADER_BYTES = 4
/** Empty bytes in msgpack. */
const EMPTY_BYTES = 0xc400
const EMPTY_LENGTH = 2
const BYTES_32 = 0xc6
const BYTES_32_HEAD = 5

/** Length-prefixed msgpack over a stream. Calls `onClose` once, with the reason when the peer broke the rules. */
export function createFrames<Out>({
  stream,
  onFrame,
  onDrain = () => {},
  onClose,
  maxBytes = MAX_FRAME_BYTES,
  isFit = () => true,
}: {
  readonly stream: Duplex
  /** Of a frame that comes in. */
  readonly maxBytes?: number
  /** Looks at the bytes of a frame before they are unpacked. */
  readonly isFit?: (packed: Uint8Array) => boolean
  readonly onFrame: (frame: unknown, bytes: number) => void
  readonly onDrain?: () => void
  readonly onClose: (reason?: string) => void
}): Frames<Out> {
  // Frames carry no record definitions, so that each can be read alone.
  const packr = new Packr({ useRecords: false })
  let chunks: Buffer[] = []
  let size = 0
  let needed = HEADER_BYTES
  let closed = false

  function close(reason?: string) {
    if (closed) return
    closed = true
    chunks = []
    stream.destroy()
    onClose(reason)
  }

  function read(chunk: Buffer) {
    chunks.push(chunk)
    size += chunk.length
    if (size < needed) return
    const bytes = chunks.length === 1 ? chunk : Buffer.concat(chunks)
    let at = 0
    while (!closed && bytes.length - at >= HEADER_BYTES) {
      const length = bytes.readUInt32BE(at)
      if (length > maxBytes) return close(`A frame of ${length} bytes is longer than allowed`)
      if (bytes.length - at - HEADER_BYTES < length) break
      const start = at + HEADER_BYTES
      at = start + length
      const frame = unpack(bytes.subarray(start, at))
      if (frame) onFrame(frame.value, length)
    }
    if (closed) return
    chunks = at === bytes.length ? [] : [bytes.subarray(at)]
    size = bytes.length - at
    needed = size < HEADER_BYTES ? HEADER_BYTES : HEADER_BYTES + bytes.readUInt32BE(at)
  }

  function unpack(bytes: Buffer) {
    if (!isFit(bytes)) return void close('A frame holds more than allowed')
    try {
      return { value: packr.unpack(bytes) as unknown }
    } catch (error) {
      return void close(`A frame cannot be read: ${error instanceof Error ? error.message : 'not msgpack'}`)
    }
  }

  stream.on('data', read)
  stream.on('drain', onDrain)
  // A connection that breaks is no breach of the rules: how the peer ended says more.
  stream.on('error', () => close())
  stream.on('close', () => close())
  stream.on('end', () => close())

  /** Packed behind room for its header, so that nothing is copied to put them together. */
  function pack(message: Out, more = 0): Buffer {
    const frame = packr.pack(message, RESERVE_START_SPACE + HEADER_BYTES)
    const length = frame.length - HEADER_BYTES + more
    if (length > MAX_FRAME_BYTES) throw new TypeError(`A frame of ${length} bytes is longer than allowed`)
    frame.writeUInt32BE(length, 0)
    return frame
  }

  return {
    send(message, sent) {
      if (closed) return false
      const frame = pack(message)
      return sent ? stream.write(frame, () => sent()) : stream.write(frame)
    },
    sendEnding(message, ending) {
      if (closed) return false
      const frame = pack(message, BYTES_32_HEAD - EMPTY_LENGTH + ending.length)
      const at = frame.length - EMPTY_LENGTH
      if (frame.readUInt16BE(at) !== EMPTY_BYTES) throw new TypeError('The message does not end in empty bytes')
      const head = Buffer.alloc(BYTES_32_HEAD, BYTES_32)
      head.writeUInt32BE(ending.length, 1)
      stream.cork()
      stream.write(frame.subarray(0, at))
      stream.write(head)
      const isTaken = stream.write(ending)
      stream.uncork()
      return isTaken
    },
    isFull: () => stream.writableNeedDrain,
    finish: (done) => void stream.end(() => done()),
    close: () => close(),
  }
}
