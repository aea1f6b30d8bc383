import { brand } from './brand.ts'

export type DomExceptions = ReturnType<typeof createDomException>

/** The names that still have a number; https://webidl.spec.whatwg.org/#dfn-error-names-table. */
const CODES: Readonly<Record<string, number>> = {
  IndexSizeError: 1,
  HierarchyRequestError: 3,
  WrongDocumentError: 4,
  InvalidCharacterError: 5,
  NoModificationAllowedError: 7,
  NotFoundError: 8,
  NotSupportedError: 9,
  InUseAttributeError: 10,
  InvalidStateError: 11,
  SyntaxError: 12,
  InvalidModificationError: 13,
  NamespaceError: 14,
  InvalidAccessError: 15,
  TypeMismatchError: 17,
  SecurityError: 18,
  NetworkError: 19,
  AbortError: 20,
  URLMismatchError: 21,
  QuotaExceededError: 22,
  TimeoutError: 23,
  InvalidNodeTypeError: 24,
  DataCloneError: 25,
}

/** The web's exception: an Error with one of the names of the standard. */
export function createDomException() {
  let isDomException = (_: unknown): _ is DOMException => false

  class DOMException extends Error {
    readonly #name: string
    static {
      isDomException = (value): value is DOMException => typeof value === 'object' && value !== null && #name in value
      // By descriptor: TypeScript takes Error's name for a plain field.
      Object.defineProperty(DOMException.prototype, 'name', {
        configurable: true,
        enumerable: true,
        get(this: DOMException) {
          return this.#name
        },
      })
    }

    constructor(message: unknown = '', name: unknown = 'Error') {
      super(String(message))
      this.#name = String(name)
    }

    get code(): number {
      return Object.hasOwn(CODES, this.#name) ? (CODES[this.#name] ?? 0) : 0
    }
  }

  for (const [name, code] of Object.entries(CODES)) {
    const constant = { value: code, enumerable: true }
    const label = `${name === 'TypeMismatchError' ? 'TYPE_MISMATCH' : constantOf(name)}_ERR`
    Object.defineProperty(DOMException, label, constant)
    Object.defineProperty(DOMException.prototype, label, constant)
  }
  return { ...brand({ DOMException }), isDomException }
}

/** 'NotFoundError' as 'NOT_FOUND'. */
function constantOf(name: string): string {
  if (name === 'QuotaExceededError') return 'QUOTA_EXCEEDED'
  if (name === 'URLMismatchError') return 'URL_MISMATCH'
  return name
    .replace(/Error$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
    .toUpperCase()
}
