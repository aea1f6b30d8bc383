/** Looks at what an object really is, by the built-in methods that refuse anything else. */
export function kindOf(value: object): Kind {
  for (const [kind, probe] of PROBES) if (passes(probe, value)) return kind
  if (value instanceof Promise) return 'uncloneable'
  if (value instanceof Error) return 'error'
  return 'object'
}

export type Kind =
  | 'date'
  | 'regexp'
  | 'map'
  | 'set'
  | 'boolean'
  | 'number'
  | 'string'
  | 'bigint'
  | 'symbol'
  | 'uncloneable'
  | 'error'
  | 'object'
type Probe = (this: object) => unknown

const PROBES: readonly (readonly [Kind, Probe])[] = [
  ['map', getter(Map.prototype, 'size')],
  ['set', getter(Set.prototype, 'size')],
  ['date', Date.prototype.getTime],
  ['regexp', getter(RegExp.prototype, 'hasIndices')],
  ['boolean', Boolean.prototype.valueOf],
  ['number', Number.prototype.valueOf],
  ['string', String.prototype.valueOf],
  ['bigint', BigInt.prototype.valueOf],
  ['symbol', Symbol.prototype.valueOf],
  ['uncloneable', probeWeakMap],
  ['uncloneable', probeWeakSet],
]

function passes(probe: Probe, value: object): boolean {
  try {
    return Reflect.apply(probe, value, []) !== undefined
  } catch {
    return false
  }
}

function probeWeakMap(this: object) {
  return WeakMap.prototype.has.call(this, this)
}

function probeWeakSet(this: object) {
  return WeakSet.prototype.has.call(this, this)
}

function getter(prototype: object, name: string): Probe {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get
  if (!get) throw new TypeError(`The realm has no getter for ${name}`)
  return get
}
