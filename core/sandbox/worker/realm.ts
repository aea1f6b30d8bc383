import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { createContext, runInNewContext, Script } from 'node:vm'
import type { Guest, GuestFacts, Syscalls } from '../guest/syscalls.ts'

type Prepare = (parts: { externalBytes: () => number; collect: () => void; maxBytes: number }) => unknown
type CreateGuest = (syscalls: Syscalls, facts: string) => Guest

/** Scripts of the build folder, in the order they run. */
const SCRIPTS = { prelude: 'prelude.js', ses: 'ses.js', lockdown: 'lockdown.js', guest: 'guest.js' } as const

/**
 * A realm of its own for one plugin: a fresh context without import and WebAssembly, stripped, locked down, with the guest's own code in it.
 * Whatever comes from there is a stranger's, and nothing but primitives is looked at.
 */
export function createRealm({
  syscalls,
  facts,
  maxExternalBytes,
}: {
  readonly syscalls: Syscalls
  readonly facts: GuestFacts
  readonly maxExternalBytes: number
}): Guest {
  const context = createContext(Object.create(null), { codeGeneration: { strings: true, wasm: false } })
  const run = (name: keyof typeof SCRIPTS): unknown => scriptOf(SCRIPTS[name]).runInContext(context)
  // What these scripts answer is what core/sandbox/guest exports.
  const prepare = run('prelude') as Prepare
  const NativeFunction = prepare({ externalBytes: syscalls.externalBytes, collect: syscalls.collect, maxBytes: maxExternalBytes })
  run('ses')
  run('lockdown')
  const createGuest = (run('guest') as (native: unknown) => CreateGuest)(NativeFunction)
  return createGuest(syscalls, JSON.stringify(facts))
}

/** V8's collector, which a context has only while the flag is set. */
export function collectorOf(): () => void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  return typeof collect === 'function' ? () => void collect() : () => {}
}

/** A script with what V8 kept of compiling it, where the build has that; it makes a worker start twice as fast. */
function scriptOf(file: string): Script {
  const path = new URL(file, import.meta.url)
  return new Script(readFileSync(path, 'utf8'), { filename: `showrunner:${file}`, ...cacheOf(path) })
}

function cacheOf(path: URL) {
  try {
    return { cachedData: readFileSync(`${path.pathname}.cache`) }
  } catch {
    // None was made for this engine; it is compiled from the text.
    return {}
  }
}
