import type { Syscalls } from '../syscalls.ts'
import { brand } from './brand.ts'
import { concat, copyOf } from './bytes.ts'
import { members } from './members.ts'
import { heldBack } from './text-tail.ts'

export type TextDecoders = ReturnType<typeof createTextDecoder>

/** Most bytes that wait for the rest of their text, in an encoding where no boundary can be seen. */
const MAX_HELD_BYTES = 1024 * 1024

/** TextDecoder; https://encoding.spec.whatwg.org/#interface-textdecoder. */
export function createTextDecoder({ syscalls }: { readonly syscalls: Syscalls }) {
  class TextDecoder {
    readonly #encoding: string
    readonly #fatal: boolean
    readonly #ignoreBom: boolean
    #held = new Uint8Array()
    #begun = false

    constructor(label: unknown = 'utf-8', options?: unknown) {
      const encoding = syscalls.encodingOf(`${label as string}`)
      if (encoding === null) throw new RangeError(`The encoding ${label} is not supported`)
      const { fatal, ignoreBOM } = members(options)
      this.#encoding = encoding
      this.#fatal = Boolean(fatal)
      this.#ignoreBom = Boolean(ignoreBOM)
    }
    get encoding() {
      return this.#encoding
    }
    get fatal() {
      return this.#fatal
    }
    get ignoreBOM() {
      return this.#ignoreBom
    }

    decode(input?: unknown, options?: unknown) {
      const stream = Boolean(members(options).stream)
      const given = input === undefined ? new Uint8Array() : copyOf(input)
      const bytes = this.#held.byteLength > 0 ? concat([this.#held, given]) : given
      const wanted = stream ? heldBack(this.#encoding, bytes) : 0
      const end = bytes.byteLength - (wanted > MAX_HELD_BYTES ? 0 : wanted)
      const text = syscalls.decode(this.#encoding, bytes, 0, end, this.#fatal, this.#ignoreBom || this.#begun)
      this.#held = stream && text !== null ? bytes.slice(end) : new Uint8Array()
      this.#begun = stream && text !== null && (this.#begun || end > 0)
      if (text === null) throw encodingError()
      return text
    }
  }
  return brand({ TextDecoder })
}

function encodingError() {
  return Object.defineProperty(new TypeError('The encoded data was not valid'), 'code', {
    value: 'ERR_ENCODING_INVALID_ENCODED_DATA',
    writable: true,
    configurable: true,
  })
}
