import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'

/** A folder of its own for a test, removed when the file's tests are done. */
export function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'showrunner-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

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
