/** Prototypes that whatever reaches this realm would change first. */
const SHARED: readonly object[] = [
  Object.prototype,
  Function.prototype,
  Array.prototype,
  String.prototype,
  Number.prototype,
  Boolean.prototype,
  Symbol.prototype,
  Promise.prototype,
  RegExp.prototype,
  Map.prototype,
  Set.prototype,
  ArrayBuffer.prototype,
  Object.getPrototypeOf(Uint8Array.prototype),
]

/**
 * The second wall: should a plugin ever get hold of an object of the worker's own realm, it finds no way from there to code. Done last,
 * since nothing can be changed any more.
 */
export function sealRealm(): void {
  const kinds = [() => {}, async () => {}, function* () {}, async function* () {}]
  for (const kind of kinds) Object.defineProperty(Object.getPrototypeOf(kind), 'constructor', { get: refuse, configurable: false })
  for (const prototype of SHARED) Object.freeze(prototype)
}

function refuse(): never {
  throw new TypeError('There is no code to be made here')
}
