import { rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sync } from '../base/sync.ts'

/** Where the folder that is replaced waits for a moment; hosts pass over names with a dot. */
const asideOf = (folder: string) => join(dirname(folder), `.replaced-${folder.slice(dirname(folder).length + 1)}`)

/**
 * Puts a finished folder in the place of another, or where none is. Whatever happens, one of the two is there: what a power cut leaves in between,
 * `recoverSwap` puts right.
 */
export async function swap(fresh: string, folder: string): Promise<void> {
  const aside = asideOf(folder)
  const isUpdate = await isThere(folder)
  if (isUpdate) await rename(folder, aside)
  try {
    await rename(fresh, folder)
  } catch (cause) {
    if (isUpdate) await rename(aside, folder)
    throw cause
  }
  await sync(dirname(folder))
  await rm(aside, { recursive: true, force: true })
}

/** Brings back a folder that a swap had put aside when the machine went off. */
export async function recoverSwap(folder: string): Promise<void> {
  const aside = asideOf(folder)
  if (!(await isThere(aside))) return
  if (await isThere(folder)) await rm(aside, { recursive: true, force: true })
  else await rename(aside, folder)
}

export async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
