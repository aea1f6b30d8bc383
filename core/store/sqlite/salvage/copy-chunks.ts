import type Database from 'better-sqlite3'
import { readChunk } from '../chunk.ts'
import { CHUNK_RECORDS, type ChunkRow } from '../chunk-table.ts'
import { columnsOf } from './open-damaged.ts'

/** So many numbers behind the last that was found the log is taken to be at its end, when nothing says how long it was. */
const MAX_GAP = 1_000_000

/** Copies the chunks in which any record is whole, up to a number of the log, and answers how many events those are. */
export function copyChunks(from: Database.Database, to: Database.Database, highWater: number): number {
  const known = columnsOf(from, 'chunks')
  const columns = columnsOf(to, 'chunks').filter((column) => known.includes(column))
  if (columns.length === 0) return 0
  const add = to.prepare(`INSERT INTO chunks (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`)
  const at = from.prepare<[number], ChunkRow>(`SELECT ${columns.join(', ')} FROM chunks WHERE first_seq = ?`)
  let events = 0
  for (const key of keysOf(from, highWater)) {
    const row = attempt(() => at.get(key))
    const whole = row ? wholeRecords(row) : 0
    if (whole > 0 && attempt(() => add.run(row))) events += whole
  }
  return events
}

/** First numbers of chunks, as far as they can be found; where the tree is broken, the search goes on a chunk further. */
function* keysOf(from: Database.Database, highWater: number): Iterable<number> {
  const next = from.prepare<[number], number>('SELECT first_seq FROM chunks WHERE first_seq > ? ORDER BY first_seq LIMIT 1').pluck()
  const end = highWater || MAX_GAP
  let key = 0
  for (let last = 0; key <= Math.max(end, highWater > 0 ? 0 : last + MAX_GAP); ) {
    const found = attempt(() => next.get(key) ?? 'end')
    if (found === 'end') return
    if (found === undefined) key += CHUNK_RECORDS
    else {
      yield found
      key = found
      last = found
    }
  }
}

function wholeRecords({ first_seq, last_seq, records }: ChunkRow): number {
  const count = last_seq - first_seq + 1
  if (!(count > 0 && count <= CHUNK_RECORDS)) return 0
  return Array.from({ length: count }, (_, position) => readChunk(records, count, position)).filter((entry) => entry !== undefined).length
}

function attempt<R>(read: () => R): R | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
