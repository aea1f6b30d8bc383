import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, pbkdf2Sync } from 'node:crypto'
import type { Syscalls } from '../../guest/syscalls.ts'
import { memoryOf } from './memory.ts'

/** What one operation needs beside bytes; only the fields that it names are there. */
type Spec = { readonly hash: string; readonly tagBytes: number; readonly iterations: number; readonly lengthBytes: number }
type Operation = (spec: Spec, inputs: readonly Uint8Array[]) => Uint8Array

/** Blocks of one PBKDF2 call times its iterations: about two seconds, because nobody can stop it once it runs. */
const MAX_PBKDF2_ROUNDS = 2_000_000
const HASH_BYTES: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 }

const OPERATIONS: Readonly<Record<string, Operation>> = {
  digest: ({ hash }, [data]) => createHash(hash).update(given(data)).digest(),
  hmac: ({ hash }, [key, data]) => createHmac(hash, given(key)).update(given(data)).digest(),
  'aes-gcm-encrypt'({ tagBytes }, [key, iv, data, extra]) {
    const cipher = createCipheriv(gcm(given(key)), given(key), given(iv), { authTagLength: tagBytes }).setAAD(given(extra))
    return Buffer.concat([cipher.update(given(data)), cipher.final(), cipher.getAuthTag()])
  },
  'aes-gcm-decrypt'({ tagBytes }, [key, iv, data, extra]) {
    const sealed = given(data)
    const end = sealed.length - tagBytes
    if (end < 0) throw new Error('The data is shorter than its tag')
    const decipher = createDecipheriv(gcm(given(key)), given(key), given(iv), { authTagLength: tagBytes }).setAAD(given(extra))
    decipher.setAuthTag(sealed.subarray(end))
    return Buffer.concat([decipher.update(sealed.subarray(0, end)), decipher.final()])
  },
  'aes-cbc-encrypt'(_, [key, iv, data]) {
    const cipher = createCipheriv(cbc(given(key)), given(key), given(iv))
    return Buffer.concat([cipher.update(given(data)), cipher.final()])
  },
  'aes-cbc-decrypt'(_, [key, iv, data]) {
    const decipher = createDecipheriv(cbc(given(key)), given(key), given(iv))
    return Buffer.concat([decipher.update(given(data)), decipher.final()])
  },
  pbkdf2({ hash, iterations, lengthBytes }, [password, salt]) {
    if (iterations * Math.ceil(lengthBytes / (HASH_BYTES[hash] ?? 1)) > MAX_PBKDF2_ROUNDS)
      throw new Error(`A plugin's PBKDF2 may do ${MAX_PBKDF2_ROUNDS} iterations in all`)
    return pbkdf2Sync(given(password), given(salt), iterations, lengthBytes, hash)
  },
  hkdf: ({ hash, lengthBytes }, [key, salt, info]) => new Uint8Array(hkdfSync(hash, given(key), given(salt), given(info), lengthBytes)),
}

/** The operations of crypto.subtle, done at once; what they make is fetched by the next call. */
export function createSubtle() {
  let result: Uint8Array = new Uint8Array()
  return {
    subtle(operation, spec, inputs) {
      result = new Uint8Array()
      try {
        const run = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined
        if (!run) return `!NotSupportedError\n${operation} is not supported`
        // By index, so that no method of the guest's array is called.
        result = run(
          JSON.parse(spec),
          Array.from({ length: inputs.length }, (_, index) => memoryOf(given(inputs[index]))),
        )
        return ''
      } catch (error) {
        return `!OperationError\n${error instanceof Error ? error.message : 'The operation failed'}`
      }
    },
    subtleLength: () => result.length,
    subtleRead(into) {
      const memory = memoryOf(into)
      memory.set(result.subarray(0, memory.length))
      result = new Uint8Array()
    },
  } satisfies Partial<Syscalls>
}

function given(input: Uint8Array | undefined): Uint8Array {
  if (!input) throw new Error('Bytes are missing')
  return input
}

function gcm(key: Uint8Array): 'aes-256-gcm' {
  // The cast names one of the three; Node checks the key's length itself.
  return `aes-${key.length * 8}-gcm` as 'aes-256-gcm'
}

function cbc(key: Uint8Array): string {
  return `aes-${key.length * 8}-cbc`
}
