import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Main } from '../plugins/bundle/problems.ts'
import { SOURCE_OPTIONS } from '../plugins/bundle/source-options.ts'
import { bundle } from '../plugins/bundle.ts'

/** Where the built module lies in a packed plugin. */
export const BUILT = 'dist/plugin.js'

/** One file that went into a plugin's module, its path from the plugin's folder. */
export type Input = { readonly path: string; readonly bytes: number }

/** A plugin as one plain module, with what it was made of, largest first. `running` is what the host runs: the kit is in it, too. */
export type Built = { readonly code: string; readonly map: string; readonly running: string; readonly inputs: readonly Input[] }

/** Builds the module that is packed. Rejects with PLUGIN_UNBUILDABLE, as the host does when it loads the plugin. */
export async function buildModule({ folder, main, packages = [] }: Main): Promise<Built> {
  // The host's own bundle says what may not be imported, and where.
  const { code: running } = await bundle({ folder, main, packages })
  const root = await realpath(folder)
  const { outputFiles, metafile } = await build({
    ...SOURCE_OPTIONS,
    entryPoints: [join(root, main)],
    absWorkingDir: root,
    outfile: join(root, BUILT),
    allowOverwrite: true,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    sourcemap: 'linked',
    // Types only, and the kit, which is the host's. What an operator adds is not packed.
    external: ['#sdk', ...packages.flatMap(({ name }) => [name, `${name}/*`])],
  })
  const [map = '', code = ''] = outputFiles.map(({ text }) => text)
  const used = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs))
  const inputs = used.map(([path, { bytesInOutput }]) => ({ path: path.replaceAll('\\', '/'), bytes: bytesInOutput }))
  return { code, map, running, inputs: inputs.sort((a, b) => b.bytes - a.bytes) }
}

/** Whether a file is the author's own and not a package's. */
export function isOwn({ path }: Input): boolean {
  return !/(^|\/)node_modules\//.test(path) && !path.startsWith('..')
}
