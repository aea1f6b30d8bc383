import { MAX_CHUNK_BYTES } from '../../powers.ts'
import { numberOf } from '../arguments.ts'
import { PowerError } from '../power.ts'

/** How many bytes to read: what was asked for, but no more than one message may carry. */
export function countOf(value: unknown): number {
  const count = Math.min(Math.floor(numberOf(value, 'The number of bytes')), MAX_CHUNK_BYTES)
  if (count < 1) throw new PowerError('RangeError', 'At least 1 byte is read at once')
  return count
}

/** The bytes to write. Throws PowerError TypeError when there are none, RangeError when they are more than one message may carry. */
export function bytesOf(bytes: Uint8Array | undefined): Uint8Array {
  if (!bytes) throw new PowerError('TypeError', 'There are no bytes to write')
  if (bytes.length > MAX_CHUNK_BYTES) throw new PowerError('RangeError', `At most ${MAX_CHUNK_BYTES} bytes are written at once`)
  return bytes
}
