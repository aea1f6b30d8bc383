import type { FileFacts } from '../../powers.ts'
import type { DenoParts } from './parts.ts'
import { createPaths } from './paths.ts'

/** What Deno says of a file and the core does not. */
const UNKNOWN = {
  ctime: null,
  dev: 0,
  ino: null,
  nlink: null,
  uid: null,
  gid: null,
  rdev: null,
  blksize: null,
  blocks: null,
  isBlockDevice: null,
  isCharDevice: null,
  isFifo: null,
  isSocket: null,
} as const

/** Deno.stat and Deno.lstat. */
export function createStat(parts: DenoParts) {
  const pathOf = createPaths(parts)
  const ask = async (path: string | URL, followLinks: boolean): Promise<Deno.FileInfo> =>
    infoOf((await parts.call('file.stat', [pathOf(path), { followLinks }])).value)
  return {
    stat: (path: string | URL) => ask(path, true),
    lstat: (path: string | URL) => ask(path, false),
  }
}

function infoOf({ isFile, isDirectory, isSymlink, size, mtime, atime, birthtime, mode }: FileFacts): Deno.FileInfo {
  return {
    isFile,
    isDirectory,
    isSymlink,
    size,
    mtime: dateOf(mtime),
    atime: dateOf(atime),
    birthtime: dateOf(birthtime),
    ...UNKNOWN,
    mode,
  }
}

const dateOf = (milliseconds: number | null): Date | null => (milliseconds === null ? null : new Date(milliseconds))
