import { brand } from './brand.ts'
import { byteStream } from './byte-stream.ts'
import { bufferOf, concat, copyOf, isBufferSource } from './bytes.ts'
import { members } from './members.ts'
import { need } from './need.ts'
import type { Streams } from './streams.ts'
import type { Utf8 } from './utf8.ts'

export type Blobs = ReturnType<typeof createBlob>
export type WebBlob = InstanceType<Blobs['Blob']>
export type WebFile = InstanceType<Blobs['File']>

const PIECE_BYTES = 64 * 1024

type Parts = { readonly utf8: Utf8; readonly now: () => number; readonly streams: () => Streams }

/** Blob and File, in memory. */
export function createBlob({ utf8, now, streams }: Parts) {
  /** The bytes of a blob, which nobody may change; undefined when it is none. */
  let bytesOf = (_: unknown): Uint8Array | undefined => undefined

  class Blob {
    readonly #bytes: Uint8Array
    readonly #type: string
    static {
      bytesOf = (value) => (typeof value === 'object' && value !== null && #bytes in value ? value.#bytes : undefined)
    }

    constructor(parts?: unknown, options?: unknown) {
      const { type = '', endings } = members(options)
      this.#bytes = concat(partsOf(parts).map((part) => bytesOfPart(part, endings === 'native')))
      this.#type = typeOf(type)
    }
    get size() {
      return this.#bytes.byteLength
    }
    get type() {
      return this.#type
    }
    slice(start: unknown = 0, end?: unknown, type: unknown = '') {
      const to = end === undefined ? this.size : offset(end, this.size)
      return new Blob([this.#bytes.slice(offset(start, this.size), to)], { type })
    }
    async arrayBuffer() {
      return bufferOf(this.#bytes.slice())
    }
    async bytes() {
      return this.#bytes.slice()
    }
    async text() {
      return utf8.decodeBody(this.#bytes)
    }
    stream() {
      const bytes = this.#bytes
      let at = 0
      return byteStream(streams(), {
        async next() {
          if (at >= bytes.byteLength) return undefined
          at += PIECE_BYTES
          return bytes.slice(at - PIECE_BYTES, at)
        },
        cancel: () => {},
      })
    }
  }

  class File extends Blob {
    readonly #name: string
    readonly #lastModified: number
    constructor(...given: [parts: unknown, name: unknown, options?: unknown]) {
      need(given, 2)
      super(given[0], given[2])
      const { lastModified } = members(given[2])
      this.#name = `${given[1] as string}`.toWellFormed()
      this.#lastModified = lastModified === undefined ? now() : Math.trunc(Number(lastModified)) || 0
    }
    get name() {
      return this.#name
    }
    get lastModified() {
      return this.#lastModified
    }
    get webkitRelativePath() {
      return ''
    }
  }

  function bytesOfPart(part: unknown, nativeEndings: boolean): Uint8Array {
    const bytes = bytesOf(part)
    if (bytes) return bytes
    if (isBufferSource(part)) return copyOf(part)
    const text = `${part as string}`
    return utf8.encode(nativeEndings ? text.replace(/\r\n?|\n/g, '\n') : text)
  }

  const isBlob = (value: unknown): value is Blob => bytesOf(value) !== undefined
  const isFile = (value: unknown): value is File => isBlob(value) && value instanceof File
  return { ...brand({ Blob, File }), bytesOf, isBlob, isFile }
}

function partsOf(parts: unknown): readonly unknown[] {
  if (parts === undefined) return []
  if (typeof parts !== 'object' || parts === null || !(Symbol.iterator in parts)) throw new TypeError('The parts of a blob are a list')
  return [...(parts as Iterable<unknown>)]
}

function typeOf(type: unknown): string {
  const text = `${type as string}`
  return /^[\x20-\x7e]*$/.test(text) ? text.toLowerCase() : ''
}

/** A place in 0..size; negative counts from the end. */
function offset(value: unknown, size: number): number {
  const number = Math.trunc(Number(value)) || 0
  return number < 0 ? Math.max(0, size + number) : Math.min(number, size)
}
