import { MANIFEST, readManifest } from '../plugins/manifest.ts'
import { BUILT, buildModule, isOwn } from './build.ts'
import { type Contents, refusal } from './contents.ts'
import { isListed, withListing } from './listing.ts'
import { readFolder } from './read-folder.ts'

/** Beside the code, its sources and the overlay. */
const KEPT = /^(overlay\/.*|settings\.schema\.json|readme(\.\w+)?|licen[cs]e(\.\w+)?|notice(\.\w+)?|changelog(\.\w+)?)$/i

/**
 * What of a plugin's folder is packed: the module built with all its packages, its source map, the author's sources, overlay, README, settings
 * schema and licence, and a list of these. Installing it needs no npm. A folder that was packed before stays as it is.
 * Rejects with PACKAGE_REFUSED, MANIFEST_INVALID or PLUGIN_UNBUILDABLE.
 */
export async function packedContents(folder: string, hostVersion: string): Promise<Contents> {
  const manifest = await readManifest(folder, hostVersion)
  const all = await readFolder(folder)
  if (isListed(all)) return all
  const built = await buildModule({ folder, main: manifest.main ?? 'plugin.ts', packages: manifest.packages ?? [] })
  const sources = new Set(built.inputs.filter(isOwn).map(({ path }) => path))
  const kept = [...all].filter(([path]) => KEPT.test(path) || sources.has(path))
  const made = Object.entries({
    [MANIFEST]: `${JSON.stringify({ ...manifest, main: BUILT }, undefined, 2)}\n`,
    [BUILT]: built.code,
    [`${BUILT}.map`]: built.map,
  }).map(([path, text]) => [path, new TextEncoder().encode(text)] as const)
  if (made.some(([path]) => sources.has(path))) throw refusal(`A file of yours is called ${BUILT}, as what is built; rename it`)
  return withListing(new Map([...kept, ...made]))
}
