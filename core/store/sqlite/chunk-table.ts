import type Database from 'better-sqlite3'
import { HostError } from '../../base/errors.ts'

/** A chunk never holds more records, or many more bytes, so that reading one event never loads much more. */
export const CHUNK_RECORDS = 256
export const CHUNK_BYTES = 1024 * 1024

export const HASH_BYTES = 8

export type ChunkRow = { readonly first_seq: number; readonly last_seq: number; readonly records: Buffer }

export type ChunkTable = ReturnType<typeof createChunkTable>

/** The rows of the log. The key of a chunk is its first number. */
export function createChunkTable(database: Database.Database) {
  const statements = {
    append: database.prepare('INSERT INTO chunks (first_seq, last_seq, at, id_hashes, records) VALUES (?, ?, ?, ?, ?)'),
    atOrBefore: database.prepare<[number], number | null>('SELECT max(first_seq) FROM chunks WHERE first_seq <= ?').pluck(),
    after: database.prepare<[number], number>('SELECT first_seq FROM chunks WHERE first_seq > ? ORDER BY first_seq LIMIT 1').pluck(),
    get: database.prepare<[number], ChunkRow>('SELECT first_seq, last_seq, records FROM chunks WHERE first_seq = ?'),
    hashes: database.prepare<[number], Buffer>('SELECT id_hashes FROM chunks WHERE first_seq = ?').pluck(),
    firstKept: database.prepare<[], number>('SELECT first_seq FROM chunks WHERE length(records) > 0 ORDER BY first_seq LIMIT 1').pluck(),
    time: database.prepare<[number], number>('SELECT at FROM chunks WHERE first_seq = ?').pluck(),
    times: database.prepare<[number], { key: number; at: number }>(
      'SELECT first_seq AS key, at FROM chunks WHERE first_seq >= ? ORDER BY first_seq',
    ),
    replace: database.prepare('UPDATE chunks SET records = ? WHERE first_seq = ?'),
    summary: database.prepare<[number], { first_seq: number; at: number; count: number }>(
      `SELECT first_seq, at, length(id_hashes) / ${HASH_BYTES} AS count FROM chunks WHERE first_seq <= ? ORDER BY first_seq DESC LIMIT 1`,
    ),
  }
  return {
    append(firstSeqNo: number, lastSeqNo: number, at: number, hashes: Buffer, records: Buffer) {
      statements.append.run(firstSeqNo, lastSeqNo, at, hashes, records)
    },
    keyAtOrBefore: (seqNo: number) => statements.atOrBefore.get(seqNo) ?? undefined,
    keyAfter: (seqNo: number) => statements.after.get(seqNo),
    get: (key: number) => statements.get.get(key),
    firstKept: () => statements.firstKept.get(),
    /** When it was accepted, milliseconds since 1970; 0 for one that stands for lost or removed events. */
    time: (key: number) => statements.time.get(key),
    /** The same of each from this one on. */
    times: (key: number) => statements.times.iterate(key),
    replaceRecords: (key: number, records: Buffer) => void statements.replace.run(records, key),
    hashes: (key: number) => statements.hashes.get(key) ?? Buffer.alloc(0),
    /** Of the chunk at or before a number, without loading it. */
    summary: (seqNo: number) => statements.summary.get(seqNo),
  }
}

/** The highest number in the log. Throws STORE_CORRUPT when the newest chunk cannot be true. */
export function readHead(database: Database.Database): number {
  const newest = database
    .prepare<[], { first_seq: number; last_seq: number; bytes: number }>(
      'SELECT first_seq, last_seq, length(records) AS bytes FROM chunks ORDER BY first_seq DESC LIMIT 1',
    )
    .get()
  if (!newest) return 0
  const count = newest.last_seq - newest.first_seq + 1
  if (count < 1 || (newest.bytes > 0 && count > CHUNK_RECORDS)) {
    throw new HostError('STORE_CORRUPT', 'The newest part of the log is damaged', { file: database.name, ...newest })
  }
  return newest.last_seq
}

/** Keeps numbers used whose events are lost: a chunk without records. */
export function appendLost(database: Database.Database, firstSeqNo: number, lastSeqNo: number): void {
  database.prepare(`INSERT INTO chunks (first_seq, last_seq, at, id_hashes, records) VALUES (?, ?, 0, x'', x'')`).run(firstSeqNo, lastSeqNo)
}
