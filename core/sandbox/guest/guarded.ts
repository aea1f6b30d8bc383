import type { Syscalls } from './syscalls.ts'

/** The same functions, throwing errors of this realm only: a stack that overflows inside the worker throws an error of the worker's. */
export function guarded(syscalls: Syscalls): Syscalls {
  const guard =
    <A extends readonly unknown[], R>(native: (...args: A) => R) =>
    (...args: A): R => {
      try {
        return native(...args)
      } catch {
        throw new RangeError('The worker could not answer')
      }
    }
  // The same names with the same types.
  return Object.fromEntries(Object.entries(syscalls).map(([name, native]) => [name, guard(native as never)])) as unknown as Syscalls
}
