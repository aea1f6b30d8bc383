import { TextDecoder, TextEncoder } from 'node:util'
import type { Syscalls } from '../../guest/syscalls.ts'
import { memoryOf } from './memory.ts'

const MAX_DECODERS = 64
const READ_UNIT = 2 ** 26

/** Text to bytes and back, by Node's encoder and decoders. */
export function createText() {
  const encoder = new TextEncoder()
  const decoders = new Map<string, TextDecoder>()

  function decoderFor(label: string, fatal: boolean, keepBom: boolean): TextDecoder {
    const key = `${label} ${fatal} ${keepBom}`
    const known = decoders.get(key)
    if (known) return known
    const made = new TextDecoder(label, { fatal, ignoreBOM: keepBom })
    if (decoders.size >= MAX_DECODERS) decoders.clear()
    decoders.set(key, made)
    return made
  }

  return {
    utf8Length: (text) => Buffer.byteLength(text, 'utf8'),
    utf8Write(text, into) {
      const { read, written } = encoder.encodeInto(text, memoryOf(into))
      return read * READ_UNIT + written
    },
    decode(label, bytes, from, to, fatal, keepBom) {
      try {
        return decoderFor(label, fatal, keepBom).decode(memoryOf(bytes).subarray(from, to))
      } catch {
        return null
      }
    },
    encodingOf(label) {
      try {
        return new TextDecoder(label).encoding
      } catch {
        return null
      }
    },
  } satisfies Partial<Syscalls>
}
