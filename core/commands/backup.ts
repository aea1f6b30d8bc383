import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { systemClock } from '../base/clock.ts'
import { HostError } from '../base/errors.ts'
import { sync } from '../base/sync.ts'
import type { BackupReport } from '../serve/serve.ts'
import { createBackups } from '../store/backup/backups.ts'
import { readManifest, verify } from '../store/backup/manifest.ts'
import { claimFolder } from '../store/sqlite/folder.ts'
import { argument } from './argument.ts'
import { patience } from './patience.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient, ifRunning } from './running.ts'
import { table } from './table.ts'

export type BackupCommandOptions = ReachOptions & { readonly version: string; readonly withSecrets?: boolean; readonly list?: boolean }

/** Makes a backup of the data folder, also while the host runs, and a copy of it in another folder when one is named. */
export async function backup(folder: string | undefined, options: BackupCommandOptions): Promise<void> {
  if (options.list) return list(options)
  const secrets = options.withSecrets ?? false
  patience('Copying and checking')
  // The host answers with the report that core/desks/keeping/backup-desk.ts makes.
  const asked = await ifRunning(options, () => createClient(options).post('/api/backups', { secrets }))
  const made = (asked as BackupReport | undefined) ?? (await makeOffline(options, secrets))
  const copy = folder === undefined ? undefined : await copyTo(resolve(folder), made)
  if (options.json) return console.log(JSON.stringify({ ...made, ...(copy && { copy }) }, undefined, 2))
  console.log(`${made.head} events are safe in ${copy ?? made.folder} (${megabytes(made.bytes)})`)
  if (copy !== undefined) console.log(`It stays in ${made.folder} as well; delete it there when you need the room`)
  console.log(secrets ? 'Keys and secrets are in it: keep it to yourself' : 'Keys and secrets are not in it; --with-secrets puts them in')
  console.log(`Put it back with: showrunner restore ${argument(copy ?? made.folder)}`)
}

async function list(options: BackupCommandOptions): Promise<void> {
  const answer = await ifRunning(options, () => createClient(options).get('/api/backups'))
  const backups = (answer as { backups: readonly BackupReport[] } | undefined)?.backups ?? (await backupsOf(options).list()).map(reported)
  if (options.json) return console.log(JSON.stringify(backups, undefined, 2))
  if (backups.length === 0) return console.log('There are no backups yet')
  const rows = backups.map(({ name, head, bytes, automatic }) => [name, String(head), megabytes(bytes), automatic ? 'by itself' : ''])
  console.log(table(['backup', 'events', 'size', ''], rows))
}

async function makeOffline(options: BackupCommandOptions, secrets: boolean): Promise<BackupReport> {
  const { dataDir } = options
  if (!existsSync(join(dataDir, 'showrunner.db'))) throw new HostError('USAGE', `There is nothing in ${dataDir} to back up`, { dataDir })
  const folder = claimFolder(dataDir)
  try {
    return reported(await backupsOf(options).take({ secrets }))
  } finally {
    folder.release()
  }
}

const backupsOf = ({ dataDir, version }: BackupCommandOptions) => createBackups({ dataDir, version, clock: systemClock })

type Made = Awaited<ReturnType<ReturnType<typeof createBackups>['take']>>

function reported({ name, folder, madeAt, head, automatic, secrets, files }: Made): BackupReport {
  return { name, folder, madeAt, head, automatic, secrets, bytes: Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0) }
}

/** Under another name until it is whole and checked. */
async function copyTo(target: string, { name, folder }: BackupReport): Promise<string> {
  const [draft, copy] = [join(target, `.making-${name}`), join(target, name)]
  try {
    await mkdir(target, { recursive: true })
    if (existsSync(copy)) throw new HostError('USAGE', `${copy} is there already`, { path: copy })
    await rm(draft, { recursive: true, force: true })
    await cp(folder, draft, { recursive: true })
    await verify(draft, await readManifest(draft))
    for (const file of await readdir(draft)) await sync(join(draft, file))
    await rename(draft, copy)
    await sync(target)
    return copy
  } catch (cause) {
    // Where nothing can be made there is nothing to remove.
    await rm(draft, { recursive: true, force: true }).catch(() => {})
    if (cause instanceof HostError) throw cause
    throw new HostError('DATA_UNREADABLE', `The backup is in ${folder}, but cannot be copied`, { folder: target }, cause)
  }
}

export const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`
