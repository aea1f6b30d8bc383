import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '../../base/errors.ts'
import type { Snapshot } from './snapshot.ts'

/** Beside the files of a backup: what they are, so that a changed one is noticed. */
export const MANIFEST = 'backup.json'

/** A backup as it is told; `files` by name. */
export type BackupManifest = Snapshot & {
  readonly schemaVersion: '1'
  /** ISO 8601. */
  readonly madeAt: string
  /** Of the Showrunner that made it. */
  readonly version: string
  /** Made by the timer of the settings, and removed when there are too many. */
  readonly automatic: boolean
  /** Keys and secrets are in it. */
  readonly secrets: boolean
  readonly files: Readonly<Record<string, FileSum>>
}

export type FileSum = { readonly bytes: number; readonly sha256: string }

/** Files of a data folder that a backup may hold; nothing else of one is ever restored. */
export const BACKED_UP = ['showrunner.db', 'showrunner.mark', 'settings.json', 'revoked.json', 'secrets.json', 'keys.json'] as const

export async function sumOf(file: string): Promise<FileSum> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  return { bytes: (await stat(file)).size, sha256: hash.digest('hex') }
}

/** Rejects with BACKUP_INVALID when there is none, or it cannot be true. */
export async function readManifest(folder: string): Promise<BackupManifest> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch((cause) => {
    throw new HostError('BACKUP_INVALID', 'This is no backup: it has no backup.json', { folder }, cause)
  })
  const manifest = parsed(text)
  if (!manifest) throw new HostError('BACKUP_INVALID', 'The backup.json of this backup is not what Showrunner writes', { folder })
  return manifest
}

/** Rejects with BACKUP_INVALID that names the first file that is not what it was. */
export async function verify(folder: string, { files }: Pick<BackupManifest, 'files'>): Promise<void> {
  for (const [name, { sha256 }] of Object.entries(files)) {
    const sum = await sumOf(join(folder, name)).catch((cause) => {
      throw new HostError('BACKUP_INVALID', `The backup lacks its ${name}`, { folder }, cause)
    })
    if (sum.sha256 !== sha256) throw new HostError('BACKUP_INVALID', `${name} of the backup is not what was saved`, { folder })
  }
}

function parsed(text: string): BackupManifest | undefined {
  try {
    const value = Object(JSON.parse(text)) as Partial<BackupManifest>
    const names: readonly string[] = Object.keys(Object(value.files))
    const isWhole = value.schemaVersion === '1' && Number.isSafeInteger(value.head) && names.includes('showrunner.db')
    const areSteps = Array.isArray(value.steps) && value.steps.every((step) => typeof step === 'string')
    const isOurs = names.every((name) => BACKED_UP.some((known) => known === name))
    // What matters of it was just looked at.
    return isWhole && areSteps && isOurs ? (value as BackupManifest) : undefined
  } catch {
    return undefined
  }
}
