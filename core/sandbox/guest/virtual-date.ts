const Native = Date

/** Date, where the time is the host's to tell. Its instances are ordinary dates. */
export function createVirtualDate(now: () => number): DateConstructor {
  // Called without `new`, it is the time as text, whatever it is given.
  const virtual = function virtual(...given: readonly unknown[]) {
    if (!new.target) return new Native(now()).toString()
    return Reflect.construct(Native, given.length === 0 ? [now()] : given, new.target)
  }
  for (const [name, value] of Object.entries({ now: () => now(), parse: Native.parse, UTC: Native.UTC })) {
    Object.defineProperty(virtual, name, { value, writable: true, configurable: true })
  }
  Object.defineProperties(virtual, { name: { value: 'Date' }, length: { value: Native.length } })
  Object.defineProperty(virtual, 'prototype', { value: Native.prototype, writable: false })
  // It is called and constructed as that is, and has the same functions.
  return virtual as unknown as DateConstructor
}
