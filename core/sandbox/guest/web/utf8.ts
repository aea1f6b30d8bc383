import type { Syscalls } from '../syscalls.ts'

export type Utf8 = ReturnType<typeof createUtf8>

const READ_UNIT = 2 ** 26
/** Most characters of one call, so that the bytes written are a number below READ_UNIT. */
const MAX_PIECE_CHARS = 2 ** 24
/** Below this, writing ASCII here is cheaper than a call. */
const SHORT_CHARS = 64

/** Text to UTF-8 and back. Lone surrogates and malformed bytes become U+FFFD. */
export function createUtf8({ syscalls }: { readonly syscalls: Syscalls }) {
  function encode(text: string): Uint8Array {
    const short = text.length <= SHORT_CHARS ? ascii(text) : undefined
    if (short) return short
    const bytes = new Uint8Array(syscalls.utf8Length(text))
    encodeInto(text, bytes)
    return bytes
  }

  /** Writes whole characters as long as they fit. `into` must be an array of our own. */
  function encodeInto(text: string, into: Uint8Array): { read: number; written: number } {
    let read = 0
    let written = 0
    while (read < text.length) {
      const piece = text.slice(read, endOfPiece(text, read))
      const done = syscalls.utf8Write(piece, into.subarray(written))
      const pieceRead = Math.floor(done / READ_UNIT)
      read += pieceRead
      written += done % READ_UNIT
      if (pieceRead < piece.length) break
    }
    return { read, written }
  }

  /** The byte order mark stays. */
  const decode = (bytes: Uint8Array): string => syscalls.decode('utf-8', bytes, 0, bytes.byteLength, false, true) ?? ''
  /** As the web decodes bodies and blobs: without the byte order mark. */
  const decodeBody = (bytes: Uint8Array): string => syscalls.decode('utf-8', bytes, 0, bytes.byteLength, false, false) ?? ''
  return { encode, encodeInto, decode, decodeBody }
}

function endOfPiece(text: string, from: number): number {
  const end = from + MAX_PIECE_CHARS
  if (end >= text.length) return text.length
  const last = text.charCodeAt(end - 1)
  return last >= 0xd800 && last < 0xdc00 ? end - 1 : end
}

function ascii(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit > 0x7f) return undefined
    bytes[at] = unit
  }
  return bytes
}
