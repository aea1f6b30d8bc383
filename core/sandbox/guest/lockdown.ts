/** What V8 reads to see whether an array or a promise is an ordinary one: an accessor in their place slows everything down. */
const LEFT_ALONE: ReadonlySet<unknown> = new Set([Array.prototype[Symbol.iterator], Array, Promise, Promise.prototype.then])

/** Prototypes whose properties packages set on their own objects by assignment, which freezing would make fail. */
function overridden(): readonly object[] {
  const errors = [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError, AggregateError]
  const generator = Object.getPrototypeOf(Object.getPrototypeOf((function* () {})()))
  return [
    Object.prototype,
    Function.prototype,
    ...errors.map(({ prototype }) => prototype),
    Array.prototype,
    Map.prototype,
    Set.prototype,
    Promise.prototype,
    Object.getPrototypeOf(Uint8Array.prototype),
    generator,
    Object.getPrototypeOf(generator),
  ]
}

/** Locks every intrinsic down, for good. Plain code runs as fast as before, and can still override inherited properties by assignment. */
export function lockDown(): void {
  repairIntrinsics({
    overrideTaming: 'min',
    errorTaming: 'safe',
    stackFiltering: 'verbose',
    consoleTaming: 'unsafe',
    domainTaming: 'unsafe',
    errorTrapping: 'none',
    unhandledRejectionTrapping: 'none',
    reporting: 'none',
    // What is written by a locale tells which one is the host's and no more, and Intl, which every plugin has, tells that too.
    localeTaming: 'unsafe',
    regExpTaming: 'safe',
    evalTaming: 'safe-eval',
  })
  for (const prototype of overridden()) for (const key of Reflect.ownKeys(prototype)) allowOverride(prototype, key)
  hardenIntrinsics()
}

/** Turns a data property into an accessor that answers it, and that defines the property on whatever else it is set on. */
function allowOverride(prototype: object, key: PropertyKey): void {
  const property = Object.getOwnPropertyDescriptor(prototype, key)
  if (!property?.configurable || !('value' in property) || LEFT_ALONE.has(property.value)) return
  const { value } = property
  const accessor = {
    get [key]() {
      return value
    },
    set [key](own: unknown) {
      if ((this as unknown) === prototype) throw new TypeError(`Cannot assign to read only property '${String(key)}' of a shared prototype`)
      if (Object.hasOwn(this, key)) (this as Record<PropertyKey, unknown>)[key] = own
      else Object.defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true })
    },
  }
  const made = Object.getOwnPropertyDescriptor(accessor, key)
  Object.defineProperty(prototype, key, { ...made, enumerable: property.enumerable === true })
}
