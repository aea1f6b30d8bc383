import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { createFolder } from './folder.ts'
import { ROOT } from './host.ts'

/** A script and all that it imports of this project as one file, which starts in a fifth of a second. Goes with the test, or outside of one with the file. */
export async function bundleScript(entry: string): Promise<string> {
  const cache = join(ROOT, 'node_modules/.cache/showrunner/test-scripts')
  await mkdir(cache, { recursive: true })
  const folder = createFolder(cache)
  const outfile = join(folder, 'script.mjs')
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    plugins: [inPlace],
  })
  return outfile
}

/** Modules look for files beside themselves, not beside the bundle. */
const inPlace: Plugin = {
  name: 'in-place',
  setup({ onLoad }) {
    onLoad({ filter: /\/(core|scripts|test)\/.*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
      loader: 'ts',
    }))
  },
}
