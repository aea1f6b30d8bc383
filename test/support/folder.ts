import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const made = new Set<string>()

/** A folder that goes with the process. Not with the test: its `after` hooks run first come first, so what was started later still writes, and the first that fails ends the others. */
export function createFolder(parent = tmpdir()): string {
  if (made.size === 0) process.once('exit', () => made.forEach(remove))
  const folder = mkdtempSync(join(parent, 'showrunner-'))
  made.add(folder)
  return folder
}

const remove = (folder: string) => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
