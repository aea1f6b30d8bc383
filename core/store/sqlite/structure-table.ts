import { crc32 } from 'node:zlib'
import type Database from 'better-sqlite3'
import type { Structures } from '../../base/codec.ts'
import { HostError } from '../../base/errors.ts'

/** The names that packed records leave out, kept beside the log. `save` belongs into the transaction that first uses them. */
export function createStructureTable(database: Database.Database) {
  const insert = database.prepare('INSERT INTO structures (number, names, crc) VALUES (?, ?, ?)')

  return {
    save(structures: Structures, from: number) {
      for (const [position, row] of structures.slice(from).entries()) {
        const names = JSON.stringify(row)
        insert.run(from + position, names, crc32(names))
      }
    },

    /** Throws STORE_CORRUPT when a name may be wrong: every event would then be read wrongly. */
    read(): Structures {
      const rows = database.prepare<[], { number: number; names: string; crc: number }>('SELECT * FROM structures ORDER BY number').all()
      return rows.map(({ number, names, crc }, position) => {
        if (number !== position || crc32(names) !== crc) {
          throw new HostError('STORE_CORRUPT', 'The names of the stored fields are damaged', { file: database.name, number })
        }
        return JSON.parse(names)
      })
    },
  }
}
