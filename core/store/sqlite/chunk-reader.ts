import type { UnifiedEvent } from '../../../schemas/types.ts'
import type { Logger } from '../../base/log.ts'
import type { StoredEvent } from '../store.ts'
import { readChunk } from './chunk.ts'
import { CHUNK_RECORDS, type ChunkRow, type ChunkTable } from './chunk-table.ts'
import { isCorruption } from './failure.ts'

/** Reads chunks and the events in them. What is damaged is left out, told once and counted. */
export type ChunkReader = {
  /** The chunk with this key; undefined when it was removed, or cannot be read as a whole. */
  load(key: number): ChunkRow | undefined
  /** Undefined when it was removed, is damaged, or is of no concern. */
  open(row: ChunkRow, seqNo: number, mayConcern?: (bytes: Uint8Array) => boolean): StoredEvent | undefined
  /** The chunk after this one. Chunks follow one another without a gap; where there is one, the chunk that filled it lost its key. */
  next(key: number, row: ChunkRow | undefined): number | undefined
  damaged(): number
}

/** A reader of one log; `head` is the newest number. */
export function createChunkReader(parts: {
  readonly chunks: ChunkTable
  readonly decode: (bytes: Uint8Array) => unknown
  readonly head: () => number
  readonly log: Logger | undefined
}): ChunkReader {
  const { chunks, log } = parts
  /** First to last number of what is damaged. */
  const damaged = new Map<number, number>()

  function markDamaged(fromSeqNo: number, toSeqNo: number, reason: string) {
    if (damaged.has(fromSeqNo)) return
    damaged.set(fromSeqNo, toSeqNo)
    log?.error({ fromSeqNo, toSeqNo, reason }, 'Stored events are damaged and left out')
  }

  function decoded(bytes: Buffer): UnifiedEvent | undefined {
    try {
      // True because the CRC says that these are the bytes that an accepted event was packed into.
      return parts.decode(bytes) as UnifiedEvent
    } catch (error) {
      log?.debug({ error }, 'Stored event cannot be decoded')
      return undefined
    }
  }

  return {
    load(key) {
      try {
        const row = chunks.get(key)
        if (row?.records.length === 0) return undefined
        if (row && row.last_seq - key < CHUNK_RECORDS) return row
      } catch (error) {
        if (!isCorruption(error)) throw error
      }
      markDamaged(key, (chunks.keyAfter(key) ?? parts.head() + 1) - 1, 'chunk')
      return undefined
    },
    open(row, seqNo, mayConcern) {
      const view = readChunk(row.records, row.last_seq - row.first_seq + 1, seqNo - row.first_seq)
      if (view === 'removed' || (view && mayConcern && !mayConcern(view))) return undefined
      const event = view && decoded(view)
      if (!view || event?.seqNo !== seqNo) {
        markDamaged(seqNo, seqNo, 'record')
        return undefined
      }
      // A copy, so that an event that waits long does not keep its whole chunk in memory.
      return { seqNo, event, bytes: Buffer.from(view) }
    },
    next(key, row) {
      const next = chunks.keyAfter(key)
      if (row && next !== undefined && next > row.last_seq + 1) markDamaged(row.last_seq + 1, next - 1, 'gap')
      return next
    },
    damaged: () => [...damaged].reduce((sum, [from, to]) => sum + to - from + 1, 0),
  }
}
