/** After so many bytes were asked for, the engine is asked how much there really is. */
const LOOK_EVERY_BYTES = 8 * 2 ** 20
const TRIES = 3

type Constructor = new (...args: never[]) => object
type Bytes = { readonly byteLength: number }

/** Of a function that wraps the constructor V8 makes a shape for every single object, and whatever handles them becomes slow. */
function targetOf<T>(newTarget: unknown, gated: unknown, native: T): T {
  return newTarget === gated ? native : (newTarget as T)
}

/**
 * Makes whatever allocates memory outside of V8's heap throw a RangeError beyond `maxBytes`: V8 has no such limit of its own.
 * Buffers that can grow are refused, since growing cannot be counted.
 */
export function createGate({
  externalBytes,
  collect,
  maxBytes,
}: {
  readonly externalBytes: () => number
  readonly collect: () => void
  readonly maxBytes: number
}): void {
  const NativeBuffer = ArrayBuffer
  const { construct, apply, getPrototypeOf } = Reflect
  let unlooked = 0

  function charge(bytes: number) {
    if (!(bytes > 0)) return
    unlooked += bytes
    if (unlooked < LOOK_EVERY_BYTES) return
    for (let tries = 0; externalBytes() + bytes > maxBytes; tries += 1) {
      if (tries === TRIES) throw new RangeError('Array buffer allocation failed')
      collect()
    }
    unlooked = 0
  }

  function wrapBuffer() {
    function GatedBuffer(this: unknown, length: unknown, options?: { maxByteLength?: unknown }) {
      if (new.target === undefined) throw new TypeError("Constructor ArrayBuffer requires 'new'")
      if (options?.maxByteLength !== undefined) throw new RangeError('An ArrayBuffer that can grow is not available in a plugin')
      // Read once, so that what is charged is what is made.
      const bytes = Math.trunc(Number(length)) || 0
      charge(bytes)
      return construct(NativeBuffer, [bytes], targetOf(new.target, GatedBuffer, NativeBuffer))
    }
    replace('ArrayBuffer', NativeBuffer, GatedBuffer as unknown as Constructor)
  }

  function wrapArray(name: string, Native: Constructor & { readonly BYTES_PER_ELEMENT: number }) {
    const size = Native.BYTES_PER_ELEMENT
    function GatedArray(this: unknown, ...args: readonly unknown[]) {
      if (new.target === undefined) throw new TypeError(`Constructor ${name} requires 'new'`)
      const first = args[0]
      if (typeof first === 'object' && first !== null) {
        const view = construct(Native, args, targetOf(new.target, GatedArray, Native)) as Bytes & { readonly buffer: unknown }
        // Over a buffer there is nothing new; of anything else it is a copy, made already, so it counts for the next.
        if (view.buffer !== first) charge(view.byteLength)
        return view
      }
      const length = Math.trunc(Number(first)) || 0
      charge(length * size)
      return construct(Native, [length], targetOf(new.target, GatedArray, Native))
    }
    replace(name, Native, GatedArray as unknown as Constructor)
  }

  function replace(name: string, Native: Constructor, Gated: Constructor) {
    for (const key of Reflect.ownKeys(Native)) {
      const property = Object.getOwnPropertyDescriptor(Native, key)
      if (property) Object.defineProperty(Gated, key, property)
    }
    Object.setPrototypeOf(Gated, getPrototypeOf(Native))
    Object.defineProperty(Native.prototype, 'constructor', { value: Gated, writable: true, configurable: true })
    Object.defineProperty(globalThis, name, { value: Gated, writable: true, configurable: true })
  }

  /** Methods that make a copy without asking a constructor. */
  function wrapCopies(prototype: object, names: readonly string[], sizeOf: (self: never) => number) {
    for (const name of names) {
      const native = Object.getOwnPropertyDescriptor(prototype, name)?.value
      if (typeof native !== 'function') continue
      const gated = {
        [name](this: never, ...args: unknown[]) {
          charge(sizeOf(this))
          return apply(native, this, args)
        },
      }[name]
      Object.defineProperty(gated, 'length', { value: native.length, configurable: true })
      Object.defineProperty(prototype, name, { value: gated, writable: true, configurable: true })
    }
  }

  const TypedArray = getPrototypeOf(Uint8Array) as Constructor
  const lengthOf = (prototype: object, key: string) => Object.getOwnPropertyDescriptor(prototype, key)?.get as (this: unknown) => number
  const bytesOfArray = lengthOf(TypedArray.prototype, 'byteLength')
  const bytesOfBuffer = lengthOf(NativeBuffer.prototype, 'byteLength')
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const part: unknown = Object.getOwnPropertyDescriptor(globalThis, name)?.value
    if (typeof part === 'function' && getPrototypeOf(part) === TypedArray) wrapArray(name, part as never)
  }
  wrapBuffer()
  wrapCopies(TypedArray.prototype, ['slice', 'map', 'filter', 'toSorted', 'toReversed', 'with'], (self) => apply(bytesOfArray, self, []))
  wrapCopies(NativeBuffer.prototype, ['slice', 'transfer', 'transferToFixedLength'], (self) => apply(bytesOfBuffer, self, []))
}
