import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Identity } from './identity.ts'

/** The host's own: a file of SQLite that is opened and closed beside it loses its locks. */
const NOT_READ = /^showrunner\.(db(-wal|-shm)?|lock|mark)$/

/** Names shorter than this stand in many files by chance. */
const MIN_LENGTH = 4
const OVERLAP = 512
const MAX_TOLD = 100

/** Files of the data folder that still name the viewer, relative to it: what plugins and people put there is not Showrunner's to change. */
export async function remainsIn(dataDir: string, { userIds, handles, names }: Identity): Promise<readonly string[]> {
  const needles = [...userIds, ...handles, ...names].filter((text) => text.length >= MIN_LENGTH).map((text) => Buffer.from(text))
  const found: string[] = []
  for (const entry of await readdir(dataDir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || (entry.parentPath === dataDir && NOT_READ.test(entry.name)) || found.length >= MAX_TOLD) continue
    if (await holds(path, needles)) found.push(relative(dataDir, path))
  }
  return found
}

async function holds(file: string, needles: readonly Buffer[]): Promise<boolean> {
  let tail: Buffer = Buffer.alloc(0)
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
      const bytes = Buffer.concat([tail, chunk])
      if (needles.some((needle) => bytes.includes(needle))) return true
      tail = bytes.subarray(-OVERLAP)
    }
  } catch {
    // Gone or closed to us: nothing of it can be told.
    return false
  }
  return false
}
