import { opendir, rmdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { PowerError } from '../power.ts'
import { hold } from './hold.ts'

const MAX_DEPTH = 200

/** Removes a folder and all that is in it; links in it are removed, not followed. Each folder is held while it is emptied. */
export async function removeTree(at: string, depth = 0): Promise<void> {
  if (depth > MAX_DEPTH) throw new PowerError('Error', `Folders are nested more than ${MAX_DEPTH} deep`)
  const held = await hold(at, { followLinks: false })
  try {
    if (!held.facts.isDirectory()) return await unlink(at)
    for await (const entry of await opendir(held.at)) await removeTree(join(held.at, entry.name), depth + 1)
  } finally {
    await held.letGo()
  }
  await rmdir(at)
}
