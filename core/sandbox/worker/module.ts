import { Script } from 'node:vm'
import type { Plugin } from '#sdk'

export type Console = { readonly [K in 'debug' | 'log' | 'info' | 'warn' | 'error']: (...args: readonly unknown[]) => void }

const OPENING = '(function (exports, console) {'

/** Evaluates a plugin's bundle and answers what it exports. Without a loader: an `import()` in it fails. */
export function loadModule({
  code,
  filename,
  console,
}: {
  readonly code: string
  readonly filename: string
  readonly console: Console
}): Plugin {
  // On the bundle's own first line, and out of its columns, so that stack traces are right.
  const script = new Script(`${OPENING}${code}\n})`, { filename, columnOffset: -OPENING.length })
  const exports: { default?: unknown } = {}
  script.runInThisContext()(exports, console)
  const plugin = exports.default
  if (!isObject(plugin)) throw new TypeError('The plugin has no default export')
  if (plugin.on !== undefined && !isObject(plugin.on)) throw new TypeError('"on" of the default export must be an object of handlers')
  for (const [name, part] of [...Object.entries(plugin.on ?? {}), ['start', plugin.start], ['stop', plugin.stop]])
    if (part !== undefined && typeof part !== 'function') throw new TypeError(`"${name}" of the plugin must be a function`)
  // Checked above; what the functions do with their arguments is theirs.
  return plugin as Plugin
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
