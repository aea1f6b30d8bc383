import { createCalls } from '../../core/sandbox/guest/calls.ts'
import { createCompartment } from '../../core/sandbox/guest/compartment.ts'
import { createDeno } from '../../core/sandbox/guest/deno/deno.ts'
import { createErrors, withDenoErrors } from '../../core/sandbox/guest/deno/errors.ts'
import { guarded } from '../../core/sandbox/guest/guarded.ts'
import { createToJson } from '../../core/sandbox/guest/json.ts'
import { createRooms } from '../../core/sandbox/guest/rooms.ts'
import type { GuestFacts, Syscalls } from '../../core/sandbox/guest/syscalls.ts'
import { createWebGlobals } from '../../core/sandbox/guest/web/globals.ts'

export type CaseRealm = ReturnType<typeof createCaseRealm>

/** What runs in the realm: a compartment with all globals, and one program in it. */
export function createCaseRealm(bare: Syscalls, factsJson: string, done: (json: string) => void) {
  const syscalls = guarded(bare)
  const facts = JSON.parse(factsJson) as GuestFacts
  const rooms = createRooms()
  const { call, answer } = createCalls({ syscalls, toJson: createToJson(syscalls.utf8Length), first: 0, step: 1 })
  const uncaught = (error: unknown) => done(JSON.stringify({ threw: `${error}, where nobody catches` }))
  // Each name is that of a global, and whoever asks says its type.
  const web = <T>(name: string) => harden(globals[name]?.()) as T
  const errors = harden(createErrors())
  const told = withDenoErrors(call, { errors, web })
  const { globals, timer } = createWebGlobals({ syscalls, call: told, uncaught, version: facts.version })
  const { id: plugin, env, grants } = facts
  const compartment = createCompartment({ ...globals, Deno: () => createDeno({ plugin, call: told, errors, web, env, grants, harden }) })

  return {
    run(code: string, place: string): void {
      // A program exports one function.
      const program = compartment.load(code, 'case.js').default as (place: unknown) => Promise<unknown>
      const failed = (error: unknown) => done(JSON.stringify({ threw: String(error) }))
      program(JSON.parse(place)).then((value) => done(JSON.stringify({ value })), failed)
    },
    room: rooms.make,
    reply: (number: number, value: string | undefined, error: string | undefined, hasBytes: boolean) =>
      answer(number, value, error, hasBytes ? rooms.take(0) : undefined),
    timer,
  }
}
