const typedArray: object = Object.getPrototypeOf(Uint8Array.prototype)
const bufferOf = getter<ArrayBuffer>('buffer')
const offsetOf = getter<number>('byteOffset')
const lengthOf = getter<number>('byteLength')

/** The same memory as an array of this realm, read by this realm's own getters, so that nothing of the guest's array is called. Throws TypeError. */
export function memoryOf(array: Uint8Array): Uint8Array {
  return new Uint8Array(bufferOf(array), offsetOf(array), lengthOf(array))
}

function getter<T>(name: string): (array: Uint8Array) => T {
  const get = Object.getOwnPropertyDescriptor(typedArray, name)?.get
  if (!get) throw new TypeError(`This Node has no getter for ${name} of typed arrays`)
  return (array) => Reflect.apply(get, array, [])
}
