import { brand } from './brand.ts'
import { kindOfArray, viewOf } from './bytes.ts'
import type { Utf8 } from './utf8.ts'

export function createTextEncoder({ utf8 }: { readonly utf8: Utf8 }) {
  class TextEncoder {
    // The brand: what has it was made by this constructor.
    readonly #encoding = 'utf-8'
    get encoding() {
      return this.#encoding
    }
    encode(input: unknown = '') {
      return utf8.encode(`${input as string}`)
    }
    encodeInto(source: unknown, destination: unknown) {
      const text = `${source as string}`
      if (kindOfArray(destination) !== 'Uint8Array') throw new TypeError('encodeInto writes into a Uint8Array')
      const target = viewOf(destination)
      // An array of our own, as large as can be needed.
      const scratch = new Uint8Array(Math.min(target.byteLength, text.length * 3))
      const done = utf8.encodeInto(text, scratch)
      target.set(scratch.subarray(0, done.written))
      return done
    }
  }
  return brand({ TextEncoder })
}
