import type Database from 'better-sqlite3'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import { createDecoder, createEncoder } from '../../base/codec.ts'
import { eventHash } from '../../base/event-hash.ts'
import type { Logger } from '../../base/log.ts'
import type { NewEvent, StoredEvent } from '../store.ts'
import { packChunk, readChunk } from './chunk.ts'
import { CHUNK_BYTES, CHUNK_RECORDS, type ChunkRow, createChunkTable, HASH_BYTES, readHead } from './chunk-table.ts'
import { isCorruption } from './failure.ts'
import { createStructureTable } from './structure-table.ts'

/** The append-only log. What `stage` numbered, `append` writes inside the caller's transaction; then `settle` or `forget`. */
export function createEventLog(database: Database.Database, log: Logger | undefined) {
  const chunks = createChunkTable(database)
  const names = createStructureTable(database)
  const encoder = createEncoder(names.read())
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
    chunks.append(first.seqNo, last.seqNo, at, hashes, packChunk(events.map(({ bytes }) => bytes)))
  }

  function markDamaged(fromSeqNo: number, toSeqNo: number, reason: string) {
    if (damaged.has(fromSeqNo)) return
    damaged.set(fromSeqNo, toSeqNo)
    log?.error({ fromSeqNo, toSeqNo, reason }, 'Stored events are damaged and left out')
  }

  /** The chunk with this key; undefined, and told, when it cannot be read as a whole. */
  function load(key: number): ChunkRow | undefined {
    try {
      const row = chunks.get(key)
      if (row?.records.length === 0) return undefined
      if (row && row.last_seq - key < CHUNK_RECORDS) return row
    } catch (error) {
      if (!isCorruption(error)) throw error
    }
    markDamaged(key, (chunks.keyAfter(key) ?? committed + 1) - 1, 'chunk')
    return undefined
  }

  /** Chunks follow one another without a gap; where there is one, the chunk that filled it lost its key. */
  function checkGap(row: ChunkRow | undefined, nextKey: number | undefined) {
    if (row && nextKey !== undefined && nextKey > row.last_seq + 1) markDamaged(row.last_seq + 1, nextKey - 1, 'gap')
  }

  function open(row: ChunkRow, seqNo: number): StoredEvent | undefined {
    const view = readChunk(row.records, row.last_seq - row.first_seq + 1, seqNo - row.first_seq)
    const event = view && decoded(view)
    if (!view || event?.seqNo !== seqNo) {
      markDamaged(seqNo, seqNo, 'record')
      return undefined
    }
    // A copy, so that an event that waits long does not keep its whole chunk in memory.
    return { seqNo, event, bytes: Buffer.from(view) }
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
      names.save(encoder.structures(), savedStructures)
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
      let key = chunks.keyAtOrBefore(fromSeqNo) ?? chunks.keyAfter(fromSeqNo)
      while (key !== undefined && found.length < limit) {
        const row = load(key)
        for (let seqNo = Math.max(fromSeqNo, key); row && seqNo <= row.last_seq && found.length < limit; seqNo++) {
          const event = open(row, seqNo)
          if (event) found.push(event)
        }
        key = chunks.keyAfter(key)
        checkGap(row, key)
      }
      return found
    },

    latest(limit: number): readonly UnifiedEvent[] {
      const found: UnifiedEvent[] = []
      for (let key = chunks.keyAtOrBefore(committed); key !== undefined && found.length < limit; key = chunks.keyAtOrBefore(key - 1)) {
        const row = load(key)
        for (let seqNo = row?.last_seq ?? 0; row && seqNo >= key && found.length < limit; seqNo--) {
          const event = open(row, seqNo)
          if (event) found.push(event.event)
        }
      }
      return found
    },

    *recentIds(sinceMs: number, max: number): Iterable<bigint> {
      let total = 0
      let key: number | undefined
      for (let row = chunks.summary(committed); row && total < max; row = chunks.summary(row.first_seq - 1)) {
        // A chunk without ids stands for lost events and has no time.
        if (row.at < sinceMs && row.count > 0) break
        total += row.count
        key = row.first_seq
      }
      let skip = Math.max(0, total - max)
      for (; key !== undefined; key = chunks.keyAfter(key)) {
        const hashes = chunks.hashes(key)
        for (let offset = skip * HASH_BYTES; offset < hashes.length; offset += HASH_BYTES) yield hashes.readBigUInt64LE(offset)
        skip = 0
      }
    },
  }
}
