/** Decodes %41 and the like in place, and answers what is left of the bytes; what is no escape stays. */
export function percentDecode(bytes: Uint8Array): Uint8Array {
  let length = 0
  for (let at = 0; at < bytes.length; at++) {
    const value = bytes[at] === 0x25 ? hexPair(bytes[at + 1], bytes[at + 2]) : -1
    bytes[length] = value >= 0 ? value : (bytes[at] ?? 0)
    if (value >= 0) at += 2
    length += 1
  }
  return bytes.subarray(0, length)
}

function hexPair(high: number | undefined, low: number | undefined): number {
  const [a, b] = [hexDigit(high), hexDigit(low)]
  return a < 0 || b < 0 ? -1 : a * 16 + b
}

function hexDigit(code: number | undefined): number {
  if (code === undefined) return -1
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
