import type Database from 'better-sqlite3'
import { createDecoder, createEncoder, type Encoder } from '../../base/codec.ts'
import { createStructureTable } from './structure-table.ts'

/** How events become bytes and back. Names that are new are saved in the transaction that first uses them; then `settle` or `forget`. */
export type Packing = Encoder & {
  decode(bytes: Uint8Array): unknown
  save(): void
  settle(): void
  forget(): void
}

/** The one packing of a log. Throws STORE_CORRUPT when its names are damaged. */
export function createPacking(database: Database.Database): Packing {
  const names = createStructureTable(database)
  const encoder = createEncoder(names.read())
  let saved = encoder.structures().length
  let written = saved

  return {
    ...encoder,
    decode: createDecoder(encoder.structures).decode,
    save() {
      const structures = encoder.structures()
      names.save(structures, saved)
      written = structures.length
    },
    settle() {
      saved = written
    },
    forget() {
      written = saved
    },
  }
}
