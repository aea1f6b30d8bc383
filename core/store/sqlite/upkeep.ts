import type Database from 'better-sqlite3'

/** So few rows of an index are looked at that it takes milliseconds. */
const ANALYSIS_ROWS = 400

/** Lets SQLite look at its indexes, and brings the write-ahead log into the file as far as nobody reads; answers how many pages went there. */
export function upkeep(database: Database.Database): number {
  database.pragma(`analysis_limit = ${ANALYSIS_ROWS}`)
  database.pragma('optimize')
  const [moved] = database.pragma('wal_checkpoint(PASSIVE)') as readonly { readonly checkpointed: number }[]
  return Math.max(0, moved?.checkpointed ?? 0)
}
