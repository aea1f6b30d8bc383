import { HostError } from '../../base/errors.ts'

/** The code SQLite gave, for example SQLITE_FULL; undefined for any other error. */
export function sqliteCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined
}

/** The error of a failed commit, as the operator should see it. */
export function writeFailure(error: unknown): HostError {
  if (error instanceof HostError) return error
  if (sqliteCode(error) === 'SQLITE_FULL') return new HostError('STORE_FULL', 'The disk is full; nothing was accepted', {}, error)
  return new HostError('STORE_WRITE_FAILED', 'The store cannot be written', { code: sqliteCode(error) }, error)
}

/** True for what SQLite says of a file whose structure is broken. */
export function isCorruption(error: unknown): boolean {
  const code = sqliteCode(error) ?? ''
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code === 'SQLITE_IOERR_SHORT_READ'
}
