/** How many formatters a plugin may have: each holds memory that no limit of V8 counts. */
const MAX_FORMATTERS = 256

type Formatter = new (locales?: unknown, options?: unknown) => object

/** Answers one formatter for equal arguments, and none beyond the limit, in place of a fresh one each time. */
export function installIntl(): void {
  const native = globalThis.Intl as unknown as Record<string, unknown> | undefined
  if (!native) return
  const known = new Map<string, object>()

  function limited(name: string, Native: Formatter): Formatter {
    const make = (locales?: unknown, options?: unknown) => {
      const key = `${name} ${JSON.stringify([locales, options])}`
      const found = known.get(key)
      if (found) return found
      if (known.size >= MAX_FORMATTERS) throw new RangeError(`A plugin may use ${MAX_FORMATTERS} different Intl formatters`)
      const fresh = Object.freeze(new Native(locales, options))
      known.set(key, fresh)
      return fresh
    }
    // Called with and without `new`; either way the answer is the object that `make` answers.
    const facade = function facade(locales?: unknown, options?: unknown) {
      return make(locales, options)
    } as unknown as Formatter
    for (const key of ['name', 'length', 'supportedLocalesOf', 'prototype']) {
      const property = Object.getOwnPropertyDescriptor(Native, key)
      if (property) Object.defineProperty(facade, key, property)
    }
    Object.defineProperty(Native.prototype, 'constructor', { value: facade, writable: true, configurable: true })
    return facade
  }

  const facades: Record<string, unknown> = {}
  for (const name of Object.getOwnPropertyNames(native)) {
    const part = native[name]
    // `Locale` and its like hold little; `Segmenter` and the formatters hold much.
    facades[name] = typeof part === 'function' && part.prototype && name !== 'Locale' ? limited(name, part as Formatter) : part
  }
  Object.defineProperty(globalThis, 'Intl', { value: Object.freeze(facades), writable: true, configurable: true })
}
