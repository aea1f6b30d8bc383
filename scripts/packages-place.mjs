import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folders of tests that have packages of their own: a package.json and package-lock.json say what is installed. */
export const PACKAGE_SETS = ['packages', 'official-clients', 'chromium-103']

/** Where the package.json of a set lies. */
export function packagesSource(set) {
  return fileURLToPath(new URL(`../test/${set}`, import.meta.url))
}

/** Where every version of a set goes, below node_modules, so that nobody looks through it. */
export function packagesCache(set) {
  return fileURLToPath(new URL(`../node_modules/.cache/showrunner/${set}`, import.meta.url))
}

/** The folder of the packages that a set's lock names, installed or not. */
export function packagesFolder(set) {
  const lock = readFileSync(join(packagesSource(set), 'package-lock.json'))
  return join(packagesCache(set), createHash('sha256').update(lock).digest('hex').slice(0, 16))
}
