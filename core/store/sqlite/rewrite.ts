import type Database from 'better-sqlite3'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import { crashPoint } from '../../base/crash-point.ts'
import { HostError } from '../../base/errors.ts'
import type { Rewrite, Rewritten } from '../store.ts'
import { firstOf, oldOf } from './age.ts'
import { type ChunkEntry, packChunk, readChunk } from './chunk.ts'
import type { ChunkRow } from './chunk-table.ts'
import type { EventLog } from './event-log.ts'
import { sqliteCode, writeFailure } from './failure.ts'
import { createRewriteLetters } from './rewrite-letters.ts'

/** A slice ends after so many milliseconds or chunks, whatever comes first, so that nothing else waits long. */
const SLICE_MS = 8
const SLICE_CHUNKS = 256

type Slice = { readonly changed: number; readonly removed: number; readonly next: number | undefined; readonly isLast: boolean }

/**
 * Changes accepted events where they lie, a slice at a time and each slice in one transaction. A crash leaves every chunk
 * old or new; the caller begins again. Rejects with STORE_FULL or STORE_WRITE_FAILED.
 */
export function createRewrite(parts: {
  readonly database: Database.Database
  readonly events: Pick<EventLog, 'chunks' | 'packing' | 'reader' | 'head'>
  readonly clock: Clock
  /** A slice was changed and committed. */
  readonly onSlice: () => void
}): (order: Rewrite) => Promise<Rewritten> {
  const { database, clock } = parts
  const { chunks, packing, reader, head } = parts.events

  /** The chunk as it is to be; undefined when nothing in it changes. */
  function rewritten(row: ChunkRow, order: Rewrite) {
    if (order.mayConcern && !order.mayConcern(row.records)) return undefined
    const count = row.last_seq - row.first_seq + 1
    const found = { changed: 0, removed: 0 }
    const entries = Array.from({ length: count }, (_, position) => entryOf(row, row.first_seq + position, { order, found }))
    return found.changed + found.removed > 0 ? { records: packChunk(entries), ...found } : undefined
  }

  function entryOf(
    row: ChunkRow,
    seqNo: number,
    { order, found }: { order: Rewrite; found: { changed: number; removed: number } },
  ): ChunkEntry {
    const record = readChunk(row.records, row.last_seq - row.first_seq + 1, seqNo - row.first_seq)
    if (record === 'removed' || seqNo < (order.fromSeqNo ?? 1)) return record
    if (record && order.mayConcern && !order.mayConcern(record)) return record
    const event = reader.open(row, seqNo)?.event
    // What cannot be read may be what is to go, and serves nobody: its bytes go, its number stays damaged.
    if (!event) return undefined
    const wanted = order.change(event)
    if (wanted === event) return record
    if (wanted === undefined) {
      found.removed++
      return 'removed'
    }
    found.changed++
    return packing.encode(sameEvent(wanted, event))
  }

  /** Looks at chunks from this key on, until the slice is full or the chunks are too young. Inside a transaction. */
  function slice(from: number, order: Rewrite): Slice {
    const began = clock.now()
    const found = { changed: 0, removed: 0 }
    let key: number | undefined = from
    const end = endOf(from, order)
    for (let looked = 0; key !== undefined && looked < SLICE_CHUNKS && (looked === 0 || clock.now() - began < SLICE_MS); looked++) {
      if (key > end) return { ...found, next: key, isLast: true }
      const row = reader.load(key)
      const wanted = row && rewritten(row, order)
      if (wanted) {
        chunks.replaceRecords(key, wanted.records)
        found.changed += wanted.changed
        found.removed += wanted.removed
      }
      key = reader.next(key, row)
    }
    if (found.changed > 0) packing.save()
    return { ...found, next: key, isLast: key === undefined }
  }

  /** The last chunk that is old enough, as far as a slice goes. */
  function endOf(from: number, { acceptedBefore: before }: Rewrite): number {
    if (before === undefined) return Number.POSITIVE_INFINITY
    return firstOf(oldOf(chunks.times(from), { before, now: clock.wallTime() }), SLICE_CHUNKS).at(-1)?.key ?? 0
  }

  const transact = database.transaction(slice)

  function commit(from: number, order: Rewrite): Slice {
    if (!database.open) throw new HostError('STOPPING', 'The store is closed')
    try {
      const done = transact(from, order)
      crashPoint('rewrite.slice')
      packing.settle()
      return done
    } catch (error) {
      packing.forget()
      throw sqliteCode(error) ? writeFailure(error) : error
    }
  }

  const letters = createRewriteLetters(database, clock)

  return async (order) => {
    const from = order.fromSeqNo ?? 1
    const total = { changed: 0, removed: 0 }
    let key = chunks.keyAtOrBefore(from) ?? chunks.keyAfter(from)
    while (key !== undefined && !order.signal?.aborted) {
      const { next, isLast, changed, removed } = commit(key, order)
      if (changed + removed > 0) parts.onSlice()
      total.changed += changed
      total.removed += removed
      key = next
      if (isLast) break
      await new Promise<void>((resolve) => clock.after(0, resolve))
    }
    const next = key ?? head() + 1
    // Where the log went no further, there is no letter of an event before its end.
    if (next === order.fromSeqNo) return { ...total, next, deadLetters: 0 }
    const { changed: deadLetters, next: nextLetter } = await letters(order, next)
    return { ...total, next: Math.min(next, nextLetter), deadLetters }
  }
}

function sameEvent(wanted: UnifiedEvent, event: UnifiedEvent): UnifiedEvent {
  if (wanted.seqNo === event.seqNo) return wanted
  throw new TypeError('A rewritten event keeps its seqNo')
}
