import type { Syscalls } from '../syscalls.ts'
import type { createBase64 } from './base64.ts'
import { brand } from './brand.ts'
import { bufferOf, copyOf } from './bytes.ts'
import { type Algorithm, bytesIn, type createAlgorithms, isAes } from './crypto-algorithms.ts'
import type { CryptoKeys, WebCryptoKey } from './crypto-key.ts'
import type { DomExceptions } from './dom-exception.ts'
import { members } from './members.ts'

type Parts = {
  readonly syscalls: Pick<Syscalls, 'subtle' | 'subtleLength' | 'subtleRead' | 'random'>
  readonly algorithms: ReturnType<typeof createAlgorithms>
  readonly base64: ReturnType<typeof createBase64>
} & Pick<DomExceptions, 'DOMException'> &
  CryptoKeys

/** crypto.subtle, as far as crypto-algorithms.ts goes; https://w3c.github.io/webcrypto. */
export function createSubtle({ syscalls, algorithms, base64, DOMException, make, secretOf, secretFor }: Parts) {
  const { normalize, hashOf, keyBits, keyAlgorithm, allowed } = algorithms

  function run(operation: string, spec: Readonly<Record<string, string | number>>, inputs: readonly Uint8Array[]): Uint8Array {
    const answer = syscalls.subtle(operation, JSON.stringify(spec), inputs)
    if (answer.startsWith('!')) {
      const [name, message] = answer.slice(1).split('\n')
      throw new DOMException(message, name)
    }
    const bytes = new Uint8Array(syscalls.subtleLength())
    syscalls.subtleRead(bytes)
    return bytes
  }

  function cipher(direction: 'encrypt' | 'decrypt', algorithm: unknown, key: unknown, data: unknown): Uint8Array {
    const { name, given } = normalize(algorithm)
    if (!isAes(name)) throw unsupported(`${direction} with ${name}`)
    const [secret, iv, input] = [secretFor(key, name, direction), bytesIn(given, 'iv'), copyOf(data)]
    if (name === 'AES-CBC') {
      if (iv.byteLength !== 16) throw new DOMException('The iv has 16 bytes', 'OperationError')
      return run(`aes-cbc-${direction}`, {}, [secret, iv, input])
    }
    const tagBits = given.tagLength === undefined ? 128 : Number(given.tagLength)
    if (![32, 64, 96, 104, 112, 120, 128].includes(tagBits)) throw new DOMException(`A tag has no ${tagBits} bits`, 'OperationError')
    return run(`aes-gcm-${direction}`, { tagBytes: tagBits / 8 }, [secret, iv, input, bytesIn(given, 'additionalData', true)])
  }

  function mac(algorithm: unknown, key: unknown, usage: 'sign' | 'verify', data: unknown): Uint8Array {
    const { name } = normalize(algorithm)
    if (name !== 'HMAC') throw unsupported(`${usage} with ${name}`)
    const secret = secretFor(key, name, usage)
    const hash = hashOf((key as WebCryptoKey).algorithm.hash)
    return run('hmac', { hash: hash.node }, [secret, copyOf(data)])
  }

  function derive({ name, given }: Algorithm, key: unknown, usage: 'deriveBits' | 'deriveKey', length: unknown): Uint8Array {
    const bits = Number(length)
    if (length === null || length === undefined || !Number.isInteger(bits) || bits < 0 || bits % 8 !== 0)
      throw new DOMException('The length is a number of bits that makes whole bytes', 'OperationError')
    if (name !== 'PBKDF2' && name !== 'HKDF') throw unsupported(`${usage} with ${name}`)
    const secret = secretFor(key, name, usage)
    const spec = { hash: hashOf(given.hash).node, lengthBytes: bits / 8 }
    if (name === 'HKDF') return run('hkdf', spec, [secret, bytesIn(given, 'salt'), bytesIn(given, 'info')])
    const iterations = Number(given.iterations)
    if (!(iterations >= 1)) throw new DOMException('PBKDF2 needs iterations', 'OperationError')
    return run('pbkdf2', { ...spec, iterations: Math.trunc(iterations) }, [secret, bytesIn(given, 'salt')])
  }

  function keyOf(algorithm: Algorithm, secret: Uint8Array, extractable: unknown, usages: unknown) {
    if ((algorithm.name === 'PBKDF2' || algorithm.name === 'HKDF') && extractable)
      throw new DOMException(`A key for ${algorithm.name} cannot be extractable`, 'SyntaxError')
    const possible = allowed(algorithm.name)
    if (possible.length === 0) throw unsupported(`A key for ${algorithm.name}`)
    return make(secret, keyAlgorithm(algorithm, secret), { extractable, usages, allowed: possible })
  }

  function secretIn(format: string, data: unknown, { name }: Algorithm): Uint8Array {
    if (format === 'raw') return copyOf(data)
    if (format !== 'jwk' || name === 'PBKDF2' || name === 'HKDF') throw unsupported(`The format ${format} for ${name}`)
    const { kty, k } = members(data)
    if (kty !== 'oct' || typeof k !== 'string' || /[^\w-]/.test(k)) throw new DOMException('The JWK is no secret key', 'DataError')
    const text = base64.atob(k.replaceAll('-', '+').replaceAll('_', '/'))
    return Uint8Array.from(text, (char) => char.charCodeAt(0))
  }

  function jwkOf(key: WebCryptoKey, secret: Uint8Array) {
    const { name, hash } = key.algorithm
    const text = base64.btoa(String.fromCharCode(...secret))
    const k = text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
    const alg = name === 'HMAC' ? hashOf(hash).jwk : `A${secret.byteLength * 8}${name.slice(4)}`
    return { key_ops: [...key.usages], ext: key.extractable, kty: 'oct', k, alg }
  }

  function unsupported(what: string) {
    return new DOMException(`${what} is not supported`, 'NotSupportedError')
  }

  class SubtleCrypto {
    async digest(algorithm: unknown, data: unknown) {
      return bufferOf(run('digest', { hash: hashOf(algorithm).node }, [copyOf(data)]))
    }
    async encrypt(algorithm: unknown, key: unknown, data: unknown) {
      return bufferOf(cipher('encrypt', algorithm, key, data))
    }
    async decrypt(algorithm: unknown, key: unknown, data: unknown) {
      return bufferOf(cipher('decrypt', algorithm, key, data))
    }
    async sign(algorithm: unknown, key: unknown, data: unknown) {
      return bufferOf(mac(algorithm, key, 'sign', data))
    }
    async verify(algorithm: unknown, key: unknown, signature: unknown, data: unknown) {
      return isSame(mac(algorithm, key, 'verify', data), copyOf(signature))
    }
    async generateKey(algorithm: unknown, extractable: unknown, usages: unknown) {
      const normal = normalize(algorithm)
      const secret = new Uint8Array(keyBits(normal) / 8)
      syscalls.random(secret)
      return keyOf(normal, secret, extractable, usages)
    }
    async importKey(format: unknown, data: unknown, algorithm: unknown, extractable: unknown, usages: unknown) {
      const normal = normalize(algorithm)
      return keyOf(normal, secretIn(`${format as string}`, data, normal), extractable, usages)
    }
    async exportKey(format: unknown, key: unknown) {
      const secret = secretOf(key)
      if (!secret) throw new TypeError('A CryptoKey is expected')
      const made = key as WebCryptoKey
      if (!made.extractable) throw new DOMException('The key is not extractable', 'InvalidAccessError')
      if (format !== 'raw' && format !== 'jwk') throw unsupported(`The format ${String(format)}`)
      return format === 'raw' ? bufferOf(secret.slice()) : jwkOf(made, secret)
    }
    async deriveBits(algorithm: unknown, key: unknown, length: unknown) {
      return bufferOf(derive(normalize(algorithm), key, 'deriveBits', length))
    }
    async deriveKey(algorithm: unknown, key: unknown, type: unknown, extractable: unknown, usages: unknown) {
      const wanted = normalize(type)
      return keyOf(wanted, derive(normalize(algorithm), key, 'deriveKey', keyBits(wanted)), extractable, usages)
    }
    async wrapKey(..._given: unknown[]) {
      throw unsupported('wrapKey')
    }
    async unwrapKey(..._given: unknown[]) {
      throw unsupported('unwrapKey')
    }
  }
  return brand({ SubtleCrypto })
}

/** Takes the same time wherever the two differ. */
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.byteLength !== b.byteLength) return false
  return a.reduce((differences, byte, index) => differences | (byte ^ (b[index] ?? 0)), 0) === 0
}
