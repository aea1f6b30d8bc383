import type { Syscalls } from '../syscalls.ts'

/**
 * The same calls, but nothing that is thrown in them gets through: a plugin that calls with a full stack would otherwise be handed
 * an error made by the worker's realm.
 */
export function guardSyscalls(syscalls: Syscalls): Syscalls {
  const guarded = Object.entries(syscalls).map(([name, call]) => [name, guard(call)])
  // Every entry kept its name and its signature.
  return Object.fromEntries(guarded) as Syscalls
}

function guard(call: (...args: never[]) => unknown) {
  return (...args: never[]) => {
    try {
      return call(...args)
    } catch {
      throw new RangeError('Maximum call stack size exceeded')
    }
  }
}
