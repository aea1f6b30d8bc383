import type Database from 'better-sqlite3'

/** So many pages without content stay for what comes next. */
const SPARE_PAGES = 2048
const SLICE_PAGES = 256

/** Makes the file shorter by some pages that hold nothing; false when there are none to spare, or the file was made without this. */
export function giveBack(database: Database.Database): boolean {
  const INCREMENTAL = 2
  if (database.pragma('auto_vacuum', { simple: true }) !== INCREMENTAL) return false
  const spare = Number(database.pragma('freelist_count', { simple: true })) - SPARE_PAGES
  if (spare <= 0) return false
  database.pragma(`incremental_vacuum(${Math.min(spare, SLICE_PAGES)})`)
  return spare > SLICE_PAGES
}
