import { brand } from './brand.ts'

export type DomExceptions = ReturnType<typeof createDomException>

/** The numbered ones from 1 on, as constant and as name; some names are gone. https://webidl.spec.whatwg.org/#dfn-error-names-table */
const NUMBERED: readonly (readonly [constant: string, name: string])[] = [
  ['INDEX_SIZE_ERR', 'IndexSizeError'],
  ['DOMSTRING_SIZE_ERR', ''],
  ['HIERARCHY_REQUEST_ERR', 'HierarchyRequestError'],
  ['WRONG_DOCUMENT_ERR', 'WrongDocumentError'],
  ['INVALID_CHARACTER_ERR', 'InvalidCharacterError'],
  ['NO_DATA_ALLOWED_ERR', ''],
  ['NO_MODIFICATION_ALLOWED_ERR', 'NoModificationAllowedError'],
  ['NOT_FOUND_ERR', 'NotFoundError'],
  ['NOT_SUPPORTED_ERR', 'NotSupportedError'],
  ['INUSE_ATTRIBUTE_ERR', 'InUseAttributeError'],
  ['INVALID_STATE_ERR', 'InvalidStateError'],
  ['SYNTAX_ERR', 'SyntaxError'],
  ['INVALID_MODIFICATION_ERR', 'InvalidModificationError'],
  ['NAMESPACE_ERR', 'NamespaceError'],
  ['INVALID_ACCESS_ERR', 'InvalidAccessError'],
  ['VALIDATION_ERR', ''],
  ['TYPE_MISMATCH_ERR', 'TypeMismatchError'],
  ['SECURITY_ERR', 'SecurityError'],
  ['NETWORK_ERR', 'NetworkError'],
  ['ABORT_ERR', 'AbortError'],
  ['URL_MISMATCH_ERR', 'URLMismatchError'],
  ['QUOTA_EXCEEDED_ERR', 'QuotaExceededError'],
  ['TIMEOUT_ERR', 'TimeoutError'],
  ['INVALID_NODE_TYPE_ERR', 'InvalidNodeTypeError'],
  ['DATA_CLONE_ERR', 'DataCloneError'],
]

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
      return this.#name === '' ? 0 : NUMBERED.findIndex(([, name]) => name === this.#name) + 1
    }
  }

  for (const [index, [constant]] of NUMBERED.entries()) {
    Object.defineProperty(DOMException, constant, { value: index + 1, enumerable: true })
    Object.defineProperty(DOMException.prototype, constant, { value: index + 1, enumerable: true })
  }
  return { ...brand({ DOMException }), isDomException }
}
