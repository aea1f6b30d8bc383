import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { writeWhole } from '../base/write-whole.ts'

/** What is known of an installed plugin. */
export type InstallRecord = {
  readonly version: string
  /** Where it came from, as it was said. */
  readonly source: string
  /** ISO 8601. */
  readonly installedAt: string
}

/** What is kept below the data folder of what was installed: a record of each plugin, and the version before it. */
export function createRecords(dataDir: string) {
  const placeOf = (id: string) => join(dataDir, 'packages', id)
  const backupOf = (id: string) => join(placeOf(id), 'before')

  return {
    /** Undefined for a plugin that was not installed but put there. */
    async read(id: string): Promise<InstallRecord | undefined> {
      const text = await readFile(join(placeOf(id), 'record.json'), 'utf8').catch((cause: NodeJS.ErrnoException) => {
        if (cause.code === 'ENOENT') return undefined
        throw cause
      })
      // Written below, with this very shape.
      return text === undefined ? undefined : (JSON.parse(text) as InstallRecord)
    },
    async write(id: string, record: InstallRecord): Promise<void> {
      await mkdir(placeOf(id), { recursive: true, mode: 0o700 })
      await writeWhole(join(placeOf(id), 'record.json'), `${JSON.stringify(record, undefined, 2)}\n`)
    },
    /** Where the version before is kept whole. */
    backupOf,
    /** Keeps what is in a plugin's folder now as the version before. */
    async keepBackup(folder: string): Promise<void> {
      const kept = backupOf(basename(folder))
      await rm(`${kept}.new`, { recursive: true, force: true })
      await cp(folder, `${kept}.new`, { recursive: true }).catch(async (cause: unknown) => {
        // On a full disk half a copy is in the way.
        await rm(`${kept}.new`, { recursive: true, force: true })
        throw cause
      })
      await rm(kept, { recursive: true, force: true })
      await rename(`${kept}.new`, kept)
    },
    forget: (id: string) => rm(placeOf(id), { recursive: true, force: true }),
  }
}

export type Records = ReturnType<typeof createRecords>
