import { isWithin } from './paths.ts'

/** What no grant covers, however wide it is. Absolute real paths. */
export type OffLimits = {
  /** The core's own: database, settings, keys, plugins' data. Of it a plugin has only its own folder. */
  readonly data: readonly string[]
  /** Code: may be read with a grant, never written. */
  readonly protectedPaths: readonly string[]
}

/** What of the data folder is a plugin's: its own folder, and to be read the packages that were added to it. */
type Own = { readonly folder: string; readonly packages: string }

/** Files that are no files: the state of processes and devices, the core's memory and environment among it. */
const SYSTEM = ['/proc', '/sys', '/dev']

/** Half a sentence that says why nobody gets it, or undefined. */
export function whyOffLimits(
  { data, protectedPaths }: OffLimits,
  { power, path, folder, packages }: { readonly power: 'read' | 'write'; readonly path: string } & Own,
): string | undefined {
  if (SYSTEM.some((root) => isWithin(path, root))) return 'it belongs to the system'
  if (power === 'read' && isWithin(path, packages)) return undefined
  // The data folder lies beside the code unless somebody moved it.
  if (isWithin(path, folder)) return undefined
  if (data.some((root) => isWithin(path, root))) return "it is Showrunner's own data"
  if (power === 'write' && protectedPaths.some((root) => isWithin(path, root))) return 'it is code, which plugins do not change'
  return undefined
}

/** Whether something off limits, or the plugin's own folder, is this path or lies below it: then it may not be moved or removed. */
export function holdsOffLimits({ data, protectedPaths }: OffLimits, path: string, folder: string): boolean {
  return [...SYSTEM, ...data, folder, ...protectedPaths].some((root) => isWithin(root, path))
}
