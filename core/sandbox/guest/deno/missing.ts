import type { DenoParts } from './parts.ts'

/** What to use for what plugins do not have. */
const INSTEAD = {
  readFileSync: 'await Deno.readFile',
  readTextFileSync: 'await Deno.readTextFile',
  writeFileSync: 'await Deno.writeFile',
  writeTextFileSync: 'await Deno.writeTextFile',
  renameSync: 'await Deno.rename',
  removeSync: 'await Deno.remove',
  mkdirSync: 'await Deno.mkdir',
  readDirSync: 'for await and Deno.readDir',
  statSync: 'await Deno.stat',
  lstatSync: 'await Deno.lstat',
  realPathSync: 'await Deno.realPath',
  copyFileSync: 'await Deno.copyFile',
  openSync: 'await Deno.open',
  createSync: 'await Deno.create',
  chdir: 'paths below the data folder of the plugin',
  exit: 'a throw, which ends the handler',
  kill: 'kill() of the child process',
  openKv: 'host.kv',
  makeTempFile: 'a file in the data folder of the plugin',
  makeTempDir: 'a folder in the data folder of the plugin',
} as const

/** A function for each of them that throws NotSupported and says what to use. */
export function createMissing({ errors }: Pick<DenoParts, 'errors'>): { readonly [K in keyof typeof INSTEAD]: () => never } {
  const functions = Object.entries(INSTEAD).map(([name, instead]) => [
    name,
    () => {
      throw new errors.NotSupported(`Plugins do not have Deno.${name}: use ${instead}`)
    },
  ])
  // Every entry kept its name.
  return Object.fromEntries(functions) as { readonly [K in keyof typeof INSTEAD]: () => never }
}
