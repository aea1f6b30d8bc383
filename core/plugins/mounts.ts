import { dirname } from 'node:path'
import type { BaseManifest, PluginManifest } from '../../schemas/types.ts'

type Parts = {
  /** The root of the plugins that come with Showrunner, and which these are. */
  readonly shippedRoot: string | undefined
  readonly shipped: BaseManifest['shipped']
  /** Whether Showrunner itself answers there. */
  readonly isTaken: (mount: string) => boolean
  /** The other plugins as their folders say. */
  readonly others: () => readonly PluginManifest[]
}

/** Answers why a plugin may not have the mount that it asks for, in half a sentence; undefined when it may. */
export function createMountCheck({ shippedRoot, shipped, isTaken, others }: Parts) {
  return (folder: string, { id, http }: Pick<PluginManifest, 'id' | 'http'>): string | undefined => {
    const mount = http?.mount
    if (mount === undefined) return undefined
    if (dirname(folder) !== shippedRoot || !shipped.includes(id))
      return `is only for plugins that come with Showrunner; leave it out, the routes are found below /plugins/${id}`
    if (isTaken(mount)) return `is ${mount}, where Showrunner itself answers; take another`
    const other = others().find((manifest) => manifest.id !== id && manifest.http?.mount === mount)
    return other && `is ${mount}, which ${other.id} has already; take another`
  }
}
