import { readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { PluginManifest } from '../../../schemas/types.ts'

/** A package that a plugin can do without, as its manifest describes it. */
export type OptionalPackage = NonNullable<PluginManifest['packages']>[number]

/** With the version that was added, if any was. `folder` is where it is imported from, and there only for the version that the manifest names. */
export type PluginPackage = OptionalPackage & { readonly installed?: string; readonly folder?: string }

/** Where the packages of one plugin are added, below the data folder's `packages`. */
export const placeOf = (packagesDir: string, plugin: string): string => join(packagesDir, plugin)

/** What was added of the packages that a manifest names. */
export async function findPackages(place: string, wanted: readonly OptionalPackage[] = []): Promise<readonly PluginPackage[]> {
  // As a bundler names what it reads, over links.
  const folder = await realpath(place).catch(() => place)
  return Promise.all(
    wanted.map(async (each) => {
      const installed = (await readPackage(place, each.name))?.version
      return { ...each, ...(installed !== undefined && { installed }), ...(installed === each.version && { folder }) }
    }),
  )
}

/** Version and licence of an added package, as it says them itself; undefined when it is not there. */
export async function readPackage(
  place: string,
  name: string,
): Promise<{ readonly version: string; readonly licence: string } | undefined> {
  const text = await readFile(join(place, 'node_modules', name, 'package.json'), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const { version = '', license = '' } = Object(JSON.parse(text)) as { version?: string; license?: string }
  return { version, licence: license }
}
