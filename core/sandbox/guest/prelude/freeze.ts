const TypedArray: unknown = Object.getPrototypeOf(Uint8Array)

/**
 * V8 11 makes every store into a typed array 33 times slower once one of these is frozen. It does not when their properties are locked one by
 * one before, and doing so to Array.prototype would make arrays slower instead.
 */
const SLOW_WHEN_FROZEN: ReadonlySet<unknown> = new Set(
  [Object, TypedArray, ...typedArrays()].map((each) => (each as { prototype: object }).prototype),
)

function typedArrays(): readonly unknown[] {
  const values = Object.getOwnPropertyNames(globalThis).map((name) => Object.getOwnPropertyDescriptor(globalThis, name)?.value as unknown)
  return values.filter((value) => typeof value === 'function' && Object.getPrototypeOf(value) === TypedArray)
}

/** Has lockdown freeze these in the way that costs nothing afterwards. */
export function mendFreeze(): void {
  const { freeze, preventExtensions, defineProperty, getOwnPropertyDescriptor } = Object
  const { ownKeys } = Reflect

  function lockProperty(object: object, key: PropertyKey) {
    const property = getOwnPropertyDescriptor(object, key)
    if (!property?.configurable && !property?.writable) return
    defineProperty(object, key, 'value' in property ? { writable: false, configurable: false } : { configurable: false })
  }

  const mended = {
    freeze<T>(object: T): T {
      if (!SLOW_WHEN_FROZEN.has(object)) return freeze(object)
      for (const key of ownKeys(object as object)) lockProperty(object as object, key)
      preventExtensions(object)
      // Locking made it a dictionary; what somebody inherits from, V8 makes fast to look up again.
      Object.create(object as object)
      return freeze(object)
    },
  }
  defineProperty(Object, 'freeze', { value: mended.freeze, writable: true, configurable: true })
}
