import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import type { Actors } from './core.ts'

/** A bug to plant: text of one file of core/, and what replaces it. */
export type Bug = {
  readonly name: string
  readonly file: string
  readonly text: string
  readonly instead: string
  /** The seed to begin with, where what shows it is rare: a few before the first story that did. */
  readonly from?: number
}

const CORE = fileURLToPath(new URL('../../core/', import.meta.url))
const ENTRY = fileURLToPath(new URL('actors.ts', import.meta.url))

/** The parts of the core with a bug in them. What all stages share is the same as without. */
export async function plant(bug: Bug): Promise<Actors> {
  const plugins = [changed(bug), shared]
  const built = await build({ entryPoints: [ENTRY], plugins, bundle: true, write: false, metafile: true, platform: 'node', format: 'cjs' })
  const [output] = Object.values(built.metafile.outputs)
  const modules = new Map<string, unknown>()
  for (const { path } of output?.imports ?? []) modules.set(path, await import(path.startsWith('/') ? pathToFileURL(path).href : path))
  const module: { exports: { ACTORS?: Actors } } = { exports: {} }
  // The text is our own code, built a moment ago.
  new Function('module', 'require', built.outputFiles[0]?.text ?? '')(module, (path: string) => modules.get(path))
  const { ACTORS } = module.exports
  if (!ACTORS) throw new Error(`The core with the bug "${bug.name}" does not load`)
  return ACTORS
}

/** Plants it while the core is bundled. */
export function changed({ file, text, instead }: Bug): Plugin {
  return {
    name: 'bug',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (relative(CORE, path) !== file) return undefined
        const code = await readFile(path, 'utf8')
        if (code.split(text).length !== 2) throw new Error(`${file} does not have this exactly once: ${text}`)
        return { contents: code.replace(text, () => instead), loader: 'ts' }
      })
    },
  }
}

const shared: Plugin = {
  name: 'shared',
  setup({ onResolve }) {
    onResolve({ filter: /\/base\// }, ({ path, resolveDir }) => ({
      path: fileURLToPath(new URL(path, pathToFileURL(`${resolveDir}/`))),
      external: true,
    }))
  },
}
