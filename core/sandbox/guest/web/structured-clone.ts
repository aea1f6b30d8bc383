import type { Blobs } from './blob.ts'
import { bufferOf, copyOf, isArrayBuffer, kindOfArray, viewOf } from './bytes.ts'
import { kindOf } from './clone-kinds.ts'
import type { DomExceptions } from './dom-exception.ts'
import { members } from './members.ts'
import { need } from './need.ts'

const MAX_DEPTH = 1_000
const ERRORS: Readonly<Record<string, ErrorConstructor>> = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError }
const ARRAYS: Readonly<Record<string, new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView>> = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
}

type Seen = Map<object, unknown>
type Parts = DomExceptions & { readonly blobs: () => Blobs }

/** structuredClone; https://html.spec.whatwg.org/#structuredserializeinternal. An ArrayBuffer to be transferred is copied. */
export function createStructuredClone({ DOMException, isDomException, blobs }: Parts) {
  function clone(value: unknown, seen: Seen, depth: number): unknown {
    if (typeof value === 'symbol') throw uncloneable(value.toString())
    if (typeof value === 'function') throw uncloneable(`The function ${value.name}`)
    if (typeof value !== 'object' || value === null) return value
    if (seen.has(value)) return seen.get(value)
    if (depth > MAX_DEPTH) throw uncloneable(`What is nested deeper than ${MAX_DEPTH}`)
    return cloneObject(value, seen, depth + 1)
  }

  function cloneObject(value: object, seen: Seen, depth: number): unknown {
    if (Array.isArray(value)) return cloneArray(value, seen, depth)
    if (Object.getPrototypeOf(value) === Object.prototype) return copyMembers(value, {}, seen, depth)
    if (isArrayBuffer(value)) return keep(value, bufferOf(copyOf(value)), seen)
    if (ArrayBuffer.isView(value)) return keep(value, cloneView(value, seen), seen)
    return cloneKind(value, seen, depth)
  }

  function cloneKind(value: object, seen: Seen, depth: number): unknown {
    const kind = kindOf(value)
    if (kind === 'map') return cloneMap(value, seen, depth)
    if (kind === 'set') return cloneSet(value, seen, depth)
    if (kind === 'date') return keep(value, new Date(Date.prototype.getTime.call(value)), seen)
    if (kind === 'regexp') return keep(value, cloneRegExp(value), seen)
    if (kind === 'boolean') return keep(value, Object(Boolean.prototype.valueOf.call(value)), seen)
    if (kind === 'number') return keep(value, Object(Number.prototype.valueOf.call(value)), seen)
    if (kind === 'string') return keep(value, Object(String.prototype.valueOf.call(value)), seen)
    if (kind === 'bigint') return keep(value, Object(BigInt.prototype.valueOf.call(value)), seen)
    if (kind === 'symbol' || kind === 'uncloneable') throw uncloneable('The object')
    return cloneWeb(value, seen) ?? (kind === 'error' ? cloneError(value, seen, depth) : copyMembers(value, {}, seen, depth))
  }

  /** What the web itself made: blobs cannot change, so they may be shared. */
  function cloneWeb(value: object, seen: Seen): unknown {
    if (blobs().isBlob(value)) return value
    if (isDomException(value)) return keep(value, new DOMException(value.message, value.name), seen)
    return undefined
  }

  function cloneArray(value: readonly unknown[], seen: Seen, depth: number): unknown {
    const copy: unknown[] = []
    copy.length = value.length
    return copyMembers(value, copy, seen, depth)
  }

  function copyMembers<T extends object>(from: object, into: T, seen: Seen, depth: number): T {
    seen.set(from, into)
    for (const key of Object.keys(from)) {
      // Still there after the getters before it ran.
      if (!Object.hasOwn(from, key)) continue
      const value = clone((from as Readonly<Record<string, unknown>>)[key], seen, depth)
      Object.defineProperty(into, key, { value, writable: true, enumerable: true, configurable: true })
    }
    return into
  }

  function cloneMap(value: object, seen: Seen, depth: number): unknown {
    const copy = keep(value, new Map<unknown, unknown>(), seen)
    const entries: [unknown, unknown][] = []
    Map.prototype.forEach.call(value, (item, key) => void entries.push([key, item]))
    for (const [key, item] of entries) copy.set(clone(key, seen, depth), clone(item, seen, depth))
    return copy
  }

  function cloneSet(value: object, seen: Seen, depth: number): unknown {
    const copy = keep(value, new Set<unknown>(), seen)
    const items: unknown[] = []
    Set.prototype.forEach.call(value, (item) => void items.push(item))
    for (const item of items) copy.add(clone(item, seen, depth))
    return copy
  }

  function cloneError(value: object, seen: Seen, depth: number): unknown {
    const { name, message, stack } = value as Partial<Error>
    const Kind = Object.hasOwn(ERRORS, String(name)) ? (ERRORS[String(name)] ?? Error) : Error
    const copy = keep(value, new Kind(message === undefined ? undefined : String(message)), seen)
    if (typeof stack === 'string') Object.defineProperty(copy, 'stack', { value: stack, writable: true, configurable: true })
    if (Object.hasOwn(value, 'cause')) {
      const cause = clone((value as { readonly cause?: unknown }).cause, seen, depth)
      Object.defineProperty(copy, 'cause', { value: cause, writable: true, configurable: true })
    }
    return copy
  }

  /** Views of one buffer stay views of one buffer. */
  function cloneView(value: ArrayBufferView, seen: Seen): ArrayBufferView {
    const memory = viewOf(value)
    const buffer = (seen.get(memory.buffer) ?? keep(memory.buffer, bufferOf(copyOf(memory.buffer)), seen)) as ArrayBuffer
    const Kind = ARRAYS[kindOfArray(value) ?? '']
    if (!Kind) return new DataView(buffer, memory.byteOffset, memory.byteLength)
    const { BYTES_PER_ELEMENT } = Kind as unknown as { readonly BYTES_PER_ELEMENT: number }
    return new Kind(buffer, memory.byteOffset, memory.byteLength / BYTES_PER_ELEMENT)
  }

  function uncloneable(what: string) {
    return new DOMException(`${what} could not be cloned.`, 'DataCloneError')
  }

  return (...given: [value: unknown, options?: unknown]) => {
    need(given, 1)
    const { transfer = [] } = members(given[1])
    for (const one of transfer as Iterable<unknown>) if (!isArrayBuffer(one)) throw uncloneable('What was to be transferred')
    return clone(given[0], new Map(), 0)
  }
}

function keep<T>(from: object, copy: T, seen: Seen): T {
  seen.set(from, copy)
  return copy
}

function cloneRegExp(value: object): RegExp {
  // The kind was looked at before.
  const { source, flags } = value as RegExp
  return new RegExp(source, flags)
}
