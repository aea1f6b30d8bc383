import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A package that is part of a bundle; `licence` as its package.json says it, if it does. */
export type BundledPackage = { readonly name: string; readonly version: string; readonly licence: string | undefined }

/** The packages that the files of a bundle are from, each once. `inputs` are paths from `folder`. */
export async function packagesOf(folder: string, inputs: readonly string[]): Promise<readonly BundledPackage[]> {
  const folders = new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []))
  const found = await Promise.all([...folders].sort().map((path) => describe(join(folder, path))))
  return [...new Map(found.map((each) => [`${each.name}@${each.version}`, each])).values()]
}

async function describe(folder: string): Promise<BundledPackage> {
  const { name = '', version = '', license, licenses } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  return { name, version, licence: textOf(license ?? licenses?.[0]) }
}

/** Old packages have `{ type, url }`. */
function textOf(licence: unknown): string | undefined {
  if (typeof licence === 'string') return licence
  return typeof licence === 'object' && licence !== null && 'type' in licence ? String(licence.type) : undefined
}
