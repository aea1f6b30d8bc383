/** How they begin, in Latin-1; a dot is any byte. */
const STARTS = [
  ['image/png', '\u0089PNG\r\n\u001a\n'],
  ['image/jpeg', '\u00ff\u00d8\u00ff'],
  ['image/gif', 'GIF87a'],
  ['image/gif', 'GIF89a'],
  ['image/webp', 'RIFF....WEBP'],
] as const

/** What bytes are by how they begin, whatever was said of them; undefined when they are no picture that pages show. */
export function imageTypeOf(bytes: Uint8Array): string | undefined {
  return STARTS.find(([, start]) => [...start].every((sign, at) => sign === '.' || bytes[at] === sign.charCodeAt(0)))?.[0]
}
