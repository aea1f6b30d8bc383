import { realpath } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { isAbsolute, relative } from 'node:path'
import { type BuildFailure, build, type Plugin } from 'esbuild'
import { HostError } from '../base/errors.ts'
import { labelOf } from './label.ts'

/** What a plugin writes instead of a module of Node; the rest has no counterpart. */
const INSTEAD: Readonly<Record<string, string>> = {
  fs: 'Deno.readTextFile and Deno.writeTextFile with the permission "read" or "write", or host.kv',
  'fs/promises': 'Deno.readTextFile and Deno.writeTextFile with the permission "read" or "write", or host.kv',
  http: 'fetch with the permission "net"',
  https: 'fetch with the permission "net"',
  net: 'Deno.connect with the permission "net"',
  child_process: 'Deno.Command with the permission "run"',
  process: 'Deno.env.get with the permission "env"',
  crypto: 'the global crypto',
  buffer: 'Uint8Array, TextEncoder and TextDecoder',
  url: 'the globals URL and URLSearchParams',
  timers: 'the globals setTimeout and setInterval',
  'timers/promises': 'the globals setTimeout and setInterval',
}

/** A script that sets `exports.default`, and the source map that leads back to the author's lines; see PluginCode. */
export type Bundle = { readonly code: string; readonly map: string }

/** The one line that is ours: what it cannot import is the plugin's main module. */
const ENTRY = 'entry of the bundle'

/**
 * A plugin's module with everything it imports, for a sandbox without a loader.
 * Rejects with PLUGIN_UNBUILDABLE: file:line:column, what is wrong, and the line.
 */
export async function bundle({ folder, main }: { readonly folder: string; readonly main: string }): Promise<Bundle> {
  const root = await realpath(folder)
  const result = await build({
    stdin: { contents: `export { default } from ${JSON.stringify(`./${main}`)}`, resolveDir: root, sourcefile: ENTRY },
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'bundled',
    footer: { js: 'exports.default = bundled.default' },
    platform: 'browser',
    target: 'node20',
    sourcemap: 'external',
    sourcesContent: false,
    outfile: 'bundle.js',
    charset: 'utf8',
    logLevel: 'silent',
    // A tsconfig.json of the plugin's author is for the editor; every plugin is built alike.
    tsconfigRaw: '{}',
    plugins: [sdk, builtins, containment(root)],
  }).catch((failure: BuildFailure) => {
    throw unbuildable(folder, main, failure)
  })
  const [map, code] = result.outputFiles.map(({ text }) => text)
  return { code: code ?? '', map: map ?? '' }
}

/** `#sdk` has types only, so there is nothing in it at run time. */
const sdk: Plugin = {
  name: 'sdk',
  setup(step) {
    step.onResolve({ filter: /^#sdk$/ }, () => ({ path: '#sdk', namespace: 'sdk' }))
    step.onLoad({ filter: /.*/, namespace: 'sdk' }, () => ({ contents: 'export {}' }))
  },
}

/** Modules of Node are refused, unless a package of that name stands in. */
const builtins: Plugin = {
  name: 'builtins',
  setup(step) {
    step.onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...rest }) => {
      if (!isBuiltin(path) || pluginData === 'tried') return undefined
      const name = path.replace(/^node:/, '')
      const standIn = path === name ? await step.resolve(path, { ...rest, pluginData: 'tried' }) : undefined
      if (standIn?.errors.length === 0) return standIn
      const instead = INSTEAD[name]
      return {
        errors: [
          { text: `Plugins cannot import ${path}; ${instead ? `use ${instead}` : 'it is part of Node, which plugins do not have'}` },
        ],
      }
    })
  },
}

/** A bundle holds the plugin's own files and packages: an import must not carry a secret of the host into it. */
function containment(root: string): Plugin {
  return {
    name: 'containment',
    setup(step) {
      step.onLoad({ filter: /.*/, namespace: 'file' }, ({ path }) => {
        // esbuild has followed links by now.
        const inside = relative(root, path)
        const own = !inside.startsWith('..') && !isAbsolute(inside)
        if (own || /[\\/]node_modules[\\/]/.test(path)) return undefined
        return { errors: [{ text: `Plugins cannot import ${inside}; it is outside the plugin's folder` }] }
      })
    },
  }
}

function unbuildable(folder: string, main: string, failure: BuildFailure): HostError {
  const first = failure.errors[0]
  const place = first?.location
  if (!first || !place || place.file === ENTRY) {
    const file = labelOf(folder, main)
    const missing = /No matching export/.test(first?.text ?? '')
    const text = missing ? 'has no default export; end it with: export default { on: { … } } satisfies Plugin' : 'is not there'
    return new HostError('PLUGIN_UNBUILDABLE', `${file} ${text}`, { file }, failure)
  }
  const file = labelOf(folder, place.file)
  const { line } = place
  const column = place.column + 1
  const code = place.lineText.trim()
  const what = code === '' ? first.text : `${first.text}: ${code}`
  return new HostError('PLUGIN_UNBUILDABLE', `${file}:${line}:${column} ${what}`, { file, line, column }, failure)
}
