import { brand } from './brand.ts'
import type { DomExceptions } from './dom-exception.ts'

export type CryptoKeys = ReturnType<typeof createCryptoKey>
export type WebCryptoKey = InstanceType<CryptoKeys['CryptoKey']>
export type Usage = (typeof USAGES)[number]
/** What a key is for, as CryptoKey.algorithm shows it. */
export type KeyAlgorithm = { readonly name: string; readonly length?: number; readonly hash?: { readonly name: string } }

const USAGES = ['encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey'] as const

/** CryptoKey: a secret that only crypto.subtle reads. */
export function createCryptoKey({ DOMException }: Pick<DomExceptions, 'DOMException'>) {
  let secretOf = (_: unknown): Uint8Array | undefined => undefined

  class Made {
    readonly secret: Uint8Array
    readonly algorithm: KeyAlgorithm
    readonly extractable: boolean
    readonly usages: readonly Usage[]
    constructor(secret: Uint8Array, algorithm: KeyAlgorithm, extractable: boolean, usages: readonly Usage[]) {
      this.secret = secret
      this.algorithm = algorithm
      this.extractable = extractable
      this.usages = usages
    }
  }

  class CryptoKey {
    readonly #made: Made
    static {
      secretOf = (value) => (typeof value === 'object' && value !== null && #made in value ? value.#made.secret : undefined)
    }

    constructor(made?: unknown) {
      if (!(made instanceof Made)) throw new TypeError('Illegal constructor')
      this.#made = made
    }
    get type() {
      return 'secret'
    }
    get extractable() {
      return this.#made.extractable
    }
    get algorithm() {
      return this.#made.algorithm
    }
    get usages() {
      return this.#made.usages
    }
  }

  /** Throws SyntaxError when a usage is none that this algorithm knows, or when there is none at all. */
  function make(secret: Uint8Array, algorithm: KeyAlgorithm, how: { extractable: unknown; usages: unknown; allowed: readonly Usage[] }) {
    const wanted = [...(how.usages as Iterable<unknown>)].map((usage) => `${usage as string}`)
    for (const usage of wanted) {
      if (!USAGES.some((known) => known === usage)) throw new TypeError(`'${usage}' is no usage of a key`)
      if (!how.allowed.some((known) => known === usage))
        throw new DOMException(`A key for ${algorithm.name} cannot be used to ${usage}`, 'SyntaxError')
    }
    if (wanted.length === 0) throw new DOMException('A key needs a usage', 'SyntaxError')
    const usages = Object.freeze(USAGES.filter((usage) => wanted.includes(usage)))
    return new CryptoKey(new Made(secret, Object.freeze(algorithm), Boolean(how.extractable), usages))
  }

  /** The secret of a key that is for this. Throws InvalidAccessError. */
  function secretFor(key: unknown, name: string, usage: Usage): Uint8Array {
    const secret = secretOf(key)
    if (!secret) throw new TypeError('A CryptoKey is expected')
    const { algorithm, usages } = key as CryptoKey
    if (algorithm.name !== name) throw new DOMException(`The key is for ${algorithm.name}, and not for ${name}`, 'InvalidAccessError')
    if (!usages.includes(usage)) throw new DOMException(`The key may not be used to ${usage}`, 'InvalidAccessError')
    return secret
  }

  return { ...brand({ CryptoKey }), make, secretOf, secretFor }
}
