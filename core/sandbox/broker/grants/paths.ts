import { isAbsolute, relative, resolve, sep } from 'node:path'

/** Whether a path is this folder or lies below it; both are absolute. */
export function isWithin(path: string, folder: string): boolean {
  const rest = relative(folder, path)
  return rest !== '..' && !rest.startsWith(`..${sep}`) && !isAbsolute(rest)
}

/** Whether a granted path covers this one. Granted paths count from the plugin's own folder; `~` means nothing. */
export function isCovered(path: string, granted: readonly string[], folder: string): boolean {
  return granted.some((grant) => isWithin(path, resolve(folder, grant)))
}
