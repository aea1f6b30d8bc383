import { MAX_CHUNK_BYTES } from '../../powers.ts'
import type { Syscalls } from '../syscalls.ts'
import type { Blobs } from './blob.ts'
import { brand } from './brand.ts'
import { bufferOf } from './bytes.ts'
import type { DomExceptions } from './dom-exception.ts'
import type { Events } from './event.ts'
import type { EventTargets } from './event-target.ts'
import type { EventKinds } from './events.ts'
import { need } from './need.ts'
import type { Call } from './parts.ts'
import { createSendQueue } from './send-queue.ts'
import type { Utf8 } from './utf8.ts'
import { type Close, closing, createSocketArguments } from './web-socket-arguments.ts'

const STATES = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 }
const ABNORMAL = { code: 1006, reason: '', wasClean: false }

type Opened = { readonly id: number; readonly protocol: string; readonly extensions: string }

/** The other side of a WebSocket: it opens when the core has shaken hands. */
class Accepted {
  readonly open: () => Promise<Opened>

  constructor(open: () => Promise<Opened>) {
    this.open = open
  }
}

type Parts = {
  readonly call: Call
  readonly utf8: Utf8
  readonly syscalls: Pick<Syscalls, 'urlParse' | 'urlWith'>
  readonly blobs: () => Blobs
} & DomExceptions &
  Pick<Events, 'Event'> &
  Pick<EventTargets, 'EventTarget' | 'tell' | 'handler'> &
  Pick<EventKinds, 'CloseEvent' | 'MessageEvent' | 'ErrorEvent'>

/** WebSocket; https://websockets.spec.whatwg.org. A message may have MAX_CHUNK_BYTES. */
export function createWebSocket(parts: Parts) {
  const { call, utf8, syscalls, blobs, DOMException, Event, EventTarget, tell, handler, CloseEvent, MessageEvent, ErrorEvent } = parts

  const { urlOf, originOf, protocolsOf, messageOf, isLongJson, closeOf } = createSocketArguments({ utf8, syscalls, blobs, DOMException })

  class WebSocket extends EventTarget {
    readonly #url: string
    readonly #on = {
      open: handler(this, 'open'),
      message: handler(this, 'message'),
      error: handler(this, 'error'),
      close: handler(this, 'close'),
    }
    #state = STATES.CONNECTING
    #id: number | undefined
    #protocol = ''
    #extensions = ''
    #binaryType: 'blob' | 'arraybuffer' = 'blob'
    readonly #queue = createSendQueue((text, bytes) => this.#send(text, bytes))

    constructor(...given: [url: unknown, protocols?: unknown]) {
      need(given, 1)
      super()
      const [from] = given
      if (from instanceof Accepted) {
        this.#url = ''
        void this.#connect(from.open)
        return
      }
      const url = urlOf(`${from as string}`)
      const protocols = protocolsOf(given[1])
      this.#url = url
      void this.#connect(async () => (await call('ws.open', [{ url, protocols }])).value)
    }
    get url() {
      return this.#url
    }
    get readyState() {
      return this.#state
    }
    get bufferedAmount() {
      return this.#queue.bytes()
    }
    get protocol() {
      return this.#protocol
    }
    get extensions() {
      return this.#extensions
    }
    get binaryType() {
      return this.#binaryType
    }
    set binaryType(value: unknown) {
      if (value === 'blob' || value === 'arraybuffer') this.#binaryType = value
    }
    get onopen() {
      return this.#on.open.get()
    }
    set onopen(value: unknown) {
      this.#on.open.set(value)
    }
    get onmessage() {
      return this.#on.message.get()
    }
    set onmessage(value: unknown) {
      this.#on.message.set(value)
    }
    get onerror() {
      return this.#on.error.get()
    }
    set onerror(value: unknown) {
      this.#on.error.set(value)
    }
    get onclose() {
      return this.#on.close.get()
    }
    set onclose(value: unknown) {
      this.#on.close.set(value)
    }

    send(...given: [data: unknown]) {
      need(given, 1)
      const { text, bytes } = messageOf(given[0])
      if (this.#state === STATES.CONNECTING) throw new DOMException('The WebSocket is not open yet', 'InvalidStateError')
      if (bytes.byteLength > MAX_CHUNK_BYTES || isLongJson(text))
        throw new DOMException(`A message over a WebSocket may have ${MAX_CHUNK_BYTES} bytes`, 'QuotaExceededError')
      const isFull = this.#state === STATES.OPEN && this.#queue.isFull(bytes.byteLength)
      this.#queue.push(text, bytes, this.#state === STATES.OPEN && !isFull)
      if (isFull) this.#fail(new DOMException('Too much waits to be sent', 'QuotaExceededError'))
    }

    close(code?: unknown, reason?: unknown) {
      const why = closeOf(code, reason)
      if (this.#state >= STATES.CLOSING) return
      const wasOpen = this.#state === STATES.OPEN
      this.#state = STATES.CLOSING
      // What was sent before goes out before.
      if (wasOpen) void this.#queue.emptied().then(() => this.#hangUp(why))
    }

    async #connect(open: () => Promise<Opened>) {
      try {
        const value = await open()
        this.#id = value.id
        if (this.#state !== STATES.CONNECTING) return this.#giveUp()
        this.#state = STATES.OPEN
        this.#protocol = value.protocol
        this.#extensions = value.extensions
        tell(this, new Event('open'))
        await this.#receive(value.id)
      } catch (error) {
        this.#fail(error)
      }
    }

    /** Takes the messages one after the other; whoever is slow slows the sender down. */
    async #receive(id: number) {
      for (;;) {
        const { value, bytes } = await call('ws.receive', [id])
        if (this.#state === STATES.CLOSED) return
        if (value.kind === 'close') return this.#closed(value)
        if (this.#state !== STATES.OPEN) continue
        const data = value.kind === 'text' ? value.text : this.#binary(bytes)
        tell(this, new MessageEvent('message', { data, origin: originOf(this.#url) }))
      }
    }

    #binary(bytes: Uint8Array | undefined) {
      // A copy: what came may lie in memory that the worker writes into again.
      const own = new Uint8Array(bytes ?? [])
      if (this.#binaryType === 'arraybuffer') return bufferOf(own)
      return new (blobs().Blob)([own])
    }

    async #send(text: string | null, bytes: Uint8Array) {
      if (this.#id === undefined || this.#state === STATES.CLOSED) return
      const sent = text === null ? call('ws.send', [this.#id, null], bytes) : call('ws.send', [this.#id, text])
      await sent.catch((error) => this.#fail(error))
    }

    #hangUp(why: Close = {}) {
      if (this.#id === undefined || this.#state === STATES.CLOSED) return
      call('ws.close', closing(this.#id, why)).catch((error) => this.#fail(error))
    }

    /** It was closed before it was open. */
    #giveUp() {
      this.#hangUp()
      this.#fail(new DOMException('WebSocket is closed before the connection is established', 'AbortError'))
    }

    #fail(error: unknown) {
      if (this.#state === STATES.CLOSED) return
      const wasOpen = this.#id !== undefined
      this.#state = STATES.CLOSING
      if (wasOpen) this.#hangUp()
      const message = error instanceof Error ? error.message : ''
      tell(this, new ErrorEvent('error', { error, message }))
      this.#closed(ABNORMAL)
    }

    #closed(end: { readonly code: number; readonly reason: string; readonly wasClean: boolean }) {
      if (this.#state === STATES.CLOSED) return
      this.#state = STATES.CLOSED
      this.#queue.stop()
      tell(this, new CloseEvent('close', { code: end.code, reason: end.reason, wasClean: end.wasClean }))
    }
  }
  for (const [name, value] of Object.entries(STATES)) {
    Object.defineProperty(WebSocket, name, { value, enumerable: true })
    Object.defineProperty(WebSocket.prototype, name, { value, enumerable: true })
  }

  return { ...brand({ WebSocket }), accept: (open: () => Promise<Opened>) => new WebSocket(new Accepted(open)) }
}
