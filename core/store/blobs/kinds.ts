/** What a blob may be: how its file ends, and how its bytes begin. What begins otherwise is something else, such as a page. */
export const KINDS = {
  'audio/wav': { end: 'wav', begins: (bytes) => has(bytes, 0, 'RIFF') && has(bytes, 8, 'WAVE') },
  'audio/mpeg': { end: 'mp3', begins: (bytes) => has(bytes, 0, 'ID3') || isMpegFrame(bytes) },
  'audio/ogg': { end: 'ogg', begins: (bytes) => has(bytes, 0, 'OggS') },
  'image/png': { end: 'png', begins: (bytes) => has(bytes, 0, '\x89PNG\r\n\x1a\n') },
  'image/jpeg': { end: 'jpg', begins: (bytes) => has(bytes, 0, '\xff\xd8\xff') },
  'image/webp': { end: 'webp', begins: (bytes) => has(bytes, 0, 'RIFF') && has(bytes, 8, 'WEBP') },
  'image/gif': { end: 'gif', begins: (bytes) => has(bytes, 0, 'GIF87a') || has(bytes, 0, 'GIF89a') },
} as const satisfies Record<string, { readonly end: string; readonly begins: (bytes: Uint8Array) => boolean }>

export type BlobType = keyof typeof KINDS

const isBlobType = (type: string): type is BlobType => Object.hasOwn(KINDS, type)

/** Throws a TypeError, in words for a plugin's author, unless these bytes may be kept as a blob of this type. */
export function assertBlob(bytes: Uint8Array, type: string): asserts type is BlobType {
  if (!isBlobType(type)) throw new TypeError(`A blob is one of ${Object.keys(KINDS).join(', ')}`)
  if (!KINDS[type].begins(bytes)) throw new TypeError(`These bytes do not begin like ${type}`)
}

/** SHA-256 of the bytes in hex, and what they are. */
const NAME = /^([0-9a-f]{64})\.([a-z0-9]{3,4})$/

/** Hash and type that a name stands for; undefined for any other text. */
export function readName(name: string): { readonly hash: string; readonly type: BlobType } | undefined {
  const [, hash, end] = NAME.exec(name) ?? []
  const type = (Object.keys(KINDS) as BlobType[]).find((key) => KINDS[key].end === end)
  return hash !== undefined && type ? { hash, type } : undefined
}

function has(bytes: Uint8Array, at: number, text: string): boolean {
  return [...text].every((character, index) => bytes[at + index] === character.charCodeAt(0))
}

/** Eleven bits of ones, a version and a layer that there are. */
function isMpegFrame([first = 0, second = 0]: Uint8Array): boolean {
  return first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x18) !== 0x08 && (second & 0x06) !== 0
}
