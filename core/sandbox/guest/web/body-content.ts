import type { Blobs } from './blob.ts'
import { type Pull, pullFrom } from './byte-stream.ts'
import { copyOf, isBufferSource, kindOfArray } from './bytes.ts'
import type { FormDatas } from './form-data.ts'
import type { createMultipart } from './multipart.ts'
import type { Streams, WebReadableStream } from './streams.ts'
import type { SearchParams } from './url-search-params.ts'
import type { Utf8 } from './utf8.ts'

/** What a body is made of. Nobody changes the bytes. */
export type Content =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'pull'; readonly pull: Pull }
  | { readonly kind: 'stream'; readonly stream: WebReadableStream }

export type ContentParts = {
  readonly utf8: Utf8
  readonly streams: () => Streams
  readonly blobs: () => Blobs
  readonly forms: () => FormDatas
  readonly multipart: () => ReturnType<typeof createMultipart>
  readonly params: () => SearchParams
}

/** Turns what a plugin gives as a body into content, with the type that goes with it. Throws TypeError. */
export function createContent({ utf8, streams, blobs, forms, multipart, params }: ContentParts) {
  return (body: unknown): { readonly content: Content; readonly type?: string } => {
    if (typeof body !== 'object' || body === null) return text(`${body as string}`, 'text/plain;charset=UTF-8')
    if (isBufferSource(body)) return { content: { kind: 'bytes', bytes: copyOf(body) } }
    if (params().isParams(body)) return text(body.toString(), 'application/x-www-form-urlencoded;charset=UTF-8')
    if (isStream(body)) return { content: { kind: 'stream', stream: usable(body) } }
    return fromBlob(body) ?? fromForm(body) ?? text(`${body as unknown as string}`, 'text/plain;charset=UTF-8')
  }

  function text(value: string, type: string) {
    return { content: { kind: 'bytes', bytes: utf8.encode(value) }, type } as const
  }

  function isStream(body: object): body is WebReadableStream {
    return body instanceof streams().ReadableStream
  }

  function fromBlob(body: object) {
    const bytes = blobs().bytesOf(body)
    if (!bytes) return undefined
    const { type } = body as { readonly type: string }
    return { content: { kind: 'bytes', bytes }, ...(type === '' ? {} : { type: `${type}` }) } as const
  }

  function fromForm(body: object) {
    const entries = forms().entriesOf(body)
    if (!entries) return undefined
    const { bytes, boundary } = multipart().write(entries)
    return { content: { kind: 'bytes', bytes }, type: `multipart/form-data; boundary=${boundary}` } as const
  }
}

/** True when the stream was read from, wholly or in part. The polyfill keeps it in a field of the stream. */
export function isDisturbed(stream: WebReadableStream): boolean {
  return Boolean((stream as unknown as { readonly _disturbed?: boolean })._disturbed)
}

/** Content as pieces, whatever it is made of. Takes a stream for itself. */
export function pullOf(content: Content): Pull {
  if (content.kind === 'pull') return content.pull
  if (content.kind === 'stream') return pullFrom(content.stream, copyChunk)
  let left: Uint8Array | undefined = content.bytes.slice()
  return {
    async next() {
      const bytes = left
      left = undefined
      return bytes
    },
    cancel: () => {},
  }
}

function usable(stream: WebReadableStream): WebReadableStream {
  if (stream.locked || isDisturbed(stream)) throw new TypeError('The stream is read by somebody already')
  return stream
}

function copyChunk(chunk: unknown): Uint8Array {
  if (kindOfArray(chunk) !== 'Uint8Array') throw new TypeError('A stream that is a body has pieces of Uint8Array')
  return copyOf(chunk)
}
