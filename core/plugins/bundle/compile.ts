import { type BuildFailure, type BuildOptions, type BuildResult, build, type Message } from 'esbuild'
import { builtins, containment, remote, sdk } from './imports.ts'
import { optional } from './optional.ts'
import { ENTRY, type Main, refused } from './problems.ts'
import type { Script } from './realm.ts'
import { SOURCE_OPTIONS } from './source-options.ts'

export type Compiled = Script & {
  /** The files that are in it, as paths from the plugin's folder. */
  readonly inputs: readonly string[]
}

/** One script of a plugin and all it imports, before it is made ready for the realm. Rejects with PLUGIN_UNBUILDABLE. */
export async function compile(
  plugin: Main & { readonly root: string },
  { maxBytes, ...more }: BuildOptions & { maxBytes: number },
): Promise<Compiled> {
  const result = await build({ ...options(plugin, maxBytes), ...more }).catch((failure: BuildFailure) => {
    throw refused(plugin, failure.errors, failure)
  })
  const meta = result.warnings.filter(({ id, location }) => id === 'empty-import-meta' && !location?.file.includes('node_modules'))
  if (meta.length > 0) throw refused(plugin, meta.map(noImportMeta))
  return { code: outputOf(result, '.js'), map: outputOf(result, '.js.map'), inputs: inputsOf(result) }
}

function options({ root, main, packages = [] }: Main & { readonly root: string }, maxBytes: number) {
  return {
    ...SOURCE_OPTIONS,
    stdin: { contents: `export { default } from ${JSON.stringify(`./${main}`)}`, resolveDir: root, sourcefile: ENTRY },
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    format: 'iife',
    globalName: 'bundled',
    // A compartment runs everything in strict mode; said here, it is checked while building.
    banner: { js: '"use strict";' },
    footer: { js: 'exports.default = bundled.default' },
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
    outfile: 'bundle.js',
    plugins: [sdk, remote, optional(packages), builtins, containment(root, maxBytes)],
  } as const satisfies BuildOptions
}

const noImportMeta = (message: Message): Message => ({
  ...message,
  text: 'A plugin has no import.meta, since it is one script; to have a file, import it: import sound from "./sound.mp3" gives its bytes',
})

function outputOf({ outputFiles = [] }: BuildResult, end: '.js' | '.js.map'): string {
  return outputFiles.find(({ path }) => path.endsWith(end))?.text ?? ''
}

/** Without what is not a file: `#sdk`, our entry, what esbuild leaves out. */
function inputsOf({ metafile }: BuildResult): readonly string[] {
  const paths = Object.keys(metafile?.inputs ?? {})
  return paths.filter((path) => path !== ENTRY && !/^[(<]|^(sdk|absent):/.test(path)).sort()
}
