import type { Blobs } from './blob.ts'
import { type Content, isDisturbed, pullOf } from './body-content.ts'
import { byteStream, collect } from './byte-stream.ts'
import { bufferOf, concat } from './bytes.ts'
import type { FormDatas, FormEntry } from './form-data.ts'
import type { WebHeaders } from './headers.ts'
import { parseMime } from './mime.ts'
import type { createMultipart } from './multipart.ts'
import type { Streams, WebReadableStream } from './streams.ts'
import type { createUrlEncoded } from './url-encoded.ts'
import type { Utf8 } from './utf8.ts'

export type Bodies = ReturnType<typeof createBody>

/** Longest body that is read as a whole; a longer one can be read as a stream. */
const MAX_WHOLE_BYTES = 64 * 1024 * 1024

type Parts = {
  readonly utf8: Utf8
  readonly urlEncoded: ReturnType<typeof createUrlEncoded>
  readonly streams: () => Streams
  readonly blobs: () => Blobs
  readonly forms: () => FormDatas
  readonly multipart: () => ReturnType<typeof createMultipart>
}

/** What Request and Response have in common; https://fetch.spec.whatwg.org/#body-mixin. */
export function createBody({ utf8, urlEncoded, streams, blobs, forms, multipart }: Parts) {
  let take = (_: Body): Content | null => null
  let split = (_: Body): Content | null => null
  let isUsable = (_: Body): boolean => true

  class Body {
    #content: Content | null
    #used = false
    readonly #headers: WebHeaders
    static {
      take = (body) => body.#take()
      split = (body) => body.#split()
      isUsable = (body) => !body.#isUsed() && !body.#isLocked()
    }

    constructor(content: Content | null, headers: WebHeaders) {
      this.#content = content
      this.#headers = headers
    }
    get body() {
      return this.#content ? this.#stream(this.#content) : null
    }
    get bodyUsed() {
      return this.#isUsed()
    }
    async arrayBuffer() {
      return bufferOf(await this.#whole())
    }
    async bytes() {
      return await this.#whole()
    }
    async text() {
      return utf8.decodeBody(await this.#whole())
    }
    async json() {
      return JSON.parse(utf8.decodeBody(await this.#whole()))
    }
    async blob() {
      const type = this.#headers.get('content-type') ?? ''
      const { Blob } = blobs()
      return new Blob([await this.#whole()], { type })
    }
    async formData() {
      const type = parseMime(this.#headers.get('content-type') ?? '')
      return formOf(await this.#whole(), type)
    }

    #isUsed(): boolean {
      return this.#used || (this.#content?.kind === 'stream' && isDisturbed(this.#content.stream))
    }
    #isLocked(): boolean {
      return this.#content?.kind === 'stream' && this.#content.stream.locked
    }
    /** The content, for somebody who reads all of it. Throws TypeError when it was taken before. */
    #take(): Content | null {
      if (this.#isUsed() || this.#isLocked()) throw new TypeError('Body is unusable: Body has already been read')
      if (this.#content) this.#used = true
      return this.#content
    }
    async #whole(): Promise<Uint8Array> {
      const content = this.#take()
      if (!content) return new Uint8Array()
      return concat(await collect(pullOf(content), MAX_WHOLE_BYTES))
    }
    #stream(content: Content): WebReadableStream {
      if (content.kind === 'stream') return content.stream
      const stream = byteStream(streams(), pullOf(content))
      this.#content = { kind: 'stream', stream }
      // What was read already shows as a stream that somebody has.
      if (this.#used) stream.getReader()
      return stream
    }
    /** Content of a second body with the same bytes. */
    #split(): Content | null {
      if (this.#isUsed() || this.#isLocked()) throw new TypeError('Body is unusable: Body has already been read')
      if (!this.#content || this.#content.kind === 'bytes') return this.#content
      const [mine, other] = this.#stream(this.#content).tee()
      this.#content = { kind: 'stream', stream: mine }
      return { kind: 'stream', stream: other }
    }
  }

  function formOf(bytes: Uint8Array, type: ReturnType<typeof parseMime>) {
    const entries = entriesOf(bytes, type)
    if (!entries) throw new TypeError('The body is no form')
    const form = new (forms().FormData)()
    for (const [name, value] of entries) form.append(name, value)
    return form
  }

  function entriesOf(bytes: Uint8Array, type: ReturnType<typeof parseMime>): readonly FormEntry[] | undefined {
    if (type?.essence === 'application/x-www-form-urlencoded') return urlEncoded.parse(utf8.decodeBody(bytes))
    const boundary = type?.essence === 'multipart/form-data' ? type.parameters.get('boundary') : undefined
    return boundary === undefined ? undefined : multipart().read(bytes, boundary)
  }

  return { Body, take, split, isUsable }
}
