import { cpSync, mkdtempSync, rmSync } from 'node:fs'
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
