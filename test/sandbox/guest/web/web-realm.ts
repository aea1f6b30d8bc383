import type { Syscalls } from '../../../../core/sandbox/guest/syscalls.ts'
import { createWebGlobals } from '../../../../core/sandbox/guest/web/globals.ts'
import type { Call } from '../../../../core/sandbox/guest/web/parts.ts'
import { createWebSyscalls } from '../../../../core/sandbox/worker/syscalls/web.ts'

type Name = keyof typeof globalThis

const noNetwork: Call = async (method) => {
  throw new Error(`This test has no core to ask for ${method}`)
}

/** The web globals over the worker's real syscalls, in this realm; what is logged and what is thrown where nobody catches is kept. */
export function createWebRealm({ call = noNetwork }: { readonly call?: Call } = {}) {
  const logged: (readonly [level: string, message: string])[] = []
  const thrown: unknown[] = []
  const { calls, stop } = createWebSyscalls({ onTimer: (id) => web.timer(id) })
  const syscalls = { ...calls, log: (level: string, message: string) => void logged.push([level, message]) }
  // The others are never called by the web's globals.
  const web = createWebGlobals({
    syscalls: syscalls as unknown as Syscalls,
    call,
    uncaught: (error) => void thrown.push(error),
    version: '1.2.3',
  })

  /** A global, typed as Node's own of the same name. */
  function get<K extends Name>(name: K): (typeof globalThis)[K] {
    const make = web.globals[name]
    if (!make) throw new Error(`There is no ${name}`)
    return make() as (typeof globalThis)[K]
  }
  return { get, logged, thrown, stop, names: Object.keys(web.globals), syscalls: calls }
}

/** What was thrown, as its name and class, or what was answered. */
export function outcome<T>(run: () => T): { readonly value: T } | { readonly threw: string } {
  try {
    return { value: run() }
  } catch (error) {
    return { threw: error instanceof Error ? error.name : typeof error }
  }
}
