import { crc32 } from 'node:zlib'

/** Bytes of the index in front of a chunk's records, each: where the record ends (u32), and its CRC32 (u32). */
const ENTRY_BYTES = 8

/** Stands for the CRC of a record that was taken out; one without bytes and any other CRC is damaged. */
const TAKEN_OUT = 0x676f6e65

/** What stands in a chunk: a record, one that was taken out on purpose, or nothing that can be read. */
export type ChunkEntry = Uint8Array | 'removed' | undefined

/**
 * Many records as one blob: an index, then the records. Every entry stands for itself, so a damaged one costs
 * its own record and at most the next, never the rest of the chunk. What was damaged stays so, without its bytes.
 */
export function packChunk(records: readonly ChunkEntry[]): Buffer {
  const indexBytes = records.length * ENTRY_BYTES
  const chunk = Buffer.allocUnsafe(records.reduce((sum, record) => sum + (record instanceof Uint8Array ? record.length : 0), indexBytes))
  let end = indexBytes
  // Not over `entries`, which makes an array for each.
  records.forEach((record, position) => {
    if (record instanceof Uint8Array) {
      chunk.set(record, end)
      end += record.length
    }
    chunk.writeUInt32LE(end, position * ENTRY_BYTES)
    chunk.writeUInt32LE(record instanceof Uint8Array ? crc32(record) : record === 'removed' ? TAKEN_OUT : 0, position * ENTRY_BYTES + 4)
  })
  return chunk
}

/** The record at a position of a chunk of `count`, a view; undefined when its CRC is wrong. */
export function readChunk(chunk: Buffer, count: number, position: number): Buffer | 'removed' | undefined {
  const entry = position * ENTRY_BYTES
  if (entry + ENTRY_BYTES > chunk.length) return undefined
  const start = position === 0 ? count * ENTRY_BYTES : chunk.readUInt32LE(entry - ENTRY_BYTES)
  const end = chunk.readUInt32LE(entry)
  const crc = chunk.readUInt32LE(entry + 4)
  const record = chunk.subarray(start, end)
  if (record.length === 0) return crc === TAKEN_OUT && end === start ? 'removed' : undefined
  return crc32(record) === crc ? record : undefined
}
