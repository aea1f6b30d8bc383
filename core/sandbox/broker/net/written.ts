import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { PowerError } from '../power.ts'

/** How much may wait in one stream that the other side does not take. */
export const MAX_WAITING_BYTES = 4 * 1024 * 1024

/** Writes, and resolves when the other side took it. Rejects with Busy when too much waits already. */
export async function written(stream: Writable, bytes: Uint8Array): Promise<void> {
  if (stream.writableLength + bytes.length > MAX_WAITING_BYTES) throw new PowerError('Busy', 'Too much is being written at once')
  await new Promise<void>((resolve, reject) => {
    stream.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}

/** Ends the writing side, and resolves when all was taken. */
export async function ended(stream: Writable): Promise<void> {
  stream.end()
  await finished(stream, { readable: false, cleanup: true })
}
