import { Packr, Unpackr } from 'msgpackr'

/** Names of the fields of each record shape, by record number; grows only. */
export type Structures = readonly (readonly string[])[]

export type Encoder = {
  /** Packs once for disk, runners and workers. The bytes stay valid; they may be a view of a larger buffer. */
  encode(event: object): Uint8Array
  /** What a reader of the bytes must know: plain data, the same array until it grows. */
  structures(): Structures
}

/** With more, msgpackr's record numbers take two bytes, and a reader made with `new Unpackr({ structures })` misreads those. */
const MAX_STRUCTURES = 32

/** The table is small and for good, so a shape must come this often to get into it; until then it is written with its names. */
const SHARE_AFTER = 8

/** Shapes that are counted at a time. */
const MAX_COUNTED = 1000

const SLAB_BYTES = 8192

/**
 * Packs events as msgpack records: the names of fields go into a table, the bytes keep its row numbers. Read with createDecoder,
 * or where this file may not be imported with `new Unpackr({ structures })` and a copy of the table as it is by then.
 */
export function createEncoder(known: Structures = []): Encoder {
  const rows: string[][] = known.map((names) => [...names])
  const counts = new Map<string, number>()
  let hasOpenNames = false
  let table = known

  function isFrequent(names: readonly string[]) {
    // Names that plugins or viewers choose, and pointers into a text that was cleaned, are without end.
    if (hasOpenNames || names[0]?.startsWith('/')) return false
    const shape = names.join('\n')
    const count = (counts.get(shape) ?? 0) + 1
    if (counts.size >= MAX_COUNTED) counts.clear()
    counts.set(shape, count)
    return count >= SHARE_AFTER
  }

  const packr = new Packr({
    structures: rows,
    maxSharedStructures: MAX_STRUCTURES,
    maxOwnStructures: MAX_STRUCTURES,
    shouldShareStructure: isFrequent,
    // A plugin's data may have a field of that name.
    useToJSON: false,
  })

  return {
    encode(event) {
      hasOpenNames = 'eventType' in event && event.eventType === 'custom'
      const bytes = packr.pack(event)
      if (bytes.buffer.byteLength <= SLAB_BYTES) return bytes
      // All packers of a process share one slab. One that something large made large, as the code of a plugin on its way to a runner, would be kept alive by a
      // small event in it, for as long as that waits.
      packr.useBuffer(Buffer.allocUnsafeSlow(SLAB_BYTES))
      return Buffer.from(bytes)
    },
    structures() {
      // msgpackr hangs functions on its rows, which no message channel carries.
      if (rows.length > table.length) table = rows.map((names) => [...names])
      return table
    },
  }
}

/** Reads what an encoder packed; `structures` is asked each time, since the table grows. */
export function createDecoder(structures: () => Structures): { decode(bytes: Uint8Array): unknown } {
  let table: Structures = []
  let unpackr = new Unpackr({ structures: [] })
  return {
    decode(bytes) {
      if (structures().length > table.length) {
        table = structures()
        unpackr = new Unpackr({ structures: table.map((names) => [...names]) })
      }
      return unpackr.unpack(bytes)
    },
  }
}
