import type Database from 'better-sqlite3'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import { hashInto } from '../../base/event-hash.ts'
import type { Logger } from '../../base/log.ts'
import type { NewEvent, StoredEvent } from '../store.ts'
import { packChunk } from './chunk.ts'
import { createChunkReader } from './chunk-reader.ts'
import { CHUNK_BYTES, CHUNK_RECORDS, createChunkTable, HASH_BYTES, readHead } from './chunk-table.ts'
import { createPacking } from './packing.ts'

export type EventLog = ReturnType<typeof createEventLog>

/**
 * The append-only log. What `stage` numbered, `append` writes inside the caller's transaction; then `written` or `forget`, and `settle`
 * once it is durable. Until then nobody reads it.
 */
export function createEventLog(database: Database.Database, log: Logger | undefined) {
  const chunks = createChunkTable(database)
  const packing = createPacking(database)
  let committed = readHead(database)
  let written = committed
  let staged = committed
  const reader = createChunkReader({ chunks, decode: packing.decode, head: () => committed, log })

  function appendChunk(events: readonly StoredEvent[], at: number) {
    const [first, last] = [events[0], events.at(-1)]
    if (!first || !last) return
    const hashes = Buffer.allocUnsafe(events.length * HASH_BYTES)
    const halves = { high: 0, low: 0 }
    events.forEach(({ event }, position) => {
      hashInto(event.eventId, halves)
      hashes.writeUInt32LE(halves.low, position * HASH_BYTES)
      hashes.writeUInt32LE(halves.high, position * HASH_BYTES + 4)
    })
    chunks.append(first.seqNo, last.seqNo, at, hashes, packChunk(events.map(({ bytes }) => bytes)))
  }

  return {
    chunks,
    packing,
    reader,
    head: () => committed,
    /** The lowest number that is kept; one above the head when none is. */
    first: () => chunks.firstKept() ?? committed + 1,

    /** Numbers, stamps and packs; all or none. */
    stage(events: readonly NewEvent[], ingestedAt: string): readonly StoredEvent[] {
      let seqNo = staged
      const stored = events.map((draft) => {
        seqNo++
        // NewEvent is UnifiedEvent less these two fields. A spread with fields after it makes a slow object: twice the time to pack.
        const event = Object.assign({}, draft, { seqNo, ingestedAt }) as UnifiedEvent
        return { seqNo, event, bytes: packing.encode(event) }
      })
      staged = seqNo
      return stored
    },

    append(events: readonly StoredEvent[], at: number) {
      packing.save()
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

    /** The transaction was committed. */
    written() {
      written = staged
      packing.settle()
    },

    /** It is durable: events up to this one are accepted. */
    settle(upTo: number) {
      committed = Math.max(committed, upTo)
    },

    /** The transaction failed: the numbers are free again. */
    forget() {
      staged = written
      packing.forget()
    },

    read(fromSeqNo: number, limit: number, mayConcern?: (bytes: Uint8Array) => boolean): readonly StoredEvent[] {
      const found: StoredEvent[] = []
      const last = mayConcern ? Math.min(committed, fromSeqNo + limit - 1) : committed
      let key = chunks.keyAtOrBefore(fromSeqNo) ?? chunks.keyAfter(fromSeqNo)
      while (key !== undefined && key <= last && found.length < limit) {
        const row = reader.load(key)
        for (let seqNo = Math.max(fromSeqNo, key); row && seqNo <= Math.min(row.last_seq, last) && found.length < limit; seqNo++) {
          const event = reader.open(row, seqNo, mayConcern)
          if (event) found.push(event)
        }
        key = reader.next(key, row)
      }
      return found
    },

    get(seqNo: number): UnifiedEvent | undefined {
      const key = chunks.keyAtOrBefore(seqNo)
      const row = key === undefined ? undefined : reader.load(key)
      return row && seqNo <= row.last_seq ? reader.open(row, seqNo)?.event : undefined
    },

    latest(limit: number): readonly UnifiedEvent[] {
      const found: UnifiedEvent[] = []
      for (let key = chunks.keyAtOrBefore(committed); key !== undefined && found.length < limit; key = chunks.keyAtOrBefore(key - 1)) {
        const row = reader.load(key)
        for (let seqNo = row?.last_seq ?? 0; row && seqNo >= key && found.length < limit; seqNo--) {
          const event = reader.open(row, seqNo)
          if (event) found.push(event.event)
        }
      }
      return found
    },

    *recentIds({ sinceMs, atLeast, max }: { sinceMs: number; atLeast: number; max: number }): Iterable<bigint> {
      let total = 0
      let key: number | undefined
      for (let row = chunks.summary(committed); row && total < max; row = chunks.summary(row.first_seq - 1)) {
        // A chunk without ids stands for lost or removed events and has no time.
        if (row.at < sinceMs && row.count > 0 && total >= atLeast) break
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
