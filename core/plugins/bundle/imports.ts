import { readFile, stat } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { isAbsolute, relative } from 'node:path'
import type { Plugin } from 'esbuild'

/** What a plugin writes instead of a module of Node; the rest has no counterpart. */
const INSTEAD: Readonly<Record<string, string>> = {
  fs: 'Deno.readTextFile and Deno.writeTextFile with the permission "read" or "write", or host.kv',
  'fs/promises': 'Deno.readTextFile and Deno.writeTextFile with the permission "read" or "write", or host.kv',
  http: 'fetch with the permission "net"',
  https: 'fetch with the permission "net"',
  net: 'Deno.connect with the permission "net"',
  tls: 'Deno.connectTls with the permission "net"',
  child_process: 'Deno.Command with the permission "run"',
  process: 'Deno.env.get with the permission "env"',
  crypto: 'the global crypto',
  buffer: 'Uint8Array, TextEncoder and TextDecoder',
  url: 'the globals URL and URLSearchParams',
  timers: 'the globals setTimeout and setInterval',
  'timers/promises': 'the globals setTimeout and setInterval',
}

const KIT = new URL('../../kit/', import.meta.url)

/** `#sdk` has types only, so there is nothing in it at run time; `#sdk/<name>` is a file of core/kit; what tests import is no part of a plugin. */
export const sdk: Plugin = {
  name: 'sdk',
  setup(step) {
    step.onResolve({ filter: /^#sdk$/ }, () => ({ path: '#sdk', namespace: 'sdk' }))
    step.onResolve({ filter: /^#sdk\/test$/ }, () => refuse('Plugins cannot import #sdk/test; it is for plugin.test.ts'))
    step.onResolve({ filter: /^#sdk\/[a-z-]+$/ }, ({ path }) => ({ path, namespace: 'sdk' }))
    step.onLoad({ filter: /^#sdk$/, namespace: 'sdk' }, () => ({ contents: 'export {}' }))
    step.onLoad({ filter: /^#sdk\/.+$/, namespace: 'sdk' }, async ({ path }) => {
      const contents = await readFile(new URL(`${path.slice('#sdk/'.length)}.ts`, KIT), 'utf8').catch(() => undefined)
      if (contents === undefined) return refuse(`There is no ${path}; core/kit says what there is`)
      return { contents, loader: 'ts' }
    })
  },
}

/** Modules of Node are refused, unless a package of that name stands in. */
export const builtins: Plugin = {
  name: 'builtins',
  setup(step) {
    step.onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...rest }) => {
      if (!isBuiltin(path) || pluginData === 'tried') return undefined
      const name = path.replace(/^node:/, '')
      const standIn = path === name ? await step.resolve(path, { ...rest, pluginData: 'tried' }) : undefined
      // Or an empty module, when a package says that it can do without; which of the two, esbuild knows.
      if (standIn?.errors.length === 0) return undefined
      const instead = INSTEAD[name]
      return refuse(`Plugins cannot import ${path}; ${instead ? `use ${instead}` : 'it is part of Node, which plugins do not have'}`)
    })
  },
}

/** What Deno would fetch is refused: a bundle is made of what is in the folder. */
export const remote: Plugin = {
  name: 'remote',
  setup(step) {
    step.onResolve({ filter: /^(https?:)?\/\// }, ({ path }) =>
      refuse(
        `Plugins cannot import ${path}; save the file in the plugin's folder, or npm install the package there, beside a package.json of its own`,
      ),
    )
    step.onResolve({ filter: /^(npm|jsr):/ }, ({ path }) => {
      const name = /^\w+:\/?(@?[^@]+)/.exec(path)?.[1] ?? path
      return refuse(
        `Plugins cannot import ${path}; npm install ${name} in the plugin's folder, then import ${JSON.stringify(name)}; the folder needs a package.json of its own`,
      )
    })
  },
}

/**
 * A bundle holds the plugin's own files and packages: an import must not carry a secret of the host into it.
 * None of the files may be longer than the bundle may be.
 */
export function containment(root: string, maxBytes: number): Plugin {
  return {
    name: 'containment',
    setup(step) {
      step.onLoad({ filter: /.*/, namespace: 'file' }, async ({ path }) => {
        // esbuild has followed links by now.
        const inside = relative(root, path)
        const own = !inside.startsWith('..') && !isAbsolute(inside)
        if (!own && !/[\\/]node_modules[\\/]/.test(path))
          return refuse(`Plugins cannot import ${inside}; it is outside the plugin's folder`)
        // What is approved does not count them, since they change with every commit.
        if (/(^|[\\/])\.git[\\/]/.test(inside)) return refuse(`Plugins cannot import ${inside}; move it out of .git`)
        // Something that is not there is esbuild's to tell, or a module that a package leaves empty.
        const size = await stat(path).then(
          (file) => file.size,
          () => 0,
        )
        return size > maxBytes ? refuse(`${inside} has ${megabytes(size)}; a bundle may have ${megabytes(maxBytes)}`) : undefined
      })
    },
  }
}

/** Bytes for people, for example 5.0 MB. */
export const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MB`

const refuse = (text: string) => ({ errors: [{ text }] })
