import { brand } from './brand.ts'
import type { Streams } from './streams.ts'
import type { TextDecoders } from './text-decoder.ts'
import type { Utf8 } from './utf8.ts'

type Parts = Pick<Streams, 'TransformStream'> & TextDecoders & { readonly utf8: Utf8 }

/** TextEncoderStream and TextDecoderStream. */
export function createTextStreams({ TransformStream, TextDecoder, utf8 }: Parts) {
  class TextEncoderStream {
    readonly #pair = encoding()
    get encoding() {
      return 'utf-8'
    }
    get readable() {
      return this.#pair.readable
    }
    get writable() {
      return this.#pair.writable
    }
  }

  class TextDecoderStream {
    readonly #decoder: InstanceType<TextDecoders['TextDecoder']>
    readonly #pair: ReturnType<typeof decoding>
    constructor(label?: unknown, options?: unknown) {
      this.#decoder = new TextDecoder(label, options)
      this.#pair = decoding(this.#decoder)
    }
    get encoding() {
      return this.#decoder.encoding
    }
    get fatal() {
      return this.#decoder.fatal
    }
    get ignoreBOM() {
      return this.#decoder.ignoreBOM
    }
    get readable() {
      return this.#pair.readable
    }
    get writable() {
      return this.#pair.writable
    }
  }

  function encoding() {
    let high = ''
    return new TransformStream<unknown, Uint8Array>({
      transform(chunk, controller) {
        const text = `${high}${chunk as string}`
        high = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : ''
        const whole = high === '' ? text : text.slice(0, -1)
        if (whole !== '') controller.enqueue(utf8.encode(whole))
      },
      flush(controller) {
        if (high !== '') controller.enqueue(utf8.encode(high))
      },
    })
  }

  function decoding(decoder: InstanceType<TextDecoders['TextDecoder']>) {
    return new TransformStream<unknown, string>({
      transform(chunk, controller) {
        const text = decoder.decode(chunk, { stream: true })
        if (text !== '') controller.enqueue(text)
      },
      flush(controller) {
        const text = decoder.decode()
        if (text !== '') controller.enqueue(text)
      },
    })
  }

  return brand({ TextEncoderStream, TextDecoderStream })
}
