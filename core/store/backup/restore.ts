import { existsSync, statSync } from 'node:fs'
import { chmod, copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import { HostError } from '../../base/errors.ts'
import { sync } from '../../base/sync.ts'
import { appendLost, readHead } from '../sqlite/chunk-table.ts'
import { openDatabase } from '../sqlite/database.ts'
import { claimFolder } from '../sqlite/folder.ts'
import { createHighWater } from '../sqlite/high-water.ts'
import { appliedSteps, migrationStatus, unknownSteps } from '../sqlite/migrate.ts'
import { BACKED_UP, type BackupManifest, MANIFEST, readManifest, sumOf, verify } from './manifest.ts'
import { carryOut, decide, type RestorePlan } from './restore-plan.ts'

/** What a restore does; `aside` is the way back. */
export type Restored = {
  readonly backup: BackupManifest
  /** Highest sequence number of what is there now; undefined when it cannot be read. */
  readonly presentHead: number | undefined
  /** Numbers that were given out since the backup, and are not given again. */
  readonly skipped: number
  /** The folder with what was there before, itself to be restored like any backup. */
  readonly aside: string
}

export type RestoreOptions = { readonly dataDir: string; readonly version: string; readonly clock: Clock }

type Present = { readonly epoch: number; readonly head: number; readonly steps: readonly string[] }

const STAGED = '.restoring'
const DATABASE_FILES = ['showrunner.db', 'showrunner.db-wal', 'showrunner.db-shm', 'showrunner.mark']

/** What `restore` would do. Changes nothing; rejects like it. */
export function planRestore(folder: string, options: RestoreOptions): Promise<Restored> {
  return claimed(options.dataDir, async () => outcome(folder, options, await readManifest(folder)))
}

/**
 * Puts a backup in the place of what is there, which is moved aside. Killed, it leaves the old or, at the next start, the new.
 * Rejects with DATA_IN_USE, BACKUP_INVALID, STORE_NEWER, STORE_CORRUPT or DATA_UNREADABLE.
 */
export function restore(folder: string, options: RestoreOptions): Promise<Restored> {
  return claimed(options.dataDir, async () => {
    const { dataDir } = options
    const manifest = await readManifest(folder)
    const done = await outcome(folder, options, manifest)
    const present = presentOf(dataDir)
    await stage(folder, { dataDir, manifest, present }).catch((cause) => unstage(dataDir, cause))
    const coming = Object.keys(manifest.files)
    await describe(dataDir, { ...options, aside: done.aside, present, coming })
    const leaving = [...new Set([...DATABASE_FILES, ...coming])].filter((name) => existsSync(join(dataDir, name)))
    await decide(dataDir, { staged: STAGED, aside: done.aside, present: leaving, coming })
    await carryOut(dataDir)
    return { ...done, aside: join(dataDir, done.aside) }
  })
}

async function claimed<R>(dataDir: string, work: () => Promise<R>): Promise<R> {
  const folder = claimFolder(dataDir)
  try {
    await carryOut(dataDir)
    return await work()
  } finally {
    folder.release()
  }
}

async function outcome(folder: string, { dataDir, clock, version }: RestoreOptions, backup: BackupManifest): Promise<Restored> {
  refuseNewer(folder, backup, version)
  await verify(folder, backup)
  const present = presentOf(dataDir)
  const time = new Date(clock.wallTime()).toISOString().slice(0, 19).replaceAll(':', '-')
  let aside = `before-restore-${time}Z`
  for (let n = 2; existsSync(join(dataDir, aside)); n++) aside = `before-restore-${time}Z-${n}`
  const skipped = Math.max(0, (present?.head ?? 0) - backup.head)
  return { backup, presentHead: present?.head, skipped, aside }
}

function refuseNewer(folder: string, { version, steps }: BackupManifest, own: string): void {
  const unknown = unknownSteps(steps)
  if (unknown.length === 0) return
  const said = `The backup was made by a newer Showrunner (${version}), and this one (${own}) cannot read it; update, and restore it then`
  throw new HostError('STORE_NEWER', said, { folder, unknown })
}

/** Undefined when there is no store, or none that can be read: often the reason to restore. */
function presentOf(dataDir: string): Present | undefined {
  const file = join(dataDir, 'showrunner.db')
  if (!existsSync(file) || statSync(file).size === 0) return undefined
  let database: Database.Database | undefined
  try {
    database = openDatabase(file)
    // So that the file alone is all of it.
    database.pragma('wal_checkpoint(TRUNCATE)')
    const mark = highWaterOf(dataDir)
    return { epoch: epochOf(database), head: Math.max(readHead(database), mark), steps: appliedSteps(database) }
  } catch {
    return undefined
  } finally {
    database?.close()
  }
}

/** A copy of the backup, made ready to go on where the present one is: no number and no start is counted twice. */
async function stage(
  folder: string,
  { dataDir, manifest, present }: { dataDir: string; manifest: BackupManifest; present: Present | undefined },
): Promise<void> {
  const staged = join(dataDir, STAGED)
  await rm(staged, { recursive: true, force: true })
  await mkdir(staged, { mode: 0o700 })
  for (const name of Object.keys(manifest.files)) {
    await copyFile(join(folder, name), join(staged, name))
    await chmod(join(staged, name), 0o600)
  }
  const database = openDatabase(join(staged, 'showrunner.db'))
  try {
    migrationStatus(database)
    goOn(database, present ?? { epoch: 0, head: highWaterOf(dataDir) })
    database.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    database.close()
  }
  for (const name of await readdir(staged)) await sync(join(staged, name))
  await sync(staged)
}

/** Nothing was changed yet, and what was copied takes room that may be lacking. */
async function unstage(dataDir: string, cause: NodeJS.ErrnoException): Promise<never> {
  await rm(join(dataDir, STAGED), { recursive: true, force: true })
  if (cause.code === 'ENOSPC' || cause.code === 'EDQUOT' || cause.code === 'SQLITE_FULL')
    throw new HostError('STORE_FULL', 'There is no room on the disk for what the backup has; nothing was changed', { dataDir }, cause)
  throw cause
}

function goOn(database: Database.Database, present: Pick<Present, 'epoch' | 'head'>) {
  database.transaction(() => {
    const head = readHead(database)
    if (present.head > head) appendLost(database, head + 1, present.head)
    const set = database.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)')
    set.run('epoch', Math.max(epochOf(database), present.epoch))
    // A backup is taken in the middle of things: what was in flight then may have been done.
    set.run('clean', 0)
  })()
}

/** Makes what is moved aside a backup as well. */
async function describe(
  dataDir: string,
  {
    aside,
    present,
    coming,
    version,
    clock,
  }: RestoreOptions & Pick<RestorePlan, 'aside' | 'coming'> & { readonly present: Present | undefined },
): Promise<void> {
  const folder = join(dataDir, aside)
  await mkdir(folder, { mode: 0o700 })
  const leaving = ['showrunner.db', 'showrunner.mark', ...coming]
  const names = BACKED_UP.filter((name) => leaving.includes(name) && existsSync(join(dataDir, name)))
  if (!present || !names.includes('showrunner.db')) return
  const manifest: BackupManifest = {
    schemaVersion: '1',
    madeAt: new Date(clock.wallTime()).toISOString(),
    version,
    automatic: false,
    secrets: coming.includes('keys.json'),
    head: present.head,
    steps: present.steps,
    files: Object.fromEntries(await Promise.all(names.map(async (name) => [name, await sumOf(join(dataDir, name))] as const))),
  }
  await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600 })
}

function epochOf(database: Database.Database): number {
  return database.prepare<[], number>(`SELECT value FROM meta WHERE name = 'epoch'`).pluck().get() ?? 0
}

function highWaterOf(dataDir: string): number {
  const file = join(dataDir, 'showrunner.mark')
  if (!existsSync(file)) return 0
  const mark = createHighWater(file, { clock: { now: () => 0, wallTime: () => 0, after: () => () => {} } })
  mark.close()
  return mark.found
}
