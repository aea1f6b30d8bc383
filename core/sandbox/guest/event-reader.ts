/** What the reader below does not know, and leaves to the library. */
const UNKNOWN = Symbol('unknown')

const LONGEST_CHECKED_BYTES = 24
const NOT_ASCII = /[\x80-\xff]/

/**
 * Reads what the core packs into most events: records by shape, lists, text and numbers, twice as fast as the library, which must be ready for
 * everything. Answers undefined when it meets anything else. `utf8` makes text of such bytes of the event.
 */
export function createEventReader(utf8: (from: number, to: number) => string) {
  let makers: readonly (() => unknown)[] = []
  let bytes = new Uint8Array(0) as Uint8Array
  let view = new DataView(bytes.buffer)
  let text = ''
  let start = 0
  let at = 0

  const byte = () => bytes[at++] ?? 0

  /** A number of so many bytes, the first of them the highest. */
  function whole(size: number): number {
    let value = 0
    for (const end = at + size; at < end; ) value = value * 256 + byte()
    return value
  }

  function signed(size: number): number {
    const value = whole(size)
    const half = 2 ** (8 * size - 1)
    return value < half ? value : value - 2 * half
  }

  function float(size: 4 | 8): number {
    const value = size === 8 ? view.getFloat64(at) : view.getFloat32(at)
    at += size
    return value
  }

  function string(length: number): string {
    const from = at
    at += length
    const raw = text.slice(from - start, at - start)
    return isAscii(raw, from, length) ? raw : utf8(from, at)
  }

  function isAscii(raw: string, from: number, length: number): boolean {
    if (length > LONGEST_CHECKED_BYTES) return !NOT_ASCII.test(raw)
    for (let index = from; index < from + length; index += 1) if ((bytes[index] ?? 0) > 127) return false
    return true
  }

  function list(length: number): unknown[] {
    const values: unknown[] = []
    for (let index = 0; index < length; index += 1) values.push(read())
    return values
  }

  function read(): unknown {
    const head = byte()
    if (head < 0x40) return head
    if (head < 0x80) return (makers[head & 0x3f] ?? unknown)()
    if (head < 0x90) return unknown()
    if (head < 0xa0) return list(head & 0x0f)
    if (head < 0xc0) return string(head & 0x1f)
    if (head >= 0xe0) return head - 0x100
    return readLong(head)
  }

  function readLong(head: number): unknown {
    switch (head) {
      case 0xc0:
        return null
      case 0xc2:
        return false
      case 0xc3:
        return true
      case 0xca:
        return float(4)
      case 0xcb:
        return float(8)
      case 0xcc:
        return byte()
      case 0xcd:
        return whole(2)
      case 0xce:
        return whole(4)
      case 0xd0:
        return signed(1)
      case 0xd1:
        return signed(2)
      case 0xd2:
        return signed(4)
      case 0xd9:
        return string(byte())
      case 0xda:
        return string(whole(2))
      case 0xdc:
        return list(whole(2))
      default:
        return unknown()
    }
  }

  return {
    /** Record shapes: the names of their fields, by number. */
    shapes(structures: readonly (readonly string[])[]): void {
      makers = structures.map((names) => makerOf(names, read))
    },
    /** `given` holds the event at from..to; `latin1` is these bytes, one character each. */
    read(given: Uint8Array, from: number, to: number, latin1: string): unknown {
      if (given !== bytes) view = new DataView(given.buffer, given.byteOffset, given.byteLength)
      bytes = given
      text = latin1
      start = from
      at = from
      try {
        const value = read()
        return at === to ? value : undefined
      } catch (problem) {
        if (problem === UNKNOWN) return undefined
        throw problem
      }
    },
  }
}

function unknown(): never {
  throw UNKNOWN
}

/** A function that makes one record, with a literal of its own, as V8 likes it. */
function makerOf(names: readonly string[], read: () => unknown): () => unknown {
  // In a literal it would be no field.
  if (names.includes('__proto__')) return unknown
  const fields = names.map((name) => `${JSON.stringify(name)}:read()`)
  return new Function('read', `return () => ({${fields.join()}})`)(read)
}
