import { existsSync } from 'node:fs'
import { chmod, copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import { crashPoint } from '../../base/crash-point.ts'
import { HostError } from '../../base/errors.ts'
import { sync } from '../../base/sync.ts'
import { createTurns } from '../../base/turns.ts'
import { createHighWater } from '../sqlite/high-water.ts'
import { type BackupManifest, MANIFEST, readManifest, sumOf } from './manifest.ts'
import { takeSnapshot } from './snapshot.ts'

export type Backup = BackupManifest & { readonly name: string; readonly folder: string }

export type BackupOptions = { readonly secrets?: boolean; readonly automatic?: boolean }

/** The backups of a data folder, in data/backups, one folder each. */
export type Backups = {
  /** Whole or not at all. One at a time; rejects with DATA_UNREADABLE, STORE_FULL, STORE_WRITE_FAILED or STORE_CORRUPT. */
  take(options?: BackupOptions): Promise<Backup>
  /** Newest first. */
  list(): Promise<readonly Backup[]>
  /** Removes the oldest of those that were made by the timer; one that is dated later than now, by a clock that stood wrong, before all others. */
  keep(count: number): Promise<void>
  /** Does something while no backup is made. */
  inTurn<R>(work: () => Promise<R>): Promise<R>
}

const ALWAYS = ['settings.json', 'revoked.json']
const SECRET = ['secrets.json', 'keys.json']
const MAKING = '.making-'

/** Works beside a host that writes, and without one. */
export function createBackups({ dataDir, version, clock }: { dataDir: string; version: string; clock: Clock }): Backups {
  const home = join(dataDir, 'backups')
  const inTurn = createTurns()

  async function make({ secrets = false, automatic = false }: BackupOptions): Promise<Backup> {
    await mkdir(home, { recursive: true, mode: 0o700 })
    await removeUnfinished(home)
    const madeAt = new Date(clock.wallTime()).toISOString()
    const name = freeName(home, madeAt)
    const draft = join(home, `${MAKING}${name}`)
    await mkdir(draft, { mode: 0o700 })
    try {
      const snapshot = await takeSnapshot(join(dataDir, 'showrunner.db'), join(draft, 'showrunner.db'))
      const highWater = createHighWater(join(draft, 'showrunner.mark'), { clock })
      highWater.raise(snapshot.head)
      highWater.close()
      for (const file of [...ALWAYS, ...(secrets ? SECRET : [])]) await copyIfThere(join(dataDir, file), join(draft, file))
      const manifest = { schemaVersion: '1', madeAt, version, automatic, secrets, ...snapshot, files: await sumsOf(draft) } as const
      await writeFile(join(draft, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600 })
      await settle(draft, join(home, name))
      return { ...manifest, name, folder: join(home, name) }
    } catch (cause) {
      await rm(draft, { recursive: true, force: true })
      throw cause instanceof HostError ? cause : unwritable(home, cause)
    }
  }

  async function list(): Promise<readonly Backup[]> {
    const names = await readdir(home).catch(() => [])
    const found = await Promise.all(
      names
        .filter((name) => !name.startsWith('.'))
        .map((name) =>
          readManifest(join(home, name)).then(
            (manifest) => ({ ...manifest, name, folder: join(home, name) }),
            () => undefined,
          ),
        ),
    )
    return found.filter((backup) => backup !== undefined).sort((a, b) => (a.madeAt < b.madeAt ? 1 : -1))
  }

  return {
    take: (options = {}) => inTurn(() => make(options)),
    inTurn,
    list,
    async keep(count) {
      const now = new Date(clock.wallTime()).toISOString()
      const made = (await list()).filter(({ automatic }) => automatic)
      const isLater = ({ madeAt }: Backup) => madeAt > now
      for (const { folder } of [...made.filter((one) => !isLater(one)), ...made.filter(isLater)].slice(count))
        await rm(folder, { recursive: true, force: true })
    },
  }
}

/** On the disk first, then under its name. */
async function settle(draft: string, folder: string): Promise<void> {
  for (const file of await readdir(draft)) {
    await chmod(join(draft, file), 0o600)
    await sync(join(draft, file))
  }
  await sync(draft)
  await rename(draft, folder)
  await sync(join(folder, '..'))
  crashPoint('backup.made')
}

/** Of everything in a folder but the manifest. */
export async function sumsOf(folder: string): Promise<BackupManifest['files']> {
  const names = (await readdir(folder)).filter((name) => name !== MANIFEST).sort()
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await sumOf(join(folder, name))] as const)))
}

async function copyIfThere(from: string, to: string): Promise<void> {
  if (existsSync(from)) await copyFile(from, to)
}

async function removeUnfinished(home: string): Promise<void> {
  for (const name of await readdir(home)) if (name.startsWith(MAKING)) await rm(join(home, name), { recursive: true, force: true })
}

/** The time in UTC, as every file system takes it. */
function freeName(home: string, madeAt: string): string {
  const time = `${madeAt.slice(0, 19).replaceAll(':', '-')}Z`
  for (let n = 2, name = time; ; n++) {
    if (!existsSync(join(home, name))) return name
    name = `${time}-${n}`
  }
}

function unwritable(folder: string, cause: unknown): HostError {
  const code = (cause as NodeJS.ErrnoException).code
  if (code === 'ENOSPC') return new HostError('STORE_FULL', 'There is no room on the disk for the backup', { folder }, cause)
  return new HostError('DATA_UNREADABLE', 'The backup cannot be written', { folder }, cause)
}
