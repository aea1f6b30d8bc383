import { crc32, deflateRawSync } from 'node:zlib'

/** One entry, as odd as it is said to be. */
export type Crafted = {
  readonly name: string | Uint8Array
  readonly content?: string | Uint8Array
  /** Unix mode with its type bits, as `ls` would show it. */
  readonly mode?: number
  readonly flags?: number
  /** What the archive says of the size, in place of the truth. */
  readonly saidSize?: number
  readonly store?: boolean
}

/** An archive byte by byte, for what no library would write. APPNOTE.TXT 6.3.9, sections 4.3.7, 4.3.12 and 4.3.16. */
export function craftZip(entries: readonly Crafted[], { saidCount = entries.length } = {}): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const { name, content = '', mode = 0o100644, flags = 0x800, saidSize, store = false } of entries) {
    const nameBytes = Buffer.from(name)
    const bytes = Buffer.from(content)
    const data = store ? bytes : deflateRawSync(bytes)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(flags, 2)
    shared.writeUInt16LE(store ? 0 : 8, 4)
    shared.writeUInt16LE(0x21, 8)
    shared.writeUInt32LE(crc32(bytes), 10)
    shared.writeUInt32LE(data.length, 14)
    shared.writeUInt32LE(saidSize ?? bytes.length, 18)
    shared.writeUInt16LE(nameBytes.length, 22)
    locals.push(Buffer.from('PK\x03\x04', 'latin1'), shared, nameBytes, data)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE((mode << 16) >>> 0, 6)
    rest.writeUInt32LE(offset, 10)
    central.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), shared, rest, nameBytes)
    offset += 4 + 26 + nameBytes.length + data.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(saidCount & 0xffff, 4)
  end.writeUInt16LE(saidCount & 0xffff, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06', 'latin1'), end])
}
