import { guarded } from './guarded.ts'
import { createGate } from './prelude/allocation-gate.ts'
import { mendFreeze } from './prelude/freeze.ts'
import { installIntl } from './prelude/intl.ts'
import { tameWasm } from './wasm.ts'

/** What no plugin gets: memory shared between threads, and ways to see the collector at work. */
const TAKEN = ['SharedArrayBuffer', 'Atomics', 'FinalizationRegistry', 'WeakRef', 'gc'] as const

/**
 * Runs in the fresh context before lockdown: takes powers away and puts limits on what is left. `maxBytes` is for memory outside of V8's
 * heap. Answers the native function constructor, which after lockdown nobody finds any more.
 */
export function prepare({
  maxBytes,
  wasm,
  ...functions
}: {
  readonly externalBytes: () => number
  readonly collect: () => void
  readonly maxBytes: number
  readonly wasm: boolean
}): FunctionConstructor {
  if (wasm) tameWasm()
  else Reflect.deleteProperty(globalThis, 'WebAssembly')
  for (const name of TAKEN) Reflect.deleteProperty(globalThis, name)
  createGate({ ...guarded(functions), maxBytes })
  installIntl()
  mendFreeze()
  return Function
}
