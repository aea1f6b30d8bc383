import { type BigIntStats, constants, existsSync } from 'node:fs'
import { lstat, open, readlink, realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { PowerError } from '../power.ts'

/** Something in the file system that stays what it is until it is let go, whatever happens to its name. */
export type Held = {
  /** Where it really is, without links, at a moment after it was taken hold of. */
  readonly real: string
  /** A path for system calls that leads to this very object. */
  readonly at: string
  readonly facts: BigIntStats
  letGo(): Promise<void>
}

type How = { readonly followLinks: boolean }

/** Linux: names an object without opening it, so a FIFO does not wait and a device does nothing. Node has no name for it. */
const O_PATH = 0o10000000
const FOLDER_OF_DESCRIPTORS = '/proc/self/fd'
const hasDescriptorPaths = process.platform === 'linux' && existsSync(FOLDER_OF_DESCRIPTORS)
const MAX_TRIES = 5

/**
 * Takes hold of what a path leads to. Rejects with the system's error when nothing is there.
 *
 * On Linux this is a descriptor, and `at` is its path below /proc: what is checked is what is used, and `${at}/name` is openat().
 * Elsewhere `at` is the real path itself, so a folder on the way could be swapped by another process between the check and the use.
 * What is opened is compared with `facts` there too, so a file's content is never another one's; making, moving and removing names
 * keeps that gap, which needs somebody with more powers than a plugin has.
 */
export async function hold(path: string, how: How): Promise<Held> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const held = await (hasDescriptorPaths ? holdByDescriptor(path, how) : holdByName(path, how))
    if (held) return held
  }
  throw new PowerError('Busy', 'It is moved about while it is looked at')
}

export const isSame = (a: BigIntStats, b: BigIntStats) => a.dev === b.dev && a.ino === b.ino

async function holdByDescriptor(path: string, { followLinks }: How): Promise<Held | undefined> {
  const handle = await open(path, O_PATH | (followLinks ? 0 : constants.O_NOFOLLOW))
  try {
    const at = `${FOLDER_OF_DESCRIPTORS}/${handle.fd}`
    const real = await readlink(at)
    const facts = await handle.stat({ bigint: true })
    // The name may be gone, or another's, since. What is told of it was true of its name only if the two still fit afterwards.
    const named = await lstat(real, { bigint: true }).catch(() => undefined)
    if (named && isSame(facts, named)) return { real, at, facts, letGo: () => handle.close() }
  } catch (error) {
    await handle.close()
    throw error
  }
  await handle.close()
  return undefined
}

/** Exported for its test on a system that has the better way. */
export async function holdByName(path: string, { followLinks }: How): Promise<Held | undefined> {
  const before = await lstat(path, { bigint: true })
  const keepsLink = before.isSymbolicLink() && !followLinks
  const real = keepsLink ? join(await realpath(dirname(path)), basename(path)) : await realpath(path)
  const facts = await lstat(real, { bigint: true })
  return facts.isSymbolicLink() === keepsLink ? { real, at: real, facts, letGo: async () => {} } : undefined
}
