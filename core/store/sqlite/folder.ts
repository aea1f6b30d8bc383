import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { HostError } from '../../base/errors.ts'
import { Driver } from './driver.ts'
import { sqliteCode } from './failure.ts'

/** Makes the data folder this process's own until `release`, or until the process dies. Throws DATA_UNREADABLE or DATA_IN_USE. */
export function claimFolder(dataDir: string): { release(): void } {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new HostError('DATA_UNREADABLE', 'The data folder cannot be made', { dataDir }, cause)
  }
  // A lock that SQLite holds is the operating system's: it ends with the process, however that ends.
  const lock = openLock(dataDir)
  try {
    // Nothing is ever written, and a journal would need room on a disk that may have none.
    lock.pragma('journal_mode = MEMORY')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    if (sqliteCode(cause)?.startsWith('SQLITE_BUSY')) {
      throw new HostError('DATA_IN_USE', 'Another Showrunner uses this data folder', { dataDir }, cause)
    }
    throw new HostError('DATA_UNREADABLE', 'The data folder cannot be locked', { dataDir }, cause)
  }
  return { release: () => lock.close() }
}

function openLock(dataDir: string) {
  const file = join(dataDir, 'showrunner.lock')
  try {
    closeSync(openSync(file, 'a', 0o600))
    return new Driver(file, { timeout: 0 })
  } catch (cause) {
    throw new HostError('DATA_UNREADABLE', 'The data folder cannot be read and written', { dataDir }, cause)
  }
}
