import type Database from 'better-sqlite3'
import { readChunk } from '../chunk.ts'
import { CHUNK_RECORDS, type ChunkRow } from '../chunk-table.ts'
import { columnsOf } from './open-damaged.ts'

/** So many numbers behind the last that was found the log is taken to be at its end, when nothing says how long it was. */
const MAX_GAP = 1_000_000

/**
 * Copies the chunks in which any record is whole, up to a number of the log, and answers how many events those are. The tree says which number comes next;
 * where it is broken, says nonsense or passes some over, each number is looked for by itself.
 */
export function copyChunks(from: Database.Database, to: Database.Database, highWater: number): number {
  const known = columnsOf(from, 'chunks')
  const columns = columnsOf(to, 'chunks').filter((column) => known.includes(column))
  if (columns.length === 0) return 0
  const add = to.prepare(`INSERT INTO chunks (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`)
  const at = from.prepare<[number], ChunkRow>(`SELECT ${columns.join(', ')} FROM chunks WHERE first_seq = ?`)
  const next = from.prepare<[number], number>('SELECT first_seq FROM chunks WHERE first_seq > ? ORDER BY first_seq LIMIT 1').pluck()
  const before = from.prepare<[number], number>('SELECT first_seq FROM chunks WHERE first_seq < ? ORDER BY first_seq DESC LIMIT 1').pluck()
  let events = 0

  /** Copies the chunk that begins here, and answers its last number; undefined when there is none, or nothing of it is whole. */
  function copy(first: number): number | undefined {
    const row = attempt(() => at.get(first))
    const whole = row?.first_seq === first ? wholeRecords(row) : 0
    if (!row || whole === 0 || !attempt(() => add.run(row))) return undefined
    events += whole
    return row.last_seq
  }

  let done = 0
  let newest = 0
  /** The chunk that was copied last begins here. */
  let begun = 0
  const end = () => highWater || newest + MAX_GAP
  while (done < end()) {
    const found = attempt(() => next.get(done) ?? 'end')
    if (found === 'end' && highWater === 0) break
    // What lies between was removed, if the tree leads back here as well.
    const isNext = typeof found === 'number' && found > done && found <= end() && attempt(() => before.get(found) ?? 0) === begun
    const upTo = isNext ? found : Math.min(end(), done + CHUNK_RECORDS)
    for (let number = isNext ? found : done + 1; number <= upTo; number += 1) {
      const last = copy(number)
      if (last === undefined) continue
      begun = number
      newest = last
      number = last
    }
    done = Math.max(upTo, newest)
  }
  return events
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
