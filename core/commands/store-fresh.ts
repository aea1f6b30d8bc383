import { existsSync } from 'node:fs'
import { mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '../base/errors.ts'
import { sync } from '../base/sync.ts'
import { claimFolder } from '../store/sqlite/folder.ts'
import { isConfirmed } from './confirm.ts'
import type { StoreOptions } from './store.ts'

/** The database with its journal and lock files. */
const STORE = /^showrunner\.db(-wal|-shm)?$/

/** Begins with an empty store at the next start. The old one is moved aside, not deleted. Rejects with USAGE, or DATA_IN_USE while a host runs. */
export async function storeFresh(options: StoreOptions & { readonly yes?: boolean }): Promise<void> {
  const { dataDir, dryRun = false, json } = options
  if (!existsSync(join(dataDir, 'showrunner.db'))) throw new HostError('USAGE', 'There is no store in this folder', { dataDir })
  const aside = join(dataDir, `before-fresh-${new Date().toISOString().slice(0, 19).replaceAll(/[:T]/g, '-')}`)
  const warning = `All events, sessions and dead letters of ${dataDir} are put away into ${aside}`
  if (!dryRun && !options.yes && !(await isConfirmed(warning))) return console.log('Nothing was changed')
  const moved = await moveAside(dataDir, aside, dryRun)
  if (json) return console.log(JSON.stringify({ aside, moved, done: !dryRun }, undefined, 2))
  console.log(
    dryRun ? `Would move ${moved.join(', ')} to ${aside}` : `The next start begins with an empty store; the old one is in ${aside}`,
  )
  if (!dryRun) console.log('Undo: stop the host, and move the files back')
}

async function moveAside(dataDir: string, aside: string, dryRun: boolean): Promise<readonly string[]> {
  const folder = claimFolder(dataDir)
  try {
    const files = (await readdir(dataDir)).filter((name) => STORE.test(name)).sort()
    if (dryRun) return files
    await mkdir(aside, { recursive: true, mode: 0o700 })
    // The database last: with a part of it moved, the rest is still found by whoever looks.
    for (const name of files.reverse()) await rename(join(dataDir, name), join(aside, name))
    await sync(dataDir)
    return files
  } finally {
    folder.release()
  }
}
