/** How many formatters a plugin may have: each holds memory that no limit of V8 counts. */
const MAX_FORMATTERS = 256

type Formatter = new (locales?: unknown, options?: unknown) => object
type Facades = { readonly Locale: typeof Intl.Locale; readonly DateTimeFormat: typeof Intl.DateTimeFormat }

/** Answers one formatter for equal arguments, and none beyond the limit, in place of a fresh one each time. */
export function installIntl(): void {
  const native = globalThis.Intl as unknown as Record<string, unknown> | undefined
  if (!native) return
  const { Locale } = native as unknown as Facades
  const known = new Map<string, object>()
  const plain = (_: string, value: unknown) => (value instanceof Locale ? value.toString() : value)

  function limited(name: string, Native: Formatter): Formatter {
    const make = (locales?: unknown, options?: unknown) => {
      const key = `${name} ${JSON.stringify([locales, options], plain)}`
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
  // One of each kind of formatter, limited as above.
  installDates(facades as unknown as Facades)
}

const DAY = ['year', 'month', 'day'] as const
const TIME = ['hour', 'minute', 'second'] as const
const DAY_CHOICES = ['weekday', ...DAY] as const
const TIME_CHOICES = ['dayPeriod', ...TIME, 'fractionalSecondDigits'] as const

/**
 * Dates are written by the formatters above, because the engine makes one for each date: 10 KB beside its heap that it does not count, so that a
 * plugin that writes many would be ended for its memory. What is written is the same (ECMA-402, ToDateTimeOptions).
 */
function installDates({ DateTimeFormat }: Facades): void {
  const { apply } = Reflect
  const { getTime } = Date.prototype

  function define(
    name: keyof Date & string,
    { asked, refused, shown }: { asked: readonly string[]; refused?: string; shown: readonly string[] },
  ) {
    const written = {
      [name](this: Date, ...[locales, options]: readonly [string?, Intl.DateTimeFormatOptions?]) {
        const time = apply(getTime, this, [])
        if (Number.isNaN(time)) return 'Invalid Date'
        const chosen: Record<string, unknown> = { ...options }
        if (refused && chosen[refused] !== undefined) throw new TypeError(`Invalid option : ${refused}`)
        const isChosen = [...asked, 'dateStyle', 'timeStyle'].some((choice) => chosen[choice] !== undefined)
        if (!isChosen) for (const part of shown) chosen[part] = 'numeric'
        return new DateTimeFormat(locales, chosen).format(time)
      },
    }[name]
    Object.defineProperty(written, 'length', { value: 0, configurable: true })
    Object.defineProperty(Date.prototype, name, { value: written, writable: true, configurable: true })
  }

  define('toLocaleString', { asked: [...DAY_CHOICES, ...TIME_CHOICES], shown: [...DAY, ...TIME] })
  define('toLocaleDateString', { asked: DAY_CHOICES, refused: 'timeStyle', shown: DAY })
  define('toLocaleTimeString', { asked: TIME_CHOICES, refused: 'dateStyle', shown: TIME })
}
