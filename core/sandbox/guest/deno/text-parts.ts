import type { DenoParts } from './parts.ts'

/** How much text is made bytes at once. */
const PART_CHARS = 64 * 1024
const HIGH_SURROGATE_AT_END = /[\uD800-\uDBFF]$/

/** Text as UTF-8 in parts; a character is never cut in two, not even between two chunks of a stream. */
export function createTextParts({ web }: Pick<DenoParts, 'web'>) {
  const encode = (text: string) => new (web<typeof TextEncoder>('TextEncoder'))().encode(text)

  function* ofText(text: string): Generator<Uint8Array> {
    for (let from = 0; from < text.length; ) {
      const part = text.slice(from, from + PART_CHARS)
      const isCut = from + PART_CHARS < text.length && HIGH_SURROGATE_AT_END.test(part)
      const whole = isCut ? part.slice(0, -1) : part
      from += whole.length
      yield encode(whole)
    }
  }

  async function* ofStream(stream: ReadableStream<unknown>): AsyncGenerator<Uint8Array> {
    let rest = ''
    for await (const chunk of stream) {
      const text = rest + String(chunk)
      rest = HIGH_SURROGATE_AT_END.test(text) ? text.slice(-1) : ''
      yield* ofText(text.slice(0, text.length - rest.length))
    }
    yield* ofText(rest)
  }

  return { ofText, ofStream }
}
