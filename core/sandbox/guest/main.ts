import type { Host, Plugin } from '#sdk'
import { FETCH_ACT, INTERCEPT_ACT } from '../protocol.ts'
import { createCalls } from './calls.ts'
import { createCompartment } from './compartment.ts'
import { createRefusal } from './deno/refusal.ts'
import { differences } from './differences.ts'
import { createEvents } from './events.ts'
import { describeFailure } from './failure.ts'
import { createFetching } from './fetching.ts'
import { guarded } from './guarded.ts'
import { createHandlers } from './handlers.ts'
import { createHosts } from './host.ts'
import { createIntercepting } from './intercepting.ts'
import { createToJson } from './json.ts'
import { readModule } from './module.ts'
import { createPlatform } from './platform.ts'
import { createRooms } from './rooms.ts'
import { createStopping } from './stopping.ts'
import type { Failure, Guest, GuestFacts, Syscalls } from './syscalls.ts'

/**
 * The trusted side of a realm: evaluates one plugin in a compartment and calls it. Made after lockdown, so that nothing a plugin does to
 * shared objects can change what happens here. Only primitives, and bytes made here, pass to and from the worker.
 */
export function createGuest(bare: Syscalls, factsJson: string): Guest {
  const syscalls = guarded(bare)
  const facts = JSON.parse(factsJson) as GuestFacts
  const toJson = createToJson(syscalls.utf8Length)
  const rooms = createRooms()
  const events = createEvents(syscalls.eventText)
  const describe = (thrown: unknown): Failure => describeFailure(thrown, facts.filename)
  const uncaught = (thrown: unknown) => syscalls.uncaught(JSON.stringify(describe(thrown)))
  const { call, answer } = createCalls({ syscalls, toJson, first: facts.thread, step: facts.threads })
  const { globals, timer, web, newController, errors } = createPlatform({ syscalls, call, uncaught, facts })
  const compartment = createCompartment(globals)
  const stopping = createStopping(newController)
  const fetching = createFetching({ web, utf8Length: syscalls.utf8Length })
  const hostFor = createHosts({
    ...{ id: facts.id, filename: facts.filename, settings: harden(facts.settings), grants: facts.grants },
    ...{ syscalls, call, toJson, signal: stopping.signal },
    refusal: createRefusal({ plugin: facts.id, errors }),
  })
  const intercepting = createIntercepting({ module: () => module, describe, tellsWords: facts.tellsWords === true })
  let module: Plugin = {}
  let handlers: ReturnType<typeof createHandlers> | undefined

  /** Runs something of the plugin's and tells how it ended. */
  function run(work: () => unknown, ended: (value: unknown, failure: string | undefined) => void) {
    const failed = (thrown: unknown) => ended(undefined, JSON.stringify(describe(thrown)))
    try {
      Promise.resolve(work()).then((value) => ended(value, undefined), failed)
    } catch (thrown) {
      failed(thrown)
    }
  }

  function lifecycle(what: 'start' | 'stop') {
    const part: ((host: Host) => unknown) | undefined = module[what]
    run(
      () => part?.call(module, hostFor()),
      (_, failure) => syscalls.lifecycle(what, failure),
    )
  }

  return {
    load(code, filename) {
      try {
        module = readModule(compartment.load(code, filename))
        if (facts.declared && facts.thread === 0)
          for (const sentence of differences(module, facts.declared)) syscalls.log('warn', sentence, undefined)
        handlers = createHandlers({ id: facts.id, module, events, hostFor, syscalls, describe, newController })
      } catch (thrown) {
        return JSON.stringify(describe(thrown))
      }
    },
    start: () => lifecycle('start'),
    stop() {
      stopping.stop()
      lifecycle('stop')
    },
    room: rooms.make,
    dropRoom: rooms.drop,
    structures: events.structures,
    deliver: (slot, room, start, end, flags, text) => handlers?.deliver(slot, rooms.get(room), start, end, flags, text),
    abort: (slot, reason) => handlers?.abort(slot, reason),
    over: (slot) => handlers?.over(slot),
    act(act, name, input) {
      const action = Object.hasOwn(module.actions ?? {}, name) ? module.actions?.[name] : undefined
      run(
        () => {
          if (name === FETCH_ACT) return fetching(module, input, hostFor())
          if (name === INTERCEPT_ACT) return intercepting(input, hostFor())
          if (!action) throw new TypeError(`The plugin has no action "${name}"`)
          return action.call(module.actions, JSON.parse(input), hostFor())
        },
        (value, failure) => {
          if (failure !== undefined) return syscalls.acted(act, undefined, failure)
          run(
            () => toJson(value, 'The answer'),
            (json, bad) => syscalls.acted(act, bad === undefined ? String(json) : undefined, bad),
          )
        },
      )
    },
    reply: (number, value, error, hasBytes) => answer(number, value, error, hasBytes ? rooms.take(0) : undefined),
    timer,
    describe: (thrown) => JSON.stringify(describe(thrown)),
  }
}
