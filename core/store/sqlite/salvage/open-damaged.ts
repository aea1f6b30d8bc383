import type Database from 'better-sqlite3'
import { Driver } from '../driver.ts'

/** Opens a damaged file to read what can be read; changes nothing in it. Undefined when not even its tables can be made out. */
export function openDamaged(file: string): Database.Database | undefined {
  const database = new Driver(file, { readonly: true })
  try {
    // Without these SQLite refuses a file that is shorter than it says.
    database.unsafeMode(true)
    database.pragma('writable_schema = ON')
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
    return database
  } catch {
    database.close()
    return undefined
  }
}

/** Columns of a table; none when it is not there, or cannot be made out. */
export function columnsOf(database: Database.Database, table: string): readonly string[] {
  try {
    return database.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table)
  } catch {
    return []
  }
}
