import { readFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { join, relative, sep } from 'node:path'
import type { Plugin, PluginBuild } from 'esbuild'
import type { PluginPackage } from '../optional/place.ts'

/** What is imported where there is nothing: undefined, by whatever name, and whichever way esbuild reads CommonJS for the importer. */
const NOTHING = 'module.exports = undefined'
/** Where the plugin finds the files of its packages. */
const FILES = 'file:///$PACKAGES'

/**
 * Imports of packages that a manifest calls optional: from where an operator added them, and from nowhere else; else of a module with nothing in it.
 * Such a package may ask where it lies by `import.meta.url`, which is below `$PACKAGES`, and may look for modules of Node, which it does not find.
 */
export function optional(packages: readonly PluginPackage[]): Plugin {
  return {
    name: 'optional',
    setup(step) {
      for (const { name, folder } of packages) {
        step.onResolve({ filter: new RegExp(`^${escaped(name)}(/|$)`) }, ({ path, pluginData, ...rest }) => {
          if (pluginData === 'tried') return undefined
          return folder === undefined ? nothing(path) : step.resolve(path, { ...rest, resolveDir: folder, pluginData: 'tried' })
        })
      }
      const places = new Set(packages.flatMap(({ folder = [] }) => folder))
      for (const place of places) settle(step, join(place, 'node_modules') + sep)
      step.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: NOTHING }))
    },
  }
}

/** Modules that lie here know where that is, and find no Node. */
function settle(step: PluginBuild, modules: string): void {
  step.onResolve({ filter: /^[^./]/ }, ({ path, importer }) =>
    importer.startsWith(modules) && isBuiltin(path) ? nothing(path) : undefined,
  )
  step.onLoad({ filter: new RegExp(`^${escaped(modules)}.*\\.m?js$`) }, async ({ path }) => {
    const text = await readFile(path, 'utf8')
    const url = `${FILES}/${relative(modules, path).replaceAll(sep, '/')}`
    return text.includes('import.meta.url') ? { contents: text.replaceAll('import.meta.url', JSON.stringify(url)) } : undefined
  })
}

const nothing = (path: string) => ({ path, namespace: 'absent' })

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
