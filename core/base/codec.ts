import { Packr, Unpackr } from 'msgpackr'

/** Names of the fields of each record shape, by record number; grows only. */
export type Structures = readonly (readonly string[])[]

export type Encoder = {
  /** Packs once for disk, runners and workers. The bytes stay valid; they may be a view of a larger buffer. */
  encode(event: object): Uint8Array
  /** What a reader of the bytes must know: plain data, the same array until it grows. */
  structures(): Structures
}

/** Shapes beyond this many, and those whose names a plugin chose, are written with their names: larger, but read the same. */
const MAX_STRUCTURES = 256

const SLAB_BYTES = 8192

/** Packs events as msgpack records: field names go into a table, the bytes keep its row numbers. */
export function createEncoder(known: Structures = []): Encoder {
  const rows: string[][] = known.map((names) => [...names])
  let openEvent = false
  let openObject: unknown
  const packr = new Packr({
    structures: rows,
    maxSharedStructures: MAX_STRUCTURES,
    // Own records beside two-byte ids are read back wrongly by msgpackr 2.1 when a shape comes twice; plain maps are not.
    maxOwnStructures: 0,
    // Names that others choose must neither fill the table nor stay in the packer's memory.
    useRecords: (value: unknown) => !openEvent && value !== openObject,
    useToJSON: false,
    variableMapSize: true,
  })
  let table = known

  return {
    encode(event) {
      openEvent = 'eventType' in event && event.eventType === 'custom'
      openObject = 'original' in event ? event.original : undefined
      const bytes = packr.pack(event)
      // A slab that one large event made large would be kept alive by every small one packed after it.
      if (bytes.buffer.byteLength > SLAB_BYTES) packr.useBuffer(Buffer.allocUnsafeSlow(SLAB_BYTES))
      return bytes
    },
    structures() {
      // msgpackr hangs functions on its rows, which no message channel carries.
      if (rows.length > table.length) table = rows.map((names) => [...names])
      return table
    },
  }
}

/**
 * Reads what an encoder packed; `structures` is asked again when a record is not known yet.
 * Code that may not import this file does the same with msgpackr alone:
 * `new Unpackr({ mapsAsObjects: true, getStructures: () => table.map((names) => [...names]) })`
 * (`new Unpackr({ structures })` is not enough: it misreads record numbers above 31).
 */
export function createDecoder(structures: () => Structures): { decode(bytes: Uint8Array): unknown } {
  const unpackr = new Unpackr({ mapsAsObjects: true, getStructures: () => structures().map((names) => [...names]) })
  return { decode: (bytes) => unpackr.unpack(bytes) }
}
