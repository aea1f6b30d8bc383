import { join } from 'node:path'
import type { Grants } from '../power.ts'

/** What a plugin calls the folder of the packages that were added to it. */
const PACKAGES = '$PACKAGES'

/** A path that begins with it, as it is on the disk; any other as it is. */
export function placedPath(path: string, packages: string): string {
  if (path === PACKAGES) return packages
  return path.startsWith(`${PACKAGES}/`) ? join(packages, path.slice(PACKAGES.length)) : path
}

/** Grants in which it is what it stands for. It is only ever read. */
export function withPackages(grants: Grants, packages: string): Grants {
  return grants.read?.includes(PACKAGES) ? { ...grants, read: grants.read.map((path) => placedPath(path, packages)) } : grants
}
