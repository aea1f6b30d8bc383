/** How many bytes at the end of a piece of text must wait for the next piece, by the family of the encoding. */
export function heldBack(encoding: string, bytes: Uint8Array): number {
  if (encoding === 'utf-8') return heldUtf8(bytes)
  if (encoding === 'utf-16le') return heldUtf16(bytes, 1)
  if (encoding === 'utf-16be') return heldUtf16(bytes, 0)
  if (encoding === 'iso-2022-jp') return bytes.byteLength
  return MULTI_BYTE.has(encoding) ? heldMultiByte(bytes) : 0
}

const MULTI_BYTE: ReadonlySet<string> = new Set(['gbk', 'gb18030', 'big5', 'euc-jp', 'euc-kr', 'shift_jis'])

/** The start of a character whose other bytes may still come. */
function heldUtf8(bytes: Uint8Array): number {
  const end = bytes.byteLength
  for (let back = 1; back <= Math.min(3, end); back++) {
    const byte = bytes[end - back] ?? 0
    if (byte >= 0xc0) return back < lengthOf(byte) && canFollow(byte, bytes[end - back + 1]) ? back : 0
    if (byte < 0x80) return 0
  }
  return 0
}

function lengthOf(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 1
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
}

/** Some second bytes make the character malformed already; https://encoding.spec.whatwg.org/#utf-8-decoder. */
function canFollow(lead: number, second: number | undefined): boolean {
  if (second === undefined) return true
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  return second >= low && second <= high
}

function heldUtf16(bytes: Uint8Array, highAt: number): number {
  const odd = bytes.byteLength % 2
  const last = bytes.byteLength - odd - 2
  const high = last >= 0 ? (bytes[last + highAt] ?? 0) : 0
  return odd + (high >= 0xd8 && high < 0xdc ? 2 : 0)
}

/** Up to the last byte below 0x30, which is a character of its own in all of these. */
function heldMultiByte(bytes: Uint8Array): number {
  if ((bytes.at(-1) ?? 0) < 0x30) return 0
  return bytes.byteLength - 1 - bytes.findLastIndex((byte) => byte < 0x30)
}
