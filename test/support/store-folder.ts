import { createHash } from 'node:crypto'
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFolder } from './folder.ts'

/** What would be found had the process been killed now: the files as they are, without its locks. */
export function crash(dataDir: string): string {
  const folder = createFolder()
  cpSync(dataDir, folder, { recursive: true })
  return folder
}

/** Every file by name, as it is. */
export const fingerprint = (dataDir: string) =>
  readdirSync(dataDir)
    .sort()
    .map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(dataDir, name)))
        .digest('hex'),
    ])
