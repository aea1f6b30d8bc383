import { copyOf } from './bytes.ts'
import type { KeyAlgorithm, Usage } from './crypto-key.ts'
import type { DomExceptions } from './dom-exception.ts'
import { members } from './members.ts'

/** An algorithm as a plugin names it: its name in the spelling of the standard, and the members given with it. */
export type Algorithm = { readonly name: Name; readonly given: Readonly<Record<string, unknown>> }
export type Name = keyof typeof ALLOWED

const CIPHER: readonly Usage[] = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey']
const DERIVE: readonly Usage[] = ['deriveKey', 'deriveBits']
/** The algorithms there are, with what their keys may be used for. */
const ALLOWED = {
  'SHA-1': [],
  'SHA-256': [],
  'SHA-384': [],
  'SHA-512': [],
  HMAC: ['sign', 'verify'],
  'AES-GCM': CIPHER,
  'AES-CBC': CIPHER,
  PBKDF2: DERIVE,
  HKDF: DERIVE,
} satisfies Readonly<Record<string, readonly Usage[]>>
const HASHES: Readonly<Record<string, { readonly node: string; readonly blockBits: number; readonly jwk: string }>> = {
  'SHA-1': { node: 'sha1', blockBits: 512, jwk: 'HS1' },
  'SHA-256': { node: 'sha256', blockBits: 512, jwk: 'HS256' },
  'SHA-384': { node: 'sha384', blockBits: 1024, jwk: 'HS384' },
  'SHA-512': { node: 'sha512', blockBits: 1024, jwk: 'HS512' },
}

/** Reads what plugins give as an algorithm. Everything throws NotSupportedError for what is not in the table. */
export function createAlgorithms({ DOMException }: Pick<DomExceptions, 'DOMException'>) {
  function normalize(algorithm: unknown): Algorithm {
    const given = typeof algorithm === 'object' ? members(algorithm) : { name: algorithm }
    const wanted = `${given.name as string}`.toUpperCase()
    const name = Object.keys(ALLOWED).find((known) => known === wanted)
    if (name === undefined) throw new DOMException(`Unrecognized algorithm name: ${wanted.slice(0, 100)}`, 'NotSupportedError')
    // It is a key of the table.
    return { name: name as Name, given }
  }

  function hashOf(algorithm: unknown) {
    const { name } = normalize(algorithm)
    const hash = HASHES[name]
    if (!hash) throw new DOMException(`${name} is no hash`, 'NotSupportedError')
    return { name, ...hash }
  }

  /** How many bits a key of this kind has that is made anew. */
  function keyBits({ name, given }: Algorithm): number {
    if (name === 'HMAC') {
      const bits = given.length === undefined ? hashOf(given.hash).blockBits : Number(given.length)
      if (!(bits > 0 && bits <= 65_536 && bits % 8 === 0))
        throw new DOMException('The length of the key is no number of bytes', 'OperationError')
      return bits
    }
    const bits = Number(given.length)
    if (!isAes(name)) throw new DOMException(`No key for ${name} can be made`, 'NotSupportedError')
    if (bits !== 128 && bits !== 192 && bits !== 256) throw new DOMException('A key for AES has 128, 192 or 256 bits', 'OperationError')
    return bits
  }

  /** What a key of these bytes shows as its algorithm. Throws DataError when they cannot be such a key. */
  function keyAlgorithm({ name, given }: Algorithm, secret: Uint8Array): KeyAlgorithm {
    const length = secret.byteLength * 8
    if (name === 'HMAC') {
      if (length === 0) throw new DOMException('The key is empty', 'DataError')
      return { name, length, hash: Object.freeze({ name: hashOf(given.hash).name }) }
    }
    if (!isAes(name)) return { name }
    if (length !== 128 && length !== 192 && length !== 256) throw new DOMException('A key for AES has 16, 24 or 32 bytes', 'DataError')
    return { name, length }
  }

  return { normalize, hashOf, keyBits, keyAlgorithm, allowed: (name: Name): readonly Usage[] => ALLOWED[name] }
}

export function isAes(name: string): name is 'AES-GCM' | 'AES-CBC' {
  return name === 'AES-GCM' || name === 'AES-CBC'
}

/** Bytes that are a member of an algorithm; none when it may be left out. */
export function bytesIn(given: Readonly<Record<string, unknown>>, member: string, optional = false): Uint8Array {
  if (given[member] === undefined && !optional) throw new TypeError(`The algorithm needs ${member}`)
  return given[member] === undefined ? new Uint8Array() : copyOf(given[member])
}
