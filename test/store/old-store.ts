import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createFolder } from '../support/folder.ts'

/** A data folder as a released version left it: 255 events of one session, a dead letter, a plugin's progress and key. */
export function oldFolder(version: '0001-first'): string {
  const dataDir = createFolder()
  const packed = readFileSync(join(import.meta.dirname, `../fixtures/data/${version}.db.gz`))
  writeFileSync(join(dataDir, 'showrunner.db'), gunzipSync(packed), { mode: 0o600 })
  return dataDir
}
