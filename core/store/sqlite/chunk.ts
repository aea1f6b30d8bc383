import { crc32 } from 'node:zlib'

/** Bytes of the index in front of a chunk's records, each: where the record ends (u32), and its CRC32 (u32). */
const ENTRY_BYTES = 8

/**
 * Many records as one blob: an index, then the records. Every entry stands for itself, so a damaged one costs
 * its own record and at most the next, never the rest of the chunk.
 */
export function packChunk(records: readonly Uint8Array[]): Buffer {
  const indexBytes = records.length * ENTRY_BYTES
  const chunk = Buffer.allocUnsafe(records.reduce((sum, record) => sum + record.length, indexBytes))
  let end = indexBytes
  for (const [position, record] of records.entries()) {
    chunk.set(record, end)
    end += record.length
    chunk.writeUInt32LE(end, position * ENTRY_BYTES)
    chunk.writeUInt32LE(crc32(record), position * ENTRY_BYTES + 4)
  }
  return chunk
}

/** The record at a position of a chunk of `count`, a view; undefined when its CRC is wrong. */
export function readChunk(chunk: Buffer, count: number, position: number): Buffer | undefined {
  const entry = position * ENTRY_BYTES
  if (entry + ENTRY_BYTES > chunk.length) return undefined
  const start = position === 0 ? count * ENTRY_BYTES : chunk.readUInt32LE(entry - ENTRY_BYTES)
  const record = chunk.subarray(start, chunk.readUInt32LE(entry))
  return record.length > 0 && crc32(record) === chunk.readUInt32LE(entry + 4) ? record : undefined
}
