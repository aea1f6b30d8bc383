import { dirname } from 'node:path'
import type { Permissions } from '../../schemas/types.ts'
import type { Reading } from './discover.ts'
import { hashFolder } from './folder-hash.ts'
import { type Refusal, refusalOf } from './grants.ts'
import { isNothing, together } from './permissions.ts'
import type { PluginConfig } from './plugin.ts'
import { revocationOf } from './revoked.ts'

type Parts = {
  readonly reading: Reading
  /** The root whose plugins have the grants of the base, if they are of its list. */
  readonly shippedRoot: string | undefined
  /** Whether approved files may change: for who writes them. */
  readonly dev?: boolean
}

/** What was approved of one plugin, as it is now. */
export function createApproval(id: string, { reading, shippedRoot, dev = false }: Parts) {
  function shipped(folder: string): Permissions | undefined {
    return dirname(folder) === shippedRoot && reading.base.shipped.includes(id) ? reading.base.grants[id] : undefined
  }

  return {
    /** What the base gives it without being asked for. */
    shipped,
    /** All that it was granted, asked for or not. */
    granted: (folder: string): Permissions => together(shipped(folder), reading.chosen(id)?.grant?.permissions),
    /** Why it must not run, whatever was approved; undefined when nothing is known against it. */
    revocation: ({ folder, manifest: { version } }: PluginConfig) =>
      revocationOf({ id, version, folder, grantHash: reading.chosen(id)?.grant?.hash }, reading.revoked?.() ?? []),
    /** Why it may not run as its folder is now, and the hash of that; undefined when it may. Rejects with PLUGIN_TOO_LARGE. */
    async refusal({ folder, manifest }: PluginConfig): Promise<(Refusal & { readonly hash: string }) | undefined> {
      if (isNothing(manifest.permissions)) return undefined
      const hash = await hashFolder(folder)
      const asked = manifest.permissions
      const refusal = refusalOf({ id, asked, shipped: shipped(folder), grant: reading.chosen(id)?.grant, hash, isFree: dev })
      return refusal && { ...refusal, hash }
    },
  }
}
