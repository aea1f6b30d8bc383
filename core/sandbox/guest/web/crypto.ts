import type { Syscalls } from '../syscalls.ts'
import { brand } from './brand.ts'
import { kindOfArray, viewOf } from './bytes.ts'
import type { DomExceptions } from './dom-exception.ts'

const MAX_RANDOM_BYTES = 65_536
const INTEGERS = /^(Big)?(Ui|I)nt(8|8Clamped|16|32|64)Array$/

type Parts = Pick<DomExceptions, 'DOMException'> & {
  readonly syscalls: Pick<Syscalls, 'random' | 'uuid'>
  readonly subtle: () => object
}

/** crypto: random numbers of the system, and `subtle`. */
export function createCrypto({ DOMException, syscalls, subtle }: Parts) {
  class Crypto {
    get subtle() {
      return subtle()
    }
    getRandomValues(array: unknown) {
      if (!INTEGERS.test(kindOfArray(array) ?? '')) throw new DOMException('An array of integers is expected', 'TypeMismatchError')
      const memory = viewOf(array)
      if (memory.byteLength > MAX_RANDOM_BYTES)
        throw new DOMException(`At most ${MAX_RANDOM_BYTES} random bytes can be had at once`, 'QuotaExceededError')
      const bytes = new Uint8Array(memory.byteLength)
      syscalls.random(bytes)
      memory.set(bytes)
      return array
    }
    randomUUID() {
      return syscalls.uuid()
    }
  }
  return { ...brand({ Crypto }), crypto: new Crypto() }
}
