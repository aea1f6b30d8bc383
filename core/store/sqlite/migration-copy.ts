import { chmodSync, closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type Database from 'better-sqlite3'
import { crashPoint } from '../../base/crash-point.ts'
import { durably } from './failure.ts'

const KEPT_MS = 14 * 24 * 3_600_000

/**
 * Copies the database beside itself before a step changes its tables: whole, synced, and under its name only when it is both.
 * Copies from before go once this one is there. Throws STORE_FULL when there is no room for it.
 */
export function copyBefore(database: Database.Database, step: string): string {
  const file = `${database.name}.before-${step}`
  const unfinished = `${file}.tmp`
  rmSync(unfinished, { force: true })
  durably(() => database.prepare('VACUUM INTO ?').run(unfinished))()
  chmodSync(unfinished, 0o600)
  sync(unfinished)
  renameSync(unfinished, file)
  sync(dirname(file))
  crashPoint('migration.copied')
  for (const other of copiesBeside(database.name)) if (other !== file) rmSync(other, { force: true })
  return file
}

/** Removes copies that nobody needed for two weeks; they hold what viewers said. */
export function dropOldCopies(databaseFile: string, nowMs: number): void {
  for (const file of copiesBeside(databaseFile)) if (nowMs - statSync(file).mtimeMs > KEPT_MS) rmSync(file, { force: true })
}

function copiesBeside(databaseFile: string): readonly string[] {
  const folder = dirname(databaseFile)
  const beginning = `${basename(databaseFile)}.before-`
  return readdirSync(folder)
    .filter((name) => name.startsWith(beginning))
    .map((name) => join(folder, name))
}

function sync(path: string) {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
