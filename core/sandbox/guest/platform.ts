import type { Call } from './calls.ts'
import { createDeno } from './deno/deno.ts'
import { createErrors, withDenoErrors } from './deno/errors.ts'
import { framesOf } from './error-words.ts'
import type { GuestFacts, Syscalls } from './syscalls.ts'
import { createVirtualDate } from './virtual-date.ts'
import { createRefusedWasm, createWasm } from './wasm.ts'
import { createWebGlobals } from './web/globals.ts'

/** What a plugin finds in its global scope beside the language itself: a web worker's globals and Deno's; each made when it is first looked at. */
export function createPlatform({
  syscalls,
  call,
  uncaught,
  facts,
}: {
  readonly syscalls: Syscalls
  readonly call: Call
  readonly uncaught: (thrown: unknown) => void
  readonly facts: GuestFacts
}) {
  const { id, filename, env, grants, version, clock } = facts
  // Whoever asks names the global of the type it asks for.
  const global = <T>(name: string) => web.globals[name]?.() as T
  const errors = harden(createErrors())
  // What fetch rejects with is of Deno's classes too.
  const told = withDenoErrors(call, { errors, web: global })
  const placesOf = (error: Error) => framesOf(error, filename)
  const web = createWebGlobals({ syscalls, call: told, uncaught, version, placesOf })
  const makeDeno = () => createDeno({ plugin: id, call: told, errors, web: global, serving: web.serving, env, grants, harden })

  return {
    globals: {
      ...web.globals,
      Deno: makeDeno,
      WebAssembly: grants.wasm ? createWasm : createRefusedWasm,
      ...(clock === 'virtual' && { Date: () => createVirtualDate(syscalls.now) }),
    },
    timer: web.timer,
    errors,
    /** One of the globals, of the type that whoever asks names. */
    web: global,
    newController: () => new (global<typeof AbortController>('AbortController'))(),
  }
}
