import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import { writeWhole } from '../../base/write-whole.ts'
import { sumsOf } from '../backup/backups.ts'
import { MANIFEST, readManifest } from '../backup/manifest.ts'
import { createSqliteStore } from '../sqlite/sqlite.ts'
import type { Store } from '../store.ts'
import { noteApplied, reapply } from './reapply.ts'

const COPIES = /^showrunner\.db\.(before|corrupt)-/

/** Folders in the data folder that have a store of their own: backups, and what restores moved aside. */
export async function copiesIn(dataDir: string): Promise<readonly string[]> {
  const backups = (await namesIn(join(dataDir, 'backups'))).filter((name) => !name.startsWith('.')).map((name) => join('backups', name))
  const moved = (await namesIn(dataDir)).filter((name) => name.startsWith('before-restore-'))
  return [...backups, ...moved].map((name) => join(dataDir, name)).filter((folder) => existsSync(join(folder, 'showrunner.db')))
}

/** Changes the store of a copy, and what its manifest says of it. Rejects when it cannot be opened. */
export async function inCopy<R>(folder: string, clock: Clock, work: (store: Store) => Promise<R>): Promise<R> {
  const store = await createSqliteStore({ dataDir: folder, clock })
  let done: R
  try {
    done = await work(store)
  } finally {
    await store.close()
    // Whoever takes it for the first time makes these anew.
    await rm(join(folder, 'showrunner.lock'), { force: true })
    await removeMigrationCopies(folder)
  }
  if (existsSync(join(folder, MANIFEST))) await rewriteManifest(folder)
  return done
}

/** Brings every copy up to the list of erasures. One that cannot be opened is told, and left. */
export async function reapplyToCopies({
  dataDir,
  clock,
  ...parts
}: Parameters<typeof reapply>[1] & { readonly dataDir: string; readonly clock: Clock }): Promise<void> {
  for (const folder of await copiesIn(dataDir)) {
    const work = async (copy: Store) => {
      for (const erasure of await reapply(copy, { ...parts, clock })) noteApplied(copy, erasure)
    }
    await inCopy(folder, clock, work).catch((error) =>
      parts.log.error({ folder, error: String(error) }, 'Viewers could not be taken out of a copy; delete it'),
    )
  }
}

/** What was copied before the tables were changed has everybody in it, and serves only to go back to an older version; so has what a salvage moved aside. */
export async function removeMigrationCopies(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) if (COPIES.test(name)) await rm(join(folder, name), { force: true })
}

async function rewriteManifest(folder: string): Promise<void> {
  const manifest = { ...(await readManifest(folder)), files: await sumsOf(folder) }
  await writeWhole(join(folder, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`)
}

const namesIn = (folder: string) => readdir(folder).catch(() => [] as string[])
