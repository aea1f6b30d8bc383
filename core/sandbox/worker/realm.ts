import { setFlagsFromString } from 'node:v8'
import { createContext, runInNewContext } from 'node:vm'
import type { Guest, GuestFacts, Syscalls } from '../guest/syscalls.ts'
import type { Scripts } from './scripts.ts'

type Prepare = (parts: { externalBytes: () => number; collect: () => void; maxBytes: number; wasm: boolean }) => unknown
type CreateGuest = (syscalls: Syscalls, facts: string) => Guest

/**
 * A realm of its own for one plugin: a fresh context without import, and without WebAssembly unless that was granted, stripped, locked down, with the guest's own code in it.
 * Whatever comes from there is a stranger's, and nothing but primitives is looked at.
 */
export function createRealm({
  scripts,
  syscalls,
  facts,
  maxExternalBytes,
}: {
  readonly scripts: Scripts
  readonly syscalls: Syscalls
  readonly facts: GuestFacts
  readonly maxExternalBytes: number
}): Guest {
  const wasm = facts.grants.wasm === true
  const context = createContext(Object.create(null), { codeGeneration: { strings: true, wasm } })
  const run = (name: keyof Scripts): unknown => scripts[name].runInContext(context)
  // What these scripts answer is what core/sandbox/guest exports.
  const prepare = run('prelude') as Prepare
  const { externalBytes, collect } = syscalls
  const NativeFunction = prepare({ externalBytes, collect, maxBytes: maxExternalBytes, wasm })
  run('ses')
  run('lockdown')
  const createGuest = (run('guest') as (native: unknown) => CreateGuest)(NativeFunction)
  return createGuest(syscalls, JSON.stringify(facts))
}

const TRIES = 100

/** V8's collector, which a context has only if it is made while the flag is set; other threads set it and take it back as well. */
export function collectorOf(): () => void {
  for (let tries = 0; tries < TRIES; tries += 1) {
    setFlagsFromString('--expose-gc')
    const collect: unknown = runInNewContext('globalThis.gc')
    setFlagsFromString('--no-expose-gc')
    if (typeof collect === 'function') return () => void collect()
  }
  return () => {}
}
