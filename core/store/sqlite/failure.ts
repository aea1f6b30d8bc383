import { HostError } from '../../base/errors.ts'
import { hasRoomFor } from './free-room.ts'

/** What SQLite says when the system refused to write; for want of room, or because the disk is broken. */
const REFUSED = ['SQLITE_IOERR_WRITE', 'SQLITE_IOERR_SHMSIZE', 'SQLITE_IOERR_TRUNCATE', 'SQLITE_CANTOPEN']

/** The code SQLite gave, for example SQLITE_FULL; undefined for any other error. */
export function sqliteCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined
}

/** The error of a failed commit, to this file if it is said, as the operator should see it: STORE_FULL when another try may succeed, else STORE_WRITE_FAILED. */
export function writeFailure(error: unknown, file?: string): HostError {
  if (error instanceof HostError) return error
  if (isFull(error, file)) return fullDisk(error)
  return new HostError('STORE_WRITE_FAILED', 'The store cannot be written', { code: sqliteCode(error) }, error)
}

/** The error of a start as the operator should see it: what SQLite met in this file, wherever in the start it did. */
export function startFailure(error: unknown, file: string): unknown {
  if (isCorruption(error)) return new HostError('STORE_CORRUPT', 'The store is damaged', { file }, error)
  if (isFull(error, file)) return new HostError('STORE_FULL', 'The disk is too full to start', { file }, error)
  return error
}

/** The error of a commit that may succeed when it is tried again. */
export const fullDisk = (error: unknown) => new HostError('STORE_FULL', 'The disk is full; nothing was accepted', {}, error)

/** Whether the system refused to write, for whatever reason. */
export const wasRefused = (error: unknown) => REFUSED.includes(sqliteCode(error) ?? '')

/** A quota and a limit on the size of files come as other errors than a full disk. A failed sync is never one: what it lost is unknown. */
function isFull(error: unknown, file: string | undefined): boolean {
  const code = sqliteCode(error) ?? ''
  return code === 'SQLITE_FULL' || (file !== undefined && wasRefused(error) && !hasRoomFor(file))
}

/** True for what SQLite says of a file whose structure is broken. */
export function isCorruption(error: unknown): boolean {
  const code = sqliteCode(error) ?? ''
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code === 'SQLITE_IOERR_SHORT_READ'
}

/** The same function, whose failures are told as the operator should see them. */
export function durably<A extends readonly unknown[], R>(write: (...parameters: A) => R): (...parameters: A) => R {
  return (...parameters) => {
    try {
      return write(...parameters)
    } catch (error) {
      throw writeFailure(error)
    }
  }
}
