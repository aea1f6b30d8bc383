import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '../../base/errors.ts'
import { npm, type Variables } from './npm.ts'
import { type OptionalPackage, placeOf, readPackage } from './place.ts'

type At = {
  /** The data folder's `packages`. */
  readonly packagesDir: string
  readonly plugin: string
  /** npm's; those of this process when left out. */
  readonly variables?: Variables | undefined
}

/** The package of a manifest with this name. Throws USAGE when it names none. */
export function packageNamed<P extends OptionalPackage>(
  packages: readonly P[],
  { plugin, name }: { readonly plugin: string; readonly name: string },
): P {
  const found = packages.find((each) => each.name === name)
  if (found) return found
  const names = packages.map((each) => each.name).join(', ')
  throw new HostError(
    'USAGE',
    `${plugin} can do nothing with the package ${name}; ${names === '' ? 'it names none' : `it names ${names}`}`,
    { plugin },
  )
}

/**
 * Adds a package for one plugin, in exactly the version that its manifest names, as npm's registry has it. None of its scripts run. Rejects with
 * PACKAGE_UNREACHABLE, or PACKAGE_REFUSED when its licence is not the one that the operator was told; then it is as it was before.
 */
export async function addPackage({ name, version, licence }: OptionalPackage, { packagesDir, plugin, variables }: At): Promise<void> {
  const place = placeOf(packagesDir, plugin)
  await mkdir(place, { recursive: true, mode: 0o700 })
  // Without one npm looks for the next above, which is somebody else's.
  await writeFile(join(place, 'package.json'), '{ "private": true }\n', { flag: 'wx' }).catch(unlessThere)
  await npm(place, ['install', `${name}@${version}`], variables)
  const added = await readPackage(place, name)
  if (added?.licence === licence) return
  await removePackage(name, { packagesDir, plugin, variables })
  const sentence = `The licence of ${name} ${version} is ${added?.licence || 'not named'}, and not ${licence} as ${plugin} says`
  throw new HostError('PACKAGE_REFUSED', sentence, { plugin })
}

/** Takes a package away that was added; nothing when it was not. */
export async function removePackage(name: string, { packagesDir, plugin, variables }: At): Promise<void> {
  const place = placeOf(packagesDir, plugin)
  if (!existsSync(join(place, 'node_modules', name))) return
  await npm(place, ['uninstall', name], variables)
  // npm wrote it just now.
  const { dependencies } = JSON.parse(await readFile(join(place, 'package.json'), 'utf8')) as { dependencies?: object }
  if (Object.keys(dependencies ?? {}).length === 0) await rm(place, { recursive: true, force: true })
}

function unlessThere(error: NodeJS.ErrnoException) {
  if (error.code !== 'EEXIST') throw error
}
