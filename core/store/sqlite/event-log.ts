import { crc32 } from 'node:zlib'
import type Database from 'better-sqlite3'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import { createDecoder, createEncoder, type Structures } from '../../base/codec.ts'
import { HostError } from '../../base/errors.ts'
import { eventHash } from '../../base/event-hash.ts'
import type { Logger } from '../../base/log.ts'
import type { NewEvent, StoredEvent } from '../store.ts'
import { packChunk, readChunk } from './chunk.ts'
import { isCorruption } from './failure.ts'

/** A chunk is cut here, so that reading one event never loads much more. */
const CHUNK_RECORDS = 256
const CHUNK_BYTES = 1024 * 1024

const HASH_BYTES = 8

type ChunkRow = { first_seq: number; last_seq: number; records: Buffer }

/** The append-only log in chunks. What `stage` numbered is written by `append` inside the caller's transaction. */
export function createEventLog(database: Database.Database, log: Logger | undefined) {
  const statements = prepare(database)
  const encoder = createEncoder(readStructures(database))
  const decoder = createDecoder(encoder.structures)
  /** First to last number of what is damaged. */
  const damaged = new Map<number, number>()
  let savedStructures = encoder.structures().length
  let committed = readHead(database)
  let staged = committed

  function appendChunk(events: readonly StoredEvent[], at: number) {
    const [first, last] = [events[0], events.at(-1)]
    if (!first || !last) return
    const hashes = Buffer.allocUnsafe(events.length * HASH_BYTES)
    for (const [position, { event }] of events.entries()) hashes.writeBigUInt64LE(eventHash(event.eventId), position * HASH_BYTES)
    statements.append.run(first.seqNo, last.seqNo, at, hashes, packChunk(events.map(({ bytes }) => bytes)))
  }

  function markDamaged(fromSeqNo: number, toSeqNo: number, reason: string) {
    if (damaged.has(fromSeqNo)) return
    damaged.set(fromSeqNo, toSeqNo)
    log?.error({ fromSeqNo, toSeqNo, reason }, 'Stored events are damaged and left out')
  }

  function open(row: ChunkRow, seqNo: number): StoredEvent | undefined {
    const view = readChunk(row.records, row.last_seq - row.first_seq + 1, seqNo - row.first_seq)
    const event = view && decoded(view)
    if (event?.seqNo !== seqNo) {
      markDamaged(seqNo, seqNo, 'crc')
      return undefined
    }
    // A copy, so that an event that waits long does not keep its whole chunk in memory.
    return { seqNo, event, bytes: Buffer.from(view ?? []) }
  }

  function decoded(bytes: Buffer): UnifiedEvent | undefined {
    try {
      // True because the CRC says that these are the bytes that an accepted event was packed into.
      return decoder.decode(bytes) as UnifiedEvent
    } catch (error) {
      log?.debug({ error }, 'Stored event cannot be decoded')
      return undefined
    }
  }

  /** The chunk with this key; undefined, and told, when it cannot be read as a whole. */
  function load(key: number): ChunkRow | undefined {
    try {
      const row = statements.chunk.get(key)
      if (row?.records.length === 0) return undefined
      if (row && row.last_seq - key < CHUNK_RECORDS) return row
    } catch (error) {
      if (!isCorruption(error)) throw error
    }
    markDamaged(key, (statements.after.get(key) ?? committed + 1) - 1, 'chunk')
    return undefined
  }

  /** Chunks follow one another without a gap; where there is one, the chunk that filled it lost its key. */
  function checkGap(row: ChunkRow | undefined, nextKey: number | undefined) {
    if (row && nextKey !== undefined && nextKey > row.last_seq + 1) markDamaged(row.last_seq + 1, nextKey - 1, 'gap')
  }

  return {
    head: () => committed,
    encode: encoder.encode,
    structures: encoder.structures,
    damaged: () => [...damaged].reduce((sum, [from, to]) => sum + to - from + 1, 0),

    /** Numbers, stamps and packs; all or none. */
    stage(events: readonly NewEvent[], ingestedAt: string): readonly StoredEvent[] {
      let seqNo = staged
      const stored = events.map((draft) => {
        seqNo++
        // NewEvent is UnifiedEvent less these two fields. A spread with fields after it makes a slow object: twice the time to pack.
        const event = Object.assign({}, draft, { seqNo, ingestedAt }) as UnifiedEvent
        return { seqNo, event, bytes: encoder.encode(event) }
      })
      staged = seqNo
      return stored
    },

    append(events: readonly StoredEvent[], at: number) {
      const structures = encoder.structures()
      for (let number = savedStructures; number < structures.length; number++) {
        const names = JSON.stringify(structures[number])
        statements.addStructure.run(number, names, crc32(names))
      }
      let chunk: StoredEvent[] = []
      let bytes = 0
      for (const event of events) {
        chunk.push(event)
        bytes += event.bytes.length
        if (chunk.length < CHUNK_RECORDS && bytes < CHUNK_BYTES) continue
        appendChunk(chunk, at)
        chunk = []
        bytes = 0
      }
      appendChunk(chunk, at)
    },

    /** The transaction was committed: what was staged is accepted. */
    settle() {
      committed = staged
      savedStructures = encoder.structures().length
    },

    /** The transaction failed: the numbers are free again. */
    forget() {
      staged = committed
    },

    read(fromSeqNo: number, limit: number): readonly StoredEvent[] {
      const found: StoredEvent[] = []
      let key = statements.containing.get(fromSeqNo) ?? statements.after.get(fromSeqNo)
      while (key !== undefined && found.length < limit) {
        const row = load(key)
        for (let seqNo = Math.max(fromSeqNo, key); row && seqNo <= row.last_seq && found.length < limit; seqNo++) {
          const event = open(row, seqNo)
          if (event) found.push(event)
        }
        key = statements.after.get(key)
        checkGap(row, key)
      }
      return found
    },

    latest(limit: number): readonly UnifiedEvent[] {
      const found: UnifiedEvent[] = []
      let key = statements.containing.get(committed) ?? undefined
      while (key !== undefined && found.length < limit) {
        const row = load(key)
        for (let seqNo = row?.last_seq ?? 0; row && seqNo >= row.first_seq && found.length < limit; seqNo--) {
          const event = open(row, seqNo)
          if (event) found.push(event.event)
        }
        key = statements.containing.get(key - 1) ?? undefined
      }
      return found
    },

    *recentIds(sinceMs: number, max: number): Iterable<bigint> {
      let total = 0
      let oldest: number | undefined
      for (
        let row = statements.idsBefore.get(committed);
        row && (row.at >= sinceMs || row.count === 0) && total < max;
        row = statements.idsBefore.get(row.first_seq - 1)
      ) {
        total += row.count
        oldest = row.first_seq
      }
      let skip = Math.max(0, total - max)
      for (let key = oldest; key !== undefined; key = statements.after.get(key)) {
        const hashes = statements.ids.get(key) ?? Buffer.alloc(0)
        for (let offset = skip * HASH_BYTES; offset < hashes.length; offset += HASH_BYTES) yield hashes.readBigUInt64LE(offset)
        skip = 0
      }
    },
  }
}

function prepare(database: Database.Database) {
  return {
    append: database.prepare('INSERT INTO chunks (first_seq, last_seq, at, id_hashes, records) VALUES (?, ?, ?, ?, ?)'),
    addStructure: database.prepare('INSERT INTO structures (number, names, crc) VALUES (?, ?, ?)'),
    containing: database.prepare<[number], number | null>('SELECT max(first_seq) FROM chunks WHERE first_seq <= ?').pluck(),
    after: database.prepare<[number], number>('SELECT first_seq FROM chunks WHERE first_seq > ? ORDER BY first_seq LIMIT 1').pluck(),
    chunk: database.prepare<[number], ChunkRow>('SELECT first_seq, last_seq, records FROM chunks WHERE first_seq = ?'),
    ids: database.prepare<[number], Buffer>('SELECT id_hashes FROM chunks WHERE first_seq = ?').pluck(),
    idsBefore: database.prepare<[number], { first_seq: number; at: number; count: number }>(
      `SELECT first_seq, at, length(id_hashes) / ${HASH_BYTES} AS count FROM chunks WHERE first_seq <= ? ORDER BY first_seq DESC LIMIT 1`,
    ),
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
  database.prepare(`INSERT INTO chunks VALUES (?, ?, 0, x'', x'')`).run(firstSeqNo, lastSeqNo)
}

function readStructures(database: Database.Database): Structures {
  const rows = database.prepare<[], { number: number; names: string; crc: number }>('SELECT * FROM structures ORDER BY number').all()
  return rows.map(({ number, names, crc }, position) => {
    if (number !== position || crc32(names) !== crc) {
      throw new HostError('STORE_CORRUPT', 'The names of the stored fields are damaged', { file: database.name, number })
    }
    return JSON.parse(names)
  })
}
