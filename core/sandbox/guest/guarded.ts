/**
 * The worker's functions, throwing errors of this realm only: where the stack is full, the worker's own code throws one of the worker's realm,
 * which leads to its functions.
 */
export function guarded<T extends { readonly [K in keyof T]: (...args: never[]) => unknown }>(functions: T): T {
  // The same names with the same types.
  return Object.fromEntries(Object.entries(functions).map(([name, native]) => [name, guard(native as () => unknown)])) as T
}

function guard<A extends readonly unknown[], R>(native: (...args: A) => R) {
  return (...args: A): R => {
    try {
      return native(...args)
    } catch {
      throw new RangeError('The worker could not answer')
    }
  }
}
