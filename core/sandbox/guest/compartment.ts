/** Longest source that `eval` and `Function` take at run time: compiling a longer one keeps the thread busy where nothing can stop it. */
const MAX_SOURCE_CHARS = 200_000

/** Globals of a realm that a compartment lacks, because in some uses of SES they are powers; here every plugin may have them. */
const ORDINARY = ['Date', 'Math', 'Intl', 'Float32Array', 'Float64Array', 'Float16Array'] as const
/** Tools of SES that no plugin needs. */
const HIDDEN = ['Compartment', 'lockdown', 'harden', 'assert', 'ModuleSource'] as const

/** A place to evaluate a plugin in, with these globals, each made when it is first looked at. */
export function createCompartment(globals: Readonly<Record<string, () => unknown>>) {
  let isLoading = false
  const capped = (source: string) => {
    if (!isLoading && source.length > MAX_SOURCE_CHARS) throw tooLong()
    return source
  }
  const compartment = new Compartment({ globals: {}, transforms: [capped], __options__: true })
  const scope = compartment.globalThis
  for (const name of HIDDEN) delete scope[name]
  for (const name of ORDINARY) if (name in globalThis) define(scope, name, (globalThis as Record<string, unknown>)[name])
  define(scope, 'Function', cappedFunction(scope.Function as FunctionConstructor))
  for (const [name, make] of Object.entries(globals)) defineLazily(scope, name, make)
  define(scope, 'self', scope)

  return {
    scope,
    /** Runs a bundle and answers what it exported; its length is its author's business. */
    load(code: string, filename: string): { readonly default?: unknown } {
      const exports = {}
      define(scope, 'exports', exports)
      isLoading = true
      try {
        compartment.evaluate(`${code}\n//# sourceURL=${filename}`)
      } finally {
        isLoading = false
      }
      delete scope.exports
      return exports
    },
  }
}

function define(scope: object, name: string, value: unknown): void {
  Object.defineProperty(scope, name, { value, writable: true, configurable: true })
}

/** A global that is made at the first look, and can be set like any other. */
function defineLazily(scope: object, name: string, make: () => unknown): void {
  Object.defineProperty(scope, name, {
    get() {
      const value = harden(make())
      define(scope, name, value)
      return value
    },
    set: (value: unknown) => define(scope, name, value),
    configurable: true,
  })
}

/** SES parses the text given to `Function` before any transform sees it. */
function cappedFunction(Native: FunctionConstructor): unknown {
  // biome-ignore lint/suspicious/noShadowRestrictedNames: its name is what a plugin sees when it prints it.
  const capped = function Function(...parts: readonly unknown[]) {
    const texts = parts.map(String)
    if (texts.reduce((sum, { length }) => sum + length, 0) > MAX_SOURCE_CHARS) throw tooLong()
    return new Native(...texts)
  }
  Object.defineProperty(capped, 'prototype', { value: Native.prototype, writable: false })
  return harden(capped)
}

const tooLong = () => new RangeError(`Source made at run time may have ${MAX_SOURCE_CHARS} characters`)
