import type { BigIntStats } from 'node:fs'
import { mkdir, opendir, rename, rmdir, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { FileFacts, FolderEntry } from '../../powers.ts'
import { flagOf, recordOf, textOf, wholeOf } from '../arguments.ts'
import { type Asker, PowerError } from '../power.ts'
import { hold } from './hold.ts'
import type { Reach } from './reach.ts'
import { removeTree } from './remove-tree.ts'

type Arguments = readonly unknown[]

const MAX_ENTRIES = 10_000
/** Of names in one answer, so that it fits a frame however they are escaped. */
const MAX_NAME_CHARS = 500_000

/** Deno.stat and Deno.lstat. */
export function stat(reach: Reach, asker: Asker, [text, how]: Arguments): Promise<FileFacts> {
  const followLinks = flagOf(recordOf(how, 'The options').followLinks, 'followLinks')
  return reach.existing(asker, { powers: ['read'], text, followLinks }, async ({ facts }) => factsOf(facts))
}

/** Deno.realPath. */
export const realPath = (reach: Reach, asker: Asker, [text]: Arguments): Promise<string> =>
  reach.existing(asker, { powers: ['read'], text, followLinks: true }, async ({ real }) => real)

/** Deno.readDir, whole. */
export function list(reach: Reach, asker: Asker, [text]: Arguments): Promise<readonly FolderEntry[]> {
  return reach.existing(asker, { powers: ['read'], text, followLinks: true }, async ({ at }) => {
    const entries: FolderEntry[] = []
    let chars = 0
    for await (const entry of await opendir(at)) {
      chars += entry.name.length
      if (entries.length >= MAX_ENTRIES || chars > MAX_NAME_CHARS) {
        throw new PowerError('QuotaExceededError', `A folder is listed up to ${MAX_ENTRIES} entries`)
      }
      const { name } = entry
      entries.push({ name, isFile: entry.isFile(), isDirectory: entry.isDirectory(), isSymlink: entry.isSymbolicLink() })
    }
    return entries
  })
}

/** Deno.mkdir. */
export async function makeFolder(reach: Reach, asker: Asker, [text, how]: Arguments): Promise<void> {
  const { recursive, mode: given } = recordOf(how, 'The options')
  const mode = given === undefined || given === null ? 0o777 : wholeOf(given, 'The mode', { max: 0o777 })
  const make = (path: unknown) => reach.place(asker, { powers: ['write'], text: path }, ({ at }) => mkdir(at, { mode }))
  if (!flagOf(recursive, 'recursive')) return await make(text)
  const path = textOf(text, 'A path')
  await make(path).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && dirname(path) !== path) {
      await makeFolder(reach, asker, [dirname(path), how])
      await make(path)
    } else if (error.code !== 'EEXIST' || !(await isFolder(reach, asker, path))) throw error
  })
}

const isFolder = (reach: Reach, asker: Asker, text: string) =>
  reach.existing(asker, { powers: ['write'], text, followLinks: true }, async ({ facts }) => facts.isDirectory())

/** Deno.remove; the granted folder itself may go, the plugin's own folder may not. */
export function remove(reach: Reach, asker: Asker, [text, how]: Arguments): Promise<void> {
  const recursive = flagOf(recordOf(how, 'The options').recursive, 'recursive')
  return reach.place(asker, { powers: ['write'], text }, async ({ at, real }) => {
    reach.demandMovable(asker, { real: await reallyAt(at, real), said: String(text) })
    if (recursive) return await removeTree(at)
    const held = await hold(at, { followLinks: false })
    await held.letGo()
    return held.facts.isDirectory() ? await rmdir(at) : await unlink(at)
  })
}

/** Deno.rename. What is moved must be readable too, or moving would make it so. */
export function move(reach: Reach, asker: Asker, [from, to]: Arguments): Promise<void> {
  return reach.place(asker, { powers: ['read', 'write'], text: from }, (source) =>
    reach.place(asker, { powers: ['write'], text: to }, async (target) => {
      reach.demandMovable(asker, { real: await reallyAt(source.at, source.real), said: String(from) })
      reach.demandMovable(asker, { real: target.real, said: String(to) })
      await rename(source.at, target.at)
    }),
  )
}

/** The real path with the case that the disk has, where that is not the case that was said. */
async function reallyAt(at: string, real: string): Promise<string> {
  if (process.platform === 'linux') return real
  const held = await hold(at, { followLinks: false })
  await held.letGo()
  return held.real
}

function factsOf(facts: BigIntStats): FileFacts {
  return {
    isFile: facts.isFile(),
    isDirectory: facts.isDirectory(),
    isSymlink: facts.isSymbolicLink(),
    size: Number(facts.size),
    mtime: Number(facts.mtimeMs),
    atime: Number(facts.atimeMs),
    birthtime: facts.birthtimeMs > 0n ? Number(facts.birthtimeMs) : null,
    mode: process.platform === 'win32' ? null : Number(facts.mode),
  }
}
