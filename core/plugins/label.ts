import { basename, dirname } from 'node:path'

/** A file of a plugin as people know it, for example plugins/dummy/plugin.ts. */
export function labelOf(folder: string, file: string): string {
  return [basename(dirname(folder)), basename(folder), file].join('/')
}
