import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A package that is part of the bundle. */
export type BundledPackage = { readonly name: string; readonly version: string; readonly licence: string; readonly bytes: number }

/** The packages that files come from, by their paths from the folder, with what they weigh in the bundle. */
export async function bundledPackages(
  folder: string,
  inputs: readonly { readonly path: string; readonly bytes: number }[],
): Promise<readonly BundledPackage[]> {
  const weights = new Map<string, number>()
  for (const { path, bytes } of inputs) {
    const place = /^(.*(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]
    if (place) weights.set(place, (weights.get(place) ?? 0) + bytes)
  }
  return Promise.all([...weights].map(([place, bytes]) => readPackage(join(folder, place), bytes)))
}

async function readPackage(folder: string, bytes: number): Promise<BundledPackage> {
  const file = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}')
  // A stranger's file: nothing in it need be what it should.
  const { name, version, license, licenses } = JSON.parse(file) as Record<string, unknown>
  const words = [license ?? licenses].flat().map((said) => (typeof said === 'string' ? said : String(Object(said).type ?? '')))
  return { name: String(name ?? folder), version: String(version ?? ''), licence: words.filter(Boolean).join(' OR ') || 'unknown', bytes }
}

/** Why a licence may trouble who gives the plugin away; undefined when it will not. */
export function problemOfLicence(licence: string): string | undefined {
  const choices = licence.replaceAll(/[()]/g, '').split(/\s+OR\s+/i)
  if (choices.some((choice) => /^(MIT|ISC|0BSD|BSD|Apache|Unlicense|CC0|Zlib|BlueOak|Python|WTFPL|MPL|CC-BY-\d)/i.test(choice.trim()))) {
    return undefined
  }
  if (/\b(A|L)?GPL/i.test(licence)) return `is under ${licence}, which the whole plugin may then have to be`
  return licence === 'unknown' ? 'says no licence' : `is under "${licence}", which is not a known free licence`
}
