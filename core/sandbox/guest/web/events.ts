import { brand } from './brand.ts'
import type { Events } from './event.ts'
import { members } from './members.ts'

export type EventKinds = ReturnType<typeof createEventKinds>

/** The events that carry something. */
export function createEventKinds({ Event }: Pick<Events, 'Event'>) {
  class CustomEvent extends Event {
    readonly #detail: unknown
    constructor(...given: [type: unknown, init?: unknown]) {
      super(...given)
      this.#detail = members(given[1]).detail ?? null
    }
    get detail() {
      return this.#detail
    }
  }

  class MessageEvent extends Event {
    readonly #init: { readonly data: unknown; readonly origin: string; readonly lastEventId: string; readonly source: unknown }
    constructor(...given: [type: unknown, init?: unknown]) {
      super(...given)
      const { data = null, origin = '', lastEventId = '', source = null } = members(given[1])
      this.#init = { data, origin: String(origin), lastEventId: String(lastEventId), source }
    }
    get data() {
      return this.#init.data
    }
    get origin() {
      return this.#init.origin
    }
    get lastEventId() {
      return this.#init.lastEventId
    }
    get source() {
      return this.#init.source
    }
    get ports() {
      return Object.freeze([])
    }
  }

  class CloseEvent extends Event {
    readonly #init: { readonly wasClean: boolean; readonly code: number; readonly reason: string }
    constructor(...given: [type: unknown, init?: unknown]) {
      super(...given)
      const { wasClean, code, reason = '' } = members(given[1])
      this.#init = { wasClean: Boolean(wasClean), code: Number(code ?? 0) & 0xffff, reason: String(reason) }
    }
    get wasClean() {
      return this.#init.wasClean
    }
    get code() {
      return this.#init.code
    }
    get reason() {
      return this.#init.reason
    }
  }

  class ErrorEvent extends Event {
    readonly #init: { readonly message: string; readonly filename: string; readonly lineno: number; readonly colno: number }
    readonly #error: unknown
    constructor(...given: [type: unknown, init?: unknown]) {
      super(...given)
      const { message = '', filename = '', lineno, colno, error } = members(given[1])
      this.#init = { message: String(message), filename: String(filename), lineno: Number(lineno) >>> 0, colno: Number(colno) >>> 0 }
      this.#error = error
    }
    get message() {
      return this.#init.message
    }
    get filename() {
      return this.#init.filename
    }
    get lineno() {
      return this.#init.lineno
    }
    get colno() {
      return this.#init.colno
    }
    get error() {
      return this.#error
    }
  }

  class ProgressEvent extends Event {
    readonly #init: { readonly lengthComputable: boolean; readonly loaded: number; readonly total: number }
    constructor(...given: [type: unknown, init?: unknown]) {
      super(...given)
      const { lengthComputable, loaded, total } = members(given[1])
      this.#init = { lengthComputable: Boolean(lengthComputable), loaded: Number(loaded ?? 0), total: Number(total ?? 0) }
    }
    get lengthComputable() {
      return this.#init.lengthComputable
    }
    get loaded() {
      return this.#init.loaded
    }
    get total() {
      return this.#init.total
    }
  }

  return brand({ CustomEvent, MessageEvent, CloseEvent, ErrorEvent, ProgressEvent })
}
