import type { Call } from './calls.ts'
import type { GuestFacts, Syscalls } from './syscalls.ts'

/** What a plugin finds in its global scope beside the language itself; each made when it is first looked at. */
export function createPlatform({
  syscalls,
  uncaught,
}: {
  readonly syscalls: Syscalls
  readonly call: Call
  readonly uncaught: (thrown: unknown) => void
  readonly facts: GuestFacts
}) {
  void syscalls
  void uncaught
  return {
    globals: {} as Readonly<Record<string, () => unknown>>,
    timer: (_id: number) => {},
    newController: (): AbortController => {
      throw new TypeError('Not yet')
    },
  }
}
