import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { HostError } from '../../base/errors.ts'
import { Driver } from './driver.ts'
import { isCorruption } from './failure.ts'

/** "Show", in the place that SQLite keeps for saying whose file this is. */
const APPLICATION_ID = 0x53686f77

const HEADER_BYTES = 100
const MAGIC = 'SQLite format 3\0'

/** What every connection runs with; better-sqlite3 itself would take a WAL that forgets the last commits on power loss. */
const REQUIRED = {
  journal_mode: { set: 'WAL', is: (value: unknown) => value === 'wal' },
  synchronous: { set: 'FULL', is: (value: unknown) => value === 2 },
  foreign_keys: { set: 'ON', is: (value: unknown) => value === 1 },
  busy_timeout: { set: '5000', is: (value: unknown) => typeof value === 'number' && value >= 5000 },
  // What is deleted is overwritten: an erased viewer is not to be found in free pages.
  secure_delete: { set: 'ON', is: (value: unknown) => value === 1 },
  trusted_schema: { set: 'OFF', is: (value: unknown) => value === 0 },
}

/**
 * Opens the file, or a new one, safe to write: every setting is verified.
 * Throws STORE_FOREIGN, STORE_CORRUPT, STORE_UNSAFE or DATA_UNREADABLE, and then has changed nothing.
 */
export function openDatabase(file: string): Database.Database {
  inspect(file)
  let database: Database.Database
  try {
    // SQLite would make it readable for everybody; what it puts beside the file has the file's mode.
    closeSync(openSync(file, 'a', 0o600))
    database = new Driver(file, { timeout: 5000 })
  } catch (cause) {
    throw new HostError('DATA_UNREADABLE', 'The store cannot be opened', { file }, cause)
  }
  try {
    if (statSync(file).size === 0) {
      // Only a file without content can be made so that it gets shorter later; it costs less than a hundredth of a flood.
      database.pragma('auto_vacuum = INCREMENTAL')
      database.pragma(`application_id = ${APPLICATION_ID}`)
    }
    configure(database, file)
    return database
  } catch (cause) {
    database.close()
    if (isCorruption(cause)) throw new HostError('STORE_CORRUPT', 'The store is damaged', { file }, cause)
    throw cause
  }
}

/** Sets what a connection must run with, and verifies that it does; throws STORE_UNSAFE. */
export function configure(database: Database.Database, file: string): void {
  for (const [name, { set, is }] of Object.entries(REQUIRED)) {
    database.pragma(`${name} = ${set}`)
    const value = database.pragma(name, { simple: true })
    if (!is(value)) throw new HostError('STORE_UNSAFE', `The store runs with ${name} ${value} in place of ${set}`, { file, name, value })
  }
}

/** Looks at the file without SQLite, which would take an odd one for its own. Throws STORE_FOREIGN, STORE_CORRUPT or DATA_UNREADABLE. */
export function inspect(file: string) {
  if (!existsSync(file)) return
  const { header, size } = readHeader(file)
  if (size === 0) return
  if (!MAGIC.startsWith(header.toString('latin1', 0, Math.min(MAGIC.length, size)))) {
    throw new HostError('STORE_FOREIGN', 'The file is no Showrunner store', { file })
  }
  if (size < HEADER_BYTES) throw new HostError('STORE_CORRUPT', 'The store is cut short', { file, size })
  if (header.readUInt32BE(68) !== APPLICATION_ID) throw new HostError('STORE_FOREIGN', 'The database is of another program', { file })
  const pageBytes = header.readUInt16BE(16) === 1 ? 65536 : header.readUInt16BE(16)
  const expected = header.readUInt32BE(28) * pageBytes
  // A checkpoint that was interrupted leaves a short file as well; its missing pages are then still in the WAL.
  if (size + walBytes(file) < expected) {
    throw new HostError('STORE_CORRUPT', 'The store is cut short', { file, size, expected })
  }
}

function readHeader(file: string) {
  try {
    const descriptor = openSync(file, 'r')
    try {
      const header = Buffer.alloc(HEADER_BYTES)
      readSync(descriptor, header, 0, HEADER_BYTES, 0)
      return { header, size: fstatSync(descriptor).size }
    } finally {
      closeSync(descriptor)
    }
  } catch (cause) {
    throw new HostError('DATA_UNREADABLE', 'The store cannot be read', { file }, cause)
  }
}

function walBytes(file: string) {
  return existsSync(`${file}-wal`) ? statSync(`${file}-wal`).size : 0
}
