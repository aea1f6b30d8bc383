/** The parts of WebAssembly that plugins with the permission get: what makes and runs modules, and nothing that newer engines add. */
const PARTS = ['Module', 'Instance', 'Memory', 'Table', 'Global', 'compile', 'instantiate', 'validate'] as const
const ERRORS = ['CompileError', 'LinkError', 'RuntimeError'] as const

type Wasm = Record<string, unknown> & { readonly [E in (typeof ERRORS)[number]]: object }

/**
 * Before lockdown, which does not know WebAssembly: its errors lead to the language's own Error, whose powers over stacks no plugin gets, and
 * its memory to a buffer for several threads.
 */
export function tameWasm(): void {
  const wasm = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly
  for (const name of ERRORS) Object.setPrototypeOf(wasm[name], Function.prototype)
  Reflect.deleteProperty(SharedArrayBuffer.prototype, 'constructor')
  Object.freeze(SharedArrayBuffer.prototype)
}

/**
 * What a plugin without the permission finds, as a page does whose policy forbids it (CSP 3, wasm-unsafe-eval): packages that look for WebAssembly find it,
 * and whoever uses it hears what to ask for.
 */
export function createRefusedWasm(): unknown {
  return Object.fromEntries([...PARTS, ...ERRORS].map((name) => [name, refused(name)]))
}

function refused(name: string): unknown {
  const refusal = () =>
    new TypeError(`WebAssembly.${name} was not granted; ask for it with "permissions": { "wasm": true } in plugin.manifest.json`)
  if (name === 'compile' || name === 'instantiate') return () => Promise.reject(refusal())
  return function wasm() {
    throw refusal()
  }
}

/** What a plugin finds under the name. How much memory it takes is watched from outside, as a process's. */
export function createWasm(): unknown {
  const wasm = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly
  return Object.fromEntries([...PARTS, ...ERRORS].map((name) => [name, wasm[name]]))
}
