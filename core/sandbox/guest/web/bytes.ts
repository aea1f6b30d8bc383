type Read<T> = (target: unknown) => T

const typedArray = Object.getPrototypeOf(Uint8Array.prototype)
const isTyped = getter<string | undefined>(typedArray, Symbol.toStringTag)
const ofTyped = memoryGetters(typedArray)
const ofDataView = memoryGetters(DataView.prototype)
const bufferLength = getter<number>(ArrayBuffer.prototype, 'byteLength')

/** Whatever holds bytes, as the web's BufferSource. */
export type BufferSource = ArrayBuffer | ArrayBufferView

export function isArrayBuffer(value: unknown): value is ArrayBuffer {
  try {
    bufferLength(value)
    return true
  } catch {
    return false
  }
}

export function isBufferSource(value: unknown): value is BufferSource {
  return ArrayBuffer.isView(value) || isArrayBuffer(value)
}

/** What kind of typed array it is, for example 'Uint8Array'; undefined for anything else, whatever it pretends. */
export function kindOfArray(value: unknown): string | undefined {
  return isTyped(value)
}

/** The same memory as a plain Uint8Array, without asking the object about itself. Throws TypeError. */
export function viewOf(source: unknown): Uint8Array {
  if (isArrayBuffer(source)) return viewOfBuffer(source)
  if (!ArrayBuffer.isView(source)) throw new TypeError('Bytes are expected: an ArrayBuffer or a view of one')
  const memory = isTyped(source) === undefined ? ofDataView : ofTyped
  return new Uint8Array(memory.buffer(source), memory.offset(source), memory.length(source))
}

/** SES has immutable buffers that only look like one from outside: their bytes come as a copy. */
function viewOfBuffer(buffer: ArrayBuffer): Uint8Array {
  const view = new Uint8Array(buffer)
  return view.byteLength === bufferLength(buffer) ? view : new Uint8Array(ArrayBuffer.prototype.slice.call(buffer))
}

/** A copy of the bytes, so that nobody else writes into them. Throws TypeError. */
export function copyOf(source: unknown): Uint8Array {
  return new Uint8Array(viewOf(source))
}

/** The array's bytes as an ArrayBuffer of their own length. */
export function bufferOf(bytes: Uint8Array): ArrayBuffer {
  const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes)
  // Nothing in this realm is shared memory: SharedArrayBuffer is taken out before any code runs.
  return whole.buffer as ArrayBuffer
}

export function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}

function memoryGetters(prototype: object) {
  return {
    buffer: getter<ArrayBuffer>(prototype, 'buffer'),
    offset: getter<number>(prototype, 'byteOffset'),
    length: getter<number>(prototype, 'byteLength'),
  }
}

function getter<T>(prototype: object, name: PropertyKey): Read<T> {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get
  if (!get) throw new TypeError(`The realm has no getter for ${String(name)}`)
  return (target) => Reflect.apply(get, target, [])
}
